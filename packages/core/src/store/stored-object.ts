// How an object becomes a stored one: its `resourceVersion` filled in, frozen all the way down, shared by everybody.
import { type AnyObject, deepFreeze, type ObjectKey } from '../resource/object.ts';
import type { Change, ChangeSet, Revision, StoredObject, Write } from './store.ts';

/** Takes the object over: the parts that are not copied are frozen in place. */
export function storedObject(key: ObjectKey, revision: Revision, object: AnyObject): StoredObject {
  const metadata = { ...object.metadata, resourceVersion: String(revision) };
  return Object.freeze({ key, uid: uidOf(object), revision, object: deepFreeze({ ...object, metadata }) });
}

/** The same as it comes back from the database, where fields without a value are none. What is frozen was stored before. */
export function withoutMissing<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const [name, child] of Object.entries(value)) {
    if (child === undefined) delete (value as Record<string, unknown>)[name];
    else if (typeof child === 'object') withoutMissing(child);
  }
  return value;
}

/** Every stored object has one. */
export function uidOf(object: AnyObject): string {
  const uid = object.metadata.uid;
  if (uid === undefined) throw new Error(`${object.kind} ${object.metadata.name} has no metadata.uid`);
  return uid;
}

/** The state a change leaves, without the change's `previous`: holding on to that would keep every former state alive. */
export function stateAfter(change: Change): StoredObject {
  const { key, uid, revision, object } = change;
  return Object.freeze({ key, uid, revision, object });
}

/** Throws on what no caller may send: the store's guarantees rest on it. */
export function assertWellFormed(set: ChangeSet): void {
  const { writes } = set;
  if (!writes.some(({ op }) => op !== 'check')) throw new Error('a change set needs a write that is not a check');
  for (const write of writes) assertKeyMatches(write);
  if (writes.length === 1) return;
  const keys = new Set(writes.map(({ key }) => `${key.kind}/${key.namespace}/${key.name}`));
  if (keys.size !== writes.length) throw new Error('a change set may hold only one write per key');
}

function assertKeyMatches(write: Write): void {
  if (write.op !== 'create' && write.op !== 'update') return;
  const { metadata } = write.object;
  uidOf(write.object);
  if (metadata.name !== write.key.name || (metadata.namespace ?? '') !== write.key.namespace) {
    throw new Error(`the object is ${metadata.namespace ?? ''}/${metadata.name}, its key ${JSON.stringify(write.key)}`);
  }
}
