// What controllers ask of a pod: whether it counts, whether it serves, and since when.
import type { Pod } from '../../resource/generated/kubernetes.ts';

/** Pods that have ended, or are about to, count for nobody who keeps a number of them. */
export function isActivePod(pod: Pod): boolean {
  return !hasEnded(pod) && pod.metadata.deletionTimestamp === undefined;
}

/** Still there, but on its way out. */
export function isTerminatingPod(pod: Pod): boolean {
  return !hasEnded(pod) && pod.metadata.deletionTimestamp !== undefined;
}

export function hasEnded({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

export function isReadyPod(pod: Pod): boolean {
  return readyCondition(pod)?.status === 'True';
}

/** When a ready pod became so, in milliseconds since the epoch; undefined for others and where nobody said. */
export function readySinceMs(pod: Pod): number | undefined {
  const condition = readyCondition(pod);
  if (condition?.status !== 'True' || condition.lastTransitionTime === undefined) return undefined;
  return Date.parse(condition.lastTransitionTime);
}

/**
 * How long a pod has yet to stay ready until it counts as available, in milliseconds: 0 when it does already, undefined when
 * it is not ready.
 */
export function availableInMs(pod: Pod, minReadySeconds: number, nowMs: number): number | undefined {
  if (!isReadyPod(pod)) return undefined;
  if (minReadySeconds === 0) return 0;
  const sinceMs = readySinceMs(pod);
  return sinceMs === undefined ? undefined : Math.max(0, sinceMs + minReadySeconds * 1000 - nowMs);
}

function readyCondition({ status }: Pod) {
  return status?.conditions?.find(({ type }) => type === 'Ready');
}
