// How evenly pods of one kind spread over the cluster.
import { duplicate, type FieldPath, invalid, notSupported, required } from '../../../resource/field-error.ts';
import type { TopologySpreadConstraint } from '../../../resource/generated/kubernetes.ts';
import { validateLabelSelector } from '../../../resource/validation/label-selector.ts';
import { validateLabelKeys } from './affinity.ts';
import { checkPositive, type Findings } from './field-rules.ts';

const actions: readonly string[] = ['DoNotSchedule', 'ScheduleAnyway'];
const nodePolicies: readonly string[] = ['Honor', 'Ignore'];

export function* validateTopologySpread(
  path: FieldPath,
  constraints: readonly TopologySpreadConstraint[] = [],
): Findings {
  for (const [position, constraint] of constraints.entries()) {
    const at = path.index(position);
    const { maxSkew = 0, topologyKey = '', whenUnsatisfiable = '' } = constraint;
    yield* checkPositive(at.child('maxSkew'), maxSkew);
    if (topologyKey === '') yield required(at.child('topologyKey'), 'can not be empty');
    if (!actions.includes(whenUnsatisfiable))
      yield notSupported(at.child('whenUnsatisfiable'), whenUnsatisfiable, actions);
    if (constraints.slice(position + 1).some((other) => isSameKind(constraint, other))) {
      yield duplicate(at.child('{topologyKey, whenUnsatisfiable}'), `{${topologyKey}, ${whenUnsatisfiable}}`);
    }
    yield* checkMinDomains(at.child('minDomains'), constraint);
    yield* checkPolicy(at.child('nodeAffinityPolicy'), constraint.nodeAffinityPolicy);
    yield* checkPolicy(at.child('nodeTaintsPolicy'), constraint.nodeTaintsPolicy);
    yield* validateLabelKeys(at, constraint);
    yield* validateLabelSelector(constraint.labelSelector, at.child('labelSelector'));
  }
}

/** Two constraints of one kind would contradict or repeat each other. */
function isSameKind(a: TopologySpreadConstraint, b: TopologySpreadConstraint): boolean {
  return a.topologyKey === b.topologyKey && a.whenUnsatisfiable === b.whenUnsatisfiable;
}

function* checkMinDomains(path: FieldPath, { minDomains, whenUnsatisfiable = '' }: TopologySpreadConstraint): Findings {
  if (minDomains === undefined) return;
  yield* checkPositive(path, minDomains);
  if (whenUnsatisfiable !== 'DoNotSchedule') {
    const why = `can only use minDomains if whenUnsatisfiable=DoNotSchedule, not ${whenUnsatisfiable}`;
    yield invalid(path, minDomains, why);
  }
}

function* checkPolicy(path: FieldPath, policy: string | undefined): Findings {
  if (policy !== undefined && !nodePolicies.includes(policy)) yield notSupported(path, policy, nodePolicies);
}
