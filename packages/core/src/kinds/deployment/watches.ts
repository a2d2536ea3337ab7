// Which changes concern which deployments.
import type { Deployment, Pod } from '../../resource/generated/kubernetes.ts';
import { fromLabelSelector } from '../../resource/label-selector.ts';
import { controllerOf } from '../../resource/object.ts';
import { objectKeyText, type WatchRule } from '../../runtime/controller.ts';
import type { StoredObject } from '../../store/store.ts';
import type { WatchCache } from '../../store/watch-cache.ts';
import { hasEnded } from '../pod/readiness.ts';
import { isRollingUpdate } from './strategy.ts';

export const deploymentKind = 'Deployment.apps';
export const replicaSetKind = 'ReplicaSet.apps';

const ofDeployments: WatchRule = {
  kind: deploymentKind,
  keysOf: (now, before) => [now, before].flatMap((each) => (each ? objectKeyText(each) : [])).slice(0, 1),
};

/** The owner's; of an orphan, those that select it. A replica set that changed hands concerns both. */
const ofReplicaSets: WatchRule = {
  kind: replicaSetKind,
  keysOf(now, before, cache) {
    const keys = new Set([now, before].flatMap((each) => (each && ownerKey(each)) ?? []));
    if (now && !controllerOf(now.object)) for (const key of selectingKeys(now, cache)) keys.add(key);
    return keys;
  },
};

/** The last old pod's end is what a deployment that recreates its pods waits for. */
const ofPods: WatchRule = {
  kind: 'Pod',
  keysOf(now, before, cache) {
    const pod = now ?? before;
    if (!pod || (now && !hasEnded(now.object as Pod))) return [];
    const replicaSet = cache.byUid(controllerOf(pod.object)?.uid ?? '');
    const deployment = replicaSet && cache.byUid(controllerOf(replicaSet.object)?.uid ?? '');
    if (deployment?.key.kind !== deploymentKind || isRollingUpdate(deployment.object as Deployment)) return [];
    return [objectKeyText(deployment)];
  },
};

export const deploymentWatches: readonly WatchRule[] = [ofDeployments, ofReplicaSets, ofPods];

function ownerKey({ key, object }: StoredObject): string | undefined {
  const owner = controllerOf(object);
  if (owner?.kind !== 'Deployment' || !owner.apiVersion.startsWith('apps/')) return undefined;
  return `${key.namespace}/${owner.name}`;
}

function* selectingKeys({ key, object }: StoredObject, cache: WatchCache): Iterable<string> {
  for (const candidate of cache.list(deploymentKind, key.namespace)) {
    const selector = fromLabelSelector((candidate.object as Deployment).spec?.selector);
    if (selector.matches(object.metadata.labels)) yield objectKeyText(candidate);
  }
}
