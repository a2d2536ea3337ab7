// Whether, and after how long, NoExecute taints make a pod leave its node.
import type { Node, Pod, Taint } from '../../../resource/generated/kubernetes.ts';
import { tolerates } from '../../pod/tolerations.ts';

export function evictingTaints(node: Node): Taint[] {
  return (node.spec?.taints ?? []).filter(({ effect }) => effect === 'NoExecute');
}

/** How long the pod puts up with all these taints: 0 not at all, Infinity for ever. */
export function toleratedMs({ spec }: Pod, taints: readonly Taint[]): number {
  let shortestMs = Number.POSITIVE_INFINITY;
  for (const taint of taints) {
    const matching = (spec?.tolerations ?? []).filter((toleration) => tolerates(toleration, taint));
    if (matching.length === 0) return 0;
    for (const { tolerationSeconds } of matching) {
      if (tolerationSeconds !== undefined) shortestMs = Math.min(shortestMs, Math.max(0, tolerationSeconds) * 1000);
    }
  }
  return shortestMs;
}
