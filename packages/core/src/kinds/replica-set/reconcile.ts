// Keeps the number of a replica set's pods: takes up orphans, makes what is missing, ends what is too many, and says so.
import type { Pod, ReplicaSet } from '../../resource/generated/kubernetes.ts';
import { fromLabelSelector } from '../../resource/label-selector.ts';
import { type AnyObject, controllerOf } from '../../resource/object.ts';
import {
  type ControllerDefinition,
  objectKeyText,
  parseObjectKey,
  type ReconcileContext,
  type ReconcileResult,
  type WatchRule,
} from '../../runtime/controller.ts';
import type { StoredObject } from '../../store/store.ts';
import type { WatchCache } from '../../store/watch-cache.ts';
import { carryOutClaim, planClaim } from '../claim.ts';
import { orphanedPodsIn } from '../pod/orphaned-pods.ts';
import { isActivePod, isTerminatingPod } from '../pod/readiness.ts';
import { carryOutReplicas, writeStatus } from './carry-out.ts';
import { nextAvailableInMs, planReplicas, type ReplicaFacts, statusOf } from './plan-replicas.ts';
import { relatedPods } from './pods.ts';

const replicaSetKind = 'ReplicaSet.apps';

const ofReplicaSets: WatchRule = {
  kind: replicaSetKind,
  keysOf: (now, before) => [objectKeyText((now ?? before) as StoredObject)],
};

/** The owner's; of an orphan, those that select it. A pod that changed hands concerns both. */
const ofPods: WatchRule = {
  kind: 'Pod',
  keysOf(now, before, cache) {
    const keys = new Set<string>();
    for (const pod of [now, before]) {
      const key = pod && ownerKey(pod);
      if (key) keys.add(key);
    }
    if (now && !controllerOf(now.object)) for (const key of selectingKeys(now, cache)) keys.add(key);
    return keys;
  },
};

export const replicaSetController: ControllerDefinition = {
  name: 'replicaset-controller',
  watches: [ofReplicaSets, ofPods],
  reconcile,
};

function ownerKey({ key, object }: StoredObject): string | undefined {
  const owner = controllerOf(object);
  if (owner?.kind !== 'ReplicaSet' || !owner.apiVersion.startsWith('apps/')) return undefined;
  return `${key.namespace}/${owner.name}`;
}

function* selectingKeys({ key, object }: StoredObject, cache: WatchCache): Iterable<string> {
  for (const candidate of cache.list(replicaSetKind, key.namespace)) {
    if (selectorOf(candidate).matches(object.metadata.labels)) yield objectKeyText(candidate);
  }
}

/** Compiled once for each version of a replica set: every orphan's change asks all of them. */
const selectors = new WeakMap<AnyObject, ReturnType<typeof fromLabelSelector>>();

function selectorOf({ object }: StoredObject) {
  let selector = selectors.get(object);
  if (!selector) {
    selector = fromLabelSelector((object as ReplicaSet).spec?.selector);
    selectors.set(object, selector);
  }
  return selector;
}

async function reconcile(context: ReconcileContext, key: string): Promise<ReconcileResult> {
  const { cache, clock } = context;
  const stored = cache.get(parseObjectKey(key, replicaSetKind));
  if (!stored) return undefined;
  const replicaSet = stored.object as ReplicaSet;
  const candidates = candidatePods(stored, cache);
  const claim = planClaim(replicaSet, selectorOf(stored), candidates.filter(isActivePod));
  if (await carryOutClaim(context, stored, 'Pod', claim)) return undefined;
  const facts: ReplicaFacts = {
    replicaSet,
    pods: claim.owned,
    terminating: planClaim(replicaSet, selectorOf(stored), candidates.filter(isTerminatingPod)).owned,
    nowMs: clock.now(),
  };
  const plan = planReplicas(facts, () => relatedPods(stored, cache));
  if (plan.create + plan.end.length > 0) await carryOutReplicas(context, facts, plan);
  else await writeStatus(context, replicaSet, statusOf(facts));
  const waitMs = nextAvailableInMs(facts);
  return waitMs === undefined ? undefined : { requeueAfterMs: waitMs };
}

/** What it owns, and the orphans of its namespace. */
function candidatePods(stored: StoredObject, cache: WatchCache): Pod[] {
  const owned = cache.owned(stored.uid).filter(({ key }) => key.kind === 'Pod');
  const pods = owned.map(({ object }) => object as Pod);
  // An orphan may name the replica set as an owner that does not control it.
  return [...new Set([...pods, ...orphanedPodsIn(cache, stored.key.namespace)])];
}
