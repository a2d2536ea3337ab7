// The garbage collector deletes nothing whose owner lives or lets it go; what an owner waits for is gone before it, and what
// it lets go no longer names it.
import {
  foregroundFinalizer,
  isBeingDeleted,
  letsDependentsGo,
} from '@portolan/core/kinds/garbage-collection/owners.ts';
import type { Change, StoredObject } from '@portolan/core/store/store.ts';
import type { Model } from '../cluster/model.ts';
import { type Invariant, nameOf } from './invariant.ts';

export function collection(): Invariant {
  return {
    name: 'collection',
    *onRevision({ changes, origin }, model) {
      for (const change of changes) {
        if (origin.source === 'garbage-collector-controller' && isEnded(change))
          yield* judgeDependent(change, changes, model);
        if (change.type === 'DELETED') yield* judgeOwner(change, model);
      }
    },
  };
}

function isEnded({ type, object, previous }: Change): boolean {
  const isBegun = isBeingDeleted(object) && previous !== undefined && !isBeingDeleted(previous.object);
  return isBegun || (type === 'DELETED' && previous !== undefined && !isBeingDeleted(previous.object));
}

function* judgeDependent(change: Change, changes: readonly Change[], model: Model): Iterable<string> {
  for (const { uid } of change.object.metadata.ownerReferences ?? []) {
    const owner = model.byUid(uid);
    // The owner may go in the same change set.
    const last = owner ?? changes.find((each) => each.uid === uid)?.previous;
    if (owner && !isBeingDeleted(owner.object)) yield `${nameOf(change)} is collected, and ${nameOf(owner)} lives`;
    else if (last && letsDependentsGo(last.object))
      yield `${nameOf(change)} is collected, and ${nameOf(last)} lets it go`;
  }
}

function* judgeOwner({ key, uid, previous, object }: Change, model: Model): Iterable<string> {
  const last = previous?.object ?? object;
  const finalizers = last.metadata.finalizers ?? [];
  const dependents = model.all().filter((each) => referenceTo(each, uid) !== undefined);
  const [first] = dependents;
  if (first && letsDependentsGo(last)) yield `${nameOf({ key })} is gone, and ${nameOf(first)} still names it`;
  const awaited = dependents.find((each) => referenceTo(each, uid)?.blockOwnerDeletion);
  if (awaited && finalizers.includes(foregroundFinalizer))
    yield `${nameOf({ key })} is gone before ${nameOf(awaited)}, for which it was to wait`;
}

function referenceTo({ object }: StoredObject, uid: string) {
  return object.metadata.ownerReferences?.find((each) => each.uid === uid);
}
