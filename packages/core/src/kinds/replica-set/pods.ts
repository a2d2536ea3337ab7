// The pods that a replica set looks at when it has to choose.
import type { Pod } from '../../resource/generated/kubernetes.ts';
import { controllerOf } from '../../resource/object.ts';
import type { StoredObject } from '../../store/store.ts';
import type { WatchCache } from '../../store/watch-cache.ts';
import { isActivePod } from '../pod/readiness.ts';

/** Active pods that it owns. */
export function activePodsOf({ uid }: StoredObject, cache: WatchCache): Pod[] {
  const pods = cache.owned(uid).filter(({ key }) => key.kind === 'Pod');
  return pods.map(({ object }) => object as Pod).filter(isActivePod);
}

/** Active pods of all replica sets of the same owner: a deployment's old and new pods are spread together. */
export function relatedPods(stored: StoredObject, cache: WatchCache): Pod[] {
  const owner = controllerOf(stored.object);
  const siblings = owner ? cache.owned(owner.uid).filter(({ key }) => key.kind === stored.key.kind) : [stored];
  return siblings.flatMap((each) => activePodsOf(each, cache));
}
