// Lease: who holds a lock, and until when. Node heartbeats and leader election are leases.
import { FieldPath, forbidden, invalid, notSupported } from '../../resource/field-error.ts';
import type { Lease, LeaseSpec } from '../../resource/generated/kubernetes.ts';
import { defineKind } from '../../resource/kind.ts';
import { ageColumn, nameColumn } from '../columns.ts';
import { checkQualifiedName, type Findings } from '../pod/validation/field-rules.ts';

const path = new FieldPath('spec');
const strategies: readonly string[] = ['OldestEmulationVersion'];

export const lease = defineKind<Lease>({
  group: 'coordination.k8s.io',
  version: 'v1',
  kind: 'Lease',
  plural: 'leases',
  singular: 'lease',
  shortNames: [],
  categories: [],
  namespaced: true,
  hasStatus: false,
  countsGenerations: false,
  applyDefaults(object) {
    object.spec ??= {};
  },
  validate: ({ spec = {} }) => [...validateSpec(spec)],
  columns: [nameColumn, { name: 'Holder', cell: ({ spec }: Lease) => spec?.holderIdentity ?? '' }, ageColumn],
});

function* validateSpec(spec: LeaseSpec): Findings {
  const { leaseDurationSeconds, leaseTransitions, strategy, preferredHolder } = spec;
  if (leaseDurationSeconds !== undefined && leaseDurationSeconds <= 0) {
    yield invalid(path.child('leaseDurationSeconds'), leaseDurationSeconds, 'must be greater than 0');
  }
  if (leaseTransitions !== undefined && leaseTransitions < 0) {
    yield invalid(path.child('leaseTransitions'), leaseTransitions, 'must be greater than or equal to 0');
  }
  if (strategy !== undefined) yield* validateStrategy(strategy);
  if (preferredHolder && !strategy) {
    yield forbidden(path.child('preferredHolder'), 'may only be specified if `strategy` is defined');
  }
}

/** Plain names are Kubernetes' own; other strategies carry a domain. The doubled path is Kubernetes'. */
function* validateStrategy(strategy: string): Findings {
  const at = path.child('strategy').child('strategy');
  if (strategy.includes('/')) yield* checkQualifiedName(at, strategy);
  else if (!strategies.includes(strategy)) yield notSupported(at, strategy, strategies);
}
