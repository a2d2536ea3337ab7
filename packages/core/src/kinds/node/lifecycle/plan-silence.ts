// What is said of a node that has fallen silent, and of the pods on it.
import { timeText } from '../../../resource/clock.ts';
import type { Node, NodeCondition, Pod } from '../../../resource/generated/kubernetes.ts';
import { conditionOf } from '../taints.ts';

const judgedConditions = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure'];

/** The node's conditions with what it can no longer vouch for made Unknown; undefined when they are so already. */
export function planSilence(node: Node, nowMs: number): NodeCondition[] | undefined {
  const now = timeText(nowMs);
  const present = node.status?.conditions ?? [];
  const next = present.map((condition) => {
    if (condition.status === 'Unknown' || !judgedConditions.includes(condition.type)) return condition;
    return {
      ...condition,
      status: 'Unknown',
      reason: 'NodeStatusUnknown',
      message: 'Kubelet stopped posting node status.',
      lastTransitionTime: now,
    };
  });
  for (const type of judgedConditions) {
    if (conditionOf(node, type)) continue;
    next.push({
      type,
      status: 'Unknown',
      reason: 'NodeStatusNeverUpdated',
      message: 'Kubelet never posted node status.',
      lastHeartbeatTime: node.metadata.creationTimestamp ?? now,
      lastTransitionTime: now,
    });
  }
  const isChanged = next.length > present.length || next.some((condition, position) => condition !== present[position]);
  return isChanged ? next : undefined;
}

/** Nobody looks after them any more: what is sent to them may be lost. */
export function isShownReady({ status }: Pod): boolean {
  return status?.conditions?.some(({ type, status: value }) => type === 'Ready' && value === 'True') === true;
}
