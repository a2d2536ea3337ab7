// What has become of the owners that an object names.
import type { ObjectMeta } from '../../resource/generated/kubernetes.ts';
import type { KindList } from '../../resource/kind.ts';
import { type AnyObject, groupKindOf, type ObjectKey, parseApiVersion } from '../../resource/object.ts';
import type { WatchCache } from '../../store/watch-cache.ts';

export type OwnerReference = NonNullable<ObjectMeta['ownerReferences']>[number];

/**
 * `live`: there is such an owner. `waiting`: it is being deleted and waits for its dependents to go first. `absent`: there is
 * none, or not any more. `misplaced`: there is one, in a namespace where it cannot own the object. `unresolvable`: nobody can
 * say, so nothing may be deleted on its account.
 */
export type OwnerState = 'live' | 'waiting' | 'absent' | 'misplaced' | 'unresolvable';

export const foregroundFinalizer = 'foregroundDeletion';
export const orphanFinalizer = 'orphan';

export function isBeingDeleted({ metadata }: AnyObject): boolean {
  return metadata.deletionTimestamp !== undefined;
}

/** Being deleted, once all that it owns is gone. */
export function waitsForDependents(object: AnyObject): boolean {
  return isBeingDeleted(object) && object.metadata.finalizers?.includes(foregroundFinalizer) === true;
}

/** Being deleted, once all that it owns has been let go. */
export function letsDependentsGo(object: AnyObject): boolean {
  return isBeingDeleted(object) && object.metadata.finalizers?.includes(orphanFinalizer) === true;
}

export interface Cluster {
  readonly kinds: KindList;
  readonly cache: WatchCache;
}

/** The cache shows every owner that was there when the reference was written, or its deletion: no need to ask further. */
export function ownerState({ kinds, cache }: Cluster, dependent: ObjectKey, owner: OwnerReference): OwnerState {
  const group = parseApiVersion(owner.apiVersion).group;
  const definition = kinds.find(groupKindOf(group, owner.kind));
  if (!definition) return 'unresolvable';
  if (definition.namespaced && dependent.namespace === '') return 'unresolvable';
  const namespace = definition.namespaced ? dependent.namespace : '';
  const stored = cache.get({ kind: groupKindOf(group, owner.kind), namespace, name: owner.name });
  if (stored?.uid === owner.uid) return waitsForDependents(stored.object) ? 'waiting' : 'live';
  return cache.byUid(owner.uid) ? 'misplaced' : 'absent';
}

/** Owners in a namespace cannot own what is in none. */
export function isNamespacedOwnerOfClusterScoped(
  { kinds }: Cluster,
  dependent: ObjectKey,
  owner: OwnerReference,
): boolean {
  const definition = kinds.find(groupKindOf(parseApiVersion(owner.apiVersion).group, owner.kind));
  return definition?.namespaced === true && dependent.namespace === '';
}
