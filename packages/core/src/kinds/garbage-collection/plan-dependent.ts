// What is to be done with one object because of what has become of its owners. After Kubernetes' attemptToDeleteItem.
import type { Operation, Propagation } from '../../registry/operation.ts';
import type { StoredObject } from '../../store/store.ts';
import {
  foregroundFinalizer,
  isBeingDeleted,
  letsDependentsGo,
  type OwnerReference,
  type OwnerState,
  orphanFinalizer,
  waitsForDependents,
} from './owners.ts';

export interface Dependent {
  readonly stored: StoredObject;
  readonly stateOf: (owner: OwnerReference) => OwnerState;
  /** What it owns itself. */
  readonly dependents: readonly StoredObject[];
}

/** At most one operation, which holds only while the object is as it was seen; undefined when nothing is to be done. */
export function planDependent({ stored, stateOf, dependents }: Dependent): Operation | undefined {
  const { object } = stored;
  const owners = object.metadata.ownerReferences ?? [];
  if (owners.length === 0 || isBeingDeleted(object)) return undefined;
  const states = owners.map((owner) => ({ owner, state: stateOf(owner) }));
  if (states.some(({ state }) => state === 'unresolvable')) return undefined;
  const live = states.filter(({ state }) => state === 'live');
  if (live.length === states.length) return undefined;
  if (live.length > 0)
    return setOwners(
      stored,
      live.map(({ owner }) => owner),
    );
  const isAwaited = states.some(({ state }) => state === 'waiting');
  if (!isAwaited || dependents.length === 0) return remove(stored, propagationOf(stored));
  // Two that wait for one another would wait for ever: whoever owns this one does not wait for it.
  const isCircular = dependents.some((each) => waitsForDependents(each.object));
  if (isCircular && owners.some(({ blockOwnerDeletion }) => blockOwnerDeletion)) {
    return setOwners(
      stored,
      owners.map((owner) => ({ ...owner, blockOwnerDeletion: false })),
    );
  }
  return remove(stored, 'Foreground');
}

function propagationOf({ object }: StoredObject): Propagation {
  const finalizers = object.metadata.finalizers ?? [];
  if (finalizers.includes(orphanFinalizer)) return 'Orphan';
  return finalizers.includes(foregroundFinalizer) ? 'Foreground' : 'Background';
}

function remove({ key, uid, object }: StoredObject, propagation: Propagation): Operation {
  const { resourceVersion } = object.metadata;
  const preconditions = { uid, ...(resourceVersion !== undefined && { resourceVersion }) };
  return { verb: 'delete', ref: key, propagation, preconditions };
}

function setOwners({ key, object }: StoredObject, owners: readonly OwnerReference[]): Operation {
  const { uid, resourceVersion } = object.metadata;
  const ownerReferences = owners.length > 0 ? owners : null;
  return {
    verb: 'patch',
    ref: key,
    patchType: 'merge',
    patch: { metadata: { uid, resourceVersion, ownerReferences } },
  };
}

/** The object without its reference to this owner. */
function letGo(stored: StoredObject, ownerUid: string): Operation {
  const owners = stored.object.metadata.ownerReferences ?? [];
  return setOwners(
    stored,
    owners.filter(({ uid }) => uid !== ownerUid),
  );
}

function dropFinalizer({ key, object }: StoredObject, finalizer: string): Operation {
  const { uid, resourceVersion, finalizers = [] } = object.metadata;
  const left = finalizers.filter((each) => each !== finalizer);
  const patch = { metadata: { uid, resourceVersion, finalizers: left.length > 0 ? left : null } };
  return { verb: 'patch', ref: key, patchType: 'merge', patch };
}

export interface OwnerStep {
  /** Independent of one another. */
  readonly dependents: readonly Operation[];
  /** Only once all those are done, and in the same change set where they fit in one. */
  readonly release: Operation | undefined;
}

/** What an owner's deletion means for the objects that name it. */
export function planOwner(
  uid: string,
  owner: StoredObject | undefined,
  dependents: readonly StoredObject[],
  planOne: (dependent: StoredObject) => Operation | undefined,
): OwnerStep {
  if (owner && letsDependentsGo(owner.object)) {
    return { dependents: dependents.map((each) => letGo(each, uid)), release: dropFinalizer(owner, orphanFinalizer) };
  }
  const operations = dependents.flatMap((each) => planOne(each) ?? []);
  if (!owner || !waitsForDependents(owner.object)) return { dependents: operations, release: undefined };
  const isBlocked = dependents.some(({ object }) =>
    object.metadata.ownerReferences?.some((each) => each.uid === uid && each.blockOwnerDeletion === true),
  );
  return { dependents: operations, release: isBlocked ? undefined : dropFinalizer(owner, foregroundFinalizer) };
}
