// Which taints keep a pod from a node.
import { tolerates } from '../kinds/pod/tolerations.ts';
import type { Taint, Toleration } from '../resource/generated/kubernetes.ts';

export function isTolerated(tolerations: readonly Toleration[], taint: Taint): boolean {
  return tolerations.some((each) => tolerates(each, taint));
}

/** A taint that keeps new pods away. */
function isForbidding({ effect }: Taint): boolean {
  return effect === 'NoSchedule' || effect === 'NoExecute';
}

export function hasUntoleratedTaint(tolerations: readonly Toleration[], taints: readonly Taint[]): boolean {
  return taints.some((taint) => isForbidding(taint) && !isTolerated(tolerations, taint));
}
