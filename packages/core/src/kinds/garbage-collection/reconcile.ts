// The garbage collector: what an object owned goes with it, before it, or is let go, as its deletion asked.
//
// Keys are uids of owners. Whether a change concerns an owner is seen at once in the cache, so the many changes of objects
// whose owners are well cost nothing. A step handles all dependents of one owner, up to 500 in a change set, each guarded by
// the version it was judged by: who was adopted meanwhile is judged again.
import type { Operation } from '../../registry/operation.ts';
import { deepEqual } from '../../resource/equality.ts';
import { groupKind, type KindList } from '../../resource/kind.ts';
import type { ControllerDefinition, ReconcileContext, ReconcileResult } from '../../runtime/controller.ts';
import { executeTogether } from '../../runtime/execute-together.ts';
import type { StoredObject } from '../../store/store.ts';
import type { WatchCache } from '../../store/watch-cache.ts';
import {
  type Cluster,
  isNamespacedOwnerOfClusterScoped,
  letsDependentsGo,
  type OwnerReference,
  ownerState,
  waitsForDependents,
} from './owners.ts';
import { planDependent, planOwner } from './plan-dependent.ts';

/** As in Kubernetes: events own nothing and are owned by nobody. */
const ignoredKinds: ReadonlySet<string> = new Set(['Event.events.k8s.io']);
/** As many as fit in one change set with the owner itself. */
const dependentsAtOnce = 500;
const lostRaceDelayMs = 50;

export function garbageCollectorController(kinds: KindList): ControllerDefinition {
  return {
    name: 'garbage-collector-controller',
    concurrency: 20,
    watches: kinds.all
      .map(groupKind)
      .filter((kind) => !ignoredKinds.has(kind))
      .map((kind) => ({
        kind,
        keysOf: (now, before, cache) => concernedOwners({ kinds, cache }, now, before),
      })),
    reconcile: (context, uid) => reconcile(kinds, context, uid),
  };
}

/** Owners on whose account something may have to be done. */
function* concernedOwners(
  cluster: Cluster,
  now: StoredObject | undefined,
  before: StoredObject | undefined,
): Iterable<string> {
  if (!now) {
    if (before) yield* leftBehind(cluster.cache, before);
    return;
  }
  // A name that was taken by another object between two looks: the first one is gone.
  if (before && before.uid !== now.uid) yield* leftBehind(cluster.cache, before);
  if (waitsForDependents(now.object) || letsDependentsGo(now.object)) yield now.uid;
  const owners = now.object.metadata.ownerReferences ?? [];
  const hadBefore = before?.uid === now.uid ? (before.object.metadata.ownerReferences ?? []) : [];
  for (const owner of hadBefore) {
    if (!owners.some(({ uid }) => uid === owner.uid)) yield* waitingOwner(cluster.cache, owner);
  }
  if (owners.length === 0 || deepEqual(owners, hadBefore)) return;
  for (const owner of owners) if (ownerState(cluster, now.key, owner) !== 'live') yield owner.uid;
}

/** A deleted object leaves what it owned, and owners that waited for it. */
function* leftBehind(cache: WatchCache, { uid, object }: StoredObject): Iterable<string> {
  if (cache.owned(uid).length > 0) yield uid;
  for (const owner of object.metadata.ownerReferences ?? []) yield* waitingOwner(cache, owner);
}

function* waitingOwner(cache: WatchCache, { uid }: OwnerReference): Iterable<string> {
  const owner = cache.byUid(uid);
  if (owner && waitsForDependents(owner.object)) yield uid;
}

async function reconcile(kinds: KindList, context: ReconcileContext, uid: string): Promise<ReconcileResult> {
  const cluster = { kinds, cache: context.cache };
  const dependents = context.cache.owned(uid);
  for (const dependent of dependents) reportMisplaced(cluster, context, dependent, uid);
  const step = planOwner(uid, context.cache.byUid(uid), dependents, (stored) =>
    planDependent({
      stored,
      stateOf: (owner) => ownerState(cluster, stored.key, owner),
      dependents: context.cache.owned(stored.uid),
    }),
  );
  return carryOut(context, step.dependents, step.release);
}

async function carryOut(
  context: ReconcileContext,
  dependents: readonly Operation[],
  release: Operation | undefined,
): Promise<ReconcileResult> {
  const fitsInOne = dependents.length <= dependentsAtOnce;
  if (release && fitsInOne) {
    await context.execute([...dependents, release]);
    return;
  }
  if (dependents.length === 0) return;
  const { refused } = await executeTogether(context, dependents);
  // Those that changed meanwhile are judged again once the cache shows how, and the owner is released when all are done.
  if (refused > 0) return { requeueAfterMs: lostRaceDelayMs };
  return release ? { requeueAfterMs: 0 } : undefined;
}

function reportMisplaced(cluster: Cluster, context: ReconcileContext, dependent: StoredObject, uid: string): void {
  const { key, object } = dependent;
  const owner = object.metadata.ownerReferences?.find((each) => each.uid === uid);
  if (!owner || object.metadata.deletionTimestamp !== undefined) return;
  const isMisplaced =
    ownerState(cluster, key, owner) === 'misplaced' || isNamespacedOwnerOfClusterScoped(cluster, key, owner);
  if (!isMisplaced) return;
  const reference = `${owner.apiVersion}/${owner.kind}, namespace: ${key.namespace}, name: ${owner.name}, uid: ${owner.uid}`;
  const note = `ownerRef [${reference}] does not exist in namespace "${key.namespace}"`;
  context.recordEvent({ regarding: object, type: 'Warning', reason: 'OwnerRefInvalidNamespace', note });
}
