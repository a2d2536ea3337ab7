// Pods by the node they are bound to.
import type { Pod } from '../../resource/generated/kubernetes.ts';
import type { AnyObject } from '../../resource/object.ts';
import { findIn, type ObjectIndex } from '../../store/object-index.ts';
import type { WatchCache } from '../../store/watch-cache.ts';

const nodeNameOf = (pod: AnyObject) => (pod.spec as Pod['spec'])?.nodeName;

export const podsByNode: ObjectIndex = {
  kind: 'Pod',
  valuesOf: (pod) => {
    const nodeName = nodeNameOf(pod);
    return nodeName ? [nodeName] : [];
  },
};

export function podsOnNode(cache: WatchCache, node: string): Pod[] {
  return findIn(cache, podsByNode, node).map(({ object }) => object as Pod);
}
