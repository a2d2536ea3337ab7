// Pods that no controller has, by namespace: what a controller may take up.
import type { Pod } from '../../resource/generated/kubernetes.ts';
import { controllerOf } from '../../resource/object.ts';
import { findIn, type ObjectIndex } from '../../store/object-index.ts';
import type { WatchCache } from '../../store/watch-cache.ts';

const orphanedPods: ObjectIndex = {
  kind: 'Pod',
  valuesOf: (pod) => (controllerOf(pod) ? [] : [pod.metadata.namespace ?? '']),
};

export function orphanedPodsIn(cache: WatchCache, namespace: string): Pod[] {
  return findIn(cache, orphanedPods, namespace).map(({ object }) => object as Pod);
}
