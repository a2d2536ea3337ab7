// The taints the system itself puts on nodes, by Kubernetes' names.
import { deepEqual } from '../../resource/equality.ts';
import type { Node, NodeCondition, Taint } from '../../resource/generated/kubernetes.ts';

const notReadyTaint = 'node.kubernetes.io/not-ready';
const unreachableTaint = 'node.kubernetes.io/unreachable';
export const outOfServiceTaint = 'node.kubernetes.io/out-of-service';
const unschedulableTaint = 'node.kubernetes.io/unschedulable';

/** Which status of which condition keeps pods away, and by which taint. */
const taintsOfConditions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  Ready: { False: notReadyTaint, Unknown: unreachableTaint },
  MemoryPressure: { True: 'node.kubernetes.io/memory-pressure' },
  DiskPressure: { True: 'node.kubernetes.io/disk-pressure' },
  NetworkUnavailable: { True: 'node.kubernetes.io/network-unavailable' },
  PIDPressure: { True: 'node.kubernetes.io/pid-pressure' },
};
const managedKeys: ReadonlySet<string> = new Set([
  unschedulableTaint,
  ...Object.values(taintsOfConditions).flatMap((byStatus) => Object.values(byStatus)),
]);
const evictingKeys: ReadonlySet<string> = new Set([notReadyTaint, unreachableTaint]);

export function conditionOf(node: Node, type: string): NodeCondition | undefined {
  return node.status?.conditions?.find((condition) => condition.type === type);
}

export function isReady(node: Node): boolean {
  return conditionOf(node, 'Ready')?.status === 'True';
}

/** Keys of the taints that let no further pods onto the node. */
function keysOfConditions({ spec, status }: Node): string[] {
  const keys = (status?.conditions ?? []).flatMap(({ type, status: value }) => taintsOfConditions[type]?.[value] ?? []);
  return [...new Set(spec?.unschedulable ? [...keys, unschedulableTaint] : keys)];
}

/** Why the pods on the node have to leave, as a taint's key; undefined while it is ready or says nothing. */
export function evictionReason(node: Node): string | undefined {
  const status = conditionOf(node, 'Ready')?.status ?? '';
  return taintsOfConditions.Ready?.[status];
}

export function evictingTaintOf(node: Node): Taint | undefined {
  return node.spec?.taints?.find(isEvicting);
}

function isEvicting({ key, effect }: Taint): boolean {
  return effect === 'NoExecute' && evictingKeys.has(key);
}

function isManaged(taint: Taint): boolean {
  return isEvicting(taint) || (taint.effect === 'NoSchedule' && managedKeys.has(taint.key));
}

/**
 * The node's taints as its conditions want them; undefined when they are so already. `evicting` is the key of the taint that
 * makes pods leave, if one shall be there. Taints of others stay as they are.
 */
export function planTaints(node: Node, evicting: string | undefined, timeAdded: string): Taint[] | undefined {
  const present = node.spec?.taints ?? [];
  const wanted = keysOfConditions(node).map((key) => ({ key, effect: 'NoSchedule' }));
  if (evicting !== undefined) wanted.push({ key: evicting, effect: 'NoExecute' });
  const isSame = (a: Taint) => (b: Taint) => a.key === b.key && a.effect === b.effect;
  const kept = present.filter((taint) => !isManaged(taint) || wanted.some(isSame(taint)));
  const added = wanted.filter((taint) => !kept.some(isSame(taint))).map((taint) => ({ ...taint, timeAdded }));
  const next = [...kept, ...added];
  return deepEqual(next, present) ? undefined : next;
}
