// A rollout by itself never takes more pods out of service than the strategy allows. A deployment is watched from when all its
// pods are available until somebody else than a rollout takes one away or changes what is wanted.
import { boundsOf, isRollingUpdate, wantedReplicas } from '@portolan/core/kinds/deployment/strategy.ts';
import { availableInMs } from '@portolan/core/kinds/pod/readiness.ts';
import type { Deployment, Pod, ReplicaSet } from '@portolan/core/resource/generated/kubernetes.ts';
import type { RevisionChanges, StoredObject } from '@portolan/core/store/store.ts';
import type { Model } from '../cluster/model.ts';
import { type Invariant, nameOf } from './invariant.ts';

/** Caches may show a pod that has crashed a moment ago: a rollout is blamed for what it does when all was well for so long. */
const settledMs = 5_000;

interface Watched {
  /** Since when all is well. */
  readonly sinceMs: number;
  /** What was wanted when all was well. */
  readonly shape: string;
  ready: ReadonlySet<string>;
}

const kinds: ReadonlySet<string> = new Set(['Pod', 'ReplicaSet.apps', 'Deployment.apps']);

export function availability(): Invariant {
  const watched = new Map<string, Watched>();
  return {
    name: 'availability',
    *onRevision(entry, model) {
      const namespaces = new Set(entry.changes.flatMap(({ key }) => (kinds.has(key.kind) ? key.namespace : [])));
      if (namespaces.size === 0) return;
      for (const stored of model.list('Deployment.apps')) {
        if (!namespaces.has(stored.key.namespace)) continue;
        const state = watched.get(stored.uid);
        if (!state) {
          if (isWell(stored, model, entry.committedAtMs)) {
            watched.set(stored.uid, {
              sinceMs: entry.committedAtMs,
              shape: shapeOf(stored),
              ready: readyPods(stored, model),
            });
          }
          continue;
        }
        const ready = readyPods(stored, model);
        const lost = [...state.ready].filter((uid) => !ready.has(uid));
        state.ready = ready;
        if (shapeOf(stored) !== state.shape || !lost.every((uid) => wasEndedByRollout(uid, entry))) {
          watched.delete(stored.uid);
          continue;
        }
        const least = floorOf(stored);
        const isSettled = entry.committedAtMs - state.sinceMs >= settledMs;
        if (isSettled && lost.length > 0 && ready.size < least)
          yield `${nameOf(stored)} is left with ${ready.size} ready pods, where ${least} are the least`;
      }
    },
  };
}

/** Everything but the template: a rollout is what is watched. */
function shapeOf({ object }: StoredObject): string {
  const { metadata, spec } = object as Deployment;
  return JSON.stringify([spec?.replicas, spec?.strategy, metadata.deletionTimestamp]);
}

function floorOf({ object }: StoredObject): number {
  const deployment = object as Deployment;
  return wantedReplicas(deployment) - boundsOf(deployment).unavailable;
}

function replicaSetsOf({ uid }: StoredObject, model: Model): StoredObject[] {
  return model.owned(uid, 'ReplicaSet.apps');
}

function readyPods(stored: StoredObject, model: Model): ReadonlySet<string> {
  const pods = replicaSetsOf(stored, model).flatMap(({ uid }) => model.readyPodsOf(uid));
  return new Set(pods.map(({ metadata }) => metadata.uid ?? ''));
}

function isWell(stored: StoredObject, model: Model, nowMs: number): boolean {
  const deployment = stored.object as Deployment;
  const { metadata, spec, status } = deployment;
  if (!isRollingUpdate(deployment) || metadata.deletionTimestamp !== undefined) return false;
  if (status?.observedGeneration !== metadata.generation) return false;
  const replicaSets = replicaSetsOf(stored, model);
  const wanted = wantedReplicas(deployment);
  const planned = replicaSets.reduce((sum, { object }) => sum + ((object as ReplicaSet).spec?.replicas ?? 0), 0);
  const isAvailable = (pod: Pod) => availableInMs(pod, spec?.minReadySeconds ?? 0, nowMs) === 0;
  const active = replicaSets.flatMap(({ uid }) => model.activePodsOf(uid));
  // A scaling that is decided and not yet done is no rollout's doing: shares are taken whether pods are ready or not.
  const isScaled = active.length <= planned;
  return isScaled && planned >= wanted && active.filter(isAvailable).length >= wanted;
}

function wasEndedByRollout(uid: string, { changes, origin }: RevisionChanges): boolean {
  if (origin.source !== 'replicaset-controller') return false;
  return changes.some(({ uid: changed, type, object }) => {
    return changed === uid && (type === 'DELETED' || object.metadata.deletionTimestamp !== undefined);
  });
}
