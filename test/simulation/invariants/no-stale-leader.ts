// What a component writes, it writes while its process holds the component's lease. Events may be told by anybody.
import type { Lease } from '@portolan/core/resource/generated/kubernetes.ts';
import type { Revision } from '@portolan/core/store/store.ts';
import { type Invariant, nameOf } from './invariant.ts';

const leaseKind = 'Lease.coordination.k8s.io';
const components: ReadonlyMap<string, string> = new Map([
  ['system:kube-controller-manager', 'kube-controller-manager'],
  ['system:kube-scheduler', 'kube-scheduler'],
]);

interface Tenure {
  readonly since: Revision;
  readonly holder: string;
}

export function noStaleLeader(): Invariant {
  const tenures = new Map<string, Tenure[]>();
  const holderAt = (lease: string, revision: Revision) =>
    tenures.get(lease)?.findLast(({ since }) => since <= revision)?.holder;
  return {
    name: 'no-stale-leader',
    onRevision({ revision, changes }) {
      for (const { key, object } of changes) {
        if (key.kind !== leaseKind || key.namespace !== 'kube-system') continue;
        const known = tenures.get(key.name) ?? [];
        tenures.set(key.name, [...known, { since: revision, holder: (object as Lease).spec?.holderIdentity ?? '' }]);
      }
      return [];
    },
    *onCommit({ process, set, revision }) {
      const lease = components.get(set.origin.actor);
      const written = set.writes.filter(({ op, key }) => {
        return op !== 'check' && key.kind !== 'Event.events.k8s.io' && key.kind !== leaseKind;
      });
      const [first] = written;
      if (!lease || !first) return;
      const holder = holderAt(lease, revision - 1);
      if (holder !== process) yield `${process} writes ${nameOf(first)} while ${holder || 'nobody'} holds ${lease}`;
    },
  };
}
