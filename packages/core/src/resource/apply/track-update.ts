// Field ownership after a write that is no apply: whoever changes a value owns the field alone.
import { deepEqual } from '../equality.ts';
import type { AnyObject } from '../object.ts';
import { type SchemaTable, schemaTable } from '../schema-table.ts';
import { compareObjects } from './compare.ts';
import { objectShape } from './compile-shape.ts';
import { difference, isEmptySet, union } from './field-set.ts';
import {
  type Entries,
  entriesOf,
  fieldsOf,
  foldOldUpdaters,
  isOf,
  type Manager,
  newEntry,
  readEntries,
  withEntries,
  withoutFields,
} from './managed-fields.ts';

export interface UpdateToTrack {
  /** Undefined when the object is new. */
  readonly live: AnyObject | undefined;
  /** As it will be stored, defaults included. Its managedFields are what the client sent, if anything. */
  readonly next: AnyObject;
  readonly manager: string;
  /** The part that was written; the whole object but for its status when left out. */
  readonly subresource?: string;
  readonly typeName: string;
  /** RFC 3339, whole seconds. */
  readonly now: string;
  readonly table?: SchemaTable;
}

/** `next` with its managedFields brought up to date; `next` itself when they are so already. */
export function trackUpdate(update: UpdateToTrack): AnyObject {
  const { live, next, subresource, typeName, now, table = schemaTable } = update;
  const before = entriesBefore(update);
  // An object that nobody tracks stays so until somebody applies to it.
  if (live && before.length === 0) return withEntries(next, before);
  const { changed, removed } = compareObjects(objectShape(typeName, subresource, table), live ?? {}, next);
  const self: Manager = {
    manager: update.manager === '' ? 'unknown' : update.manager,
    operation: 'Update',
    apiVersion: next.apiVersion,
    subresource,
  };
  if (isEmptySet(changed)) return withEntries(next, withoutFields(before, removed));
  const own = before.find((entry) => isOf(entry, self));
  const others = withoutFields(
    before.filter((entry) => entry !== own),
    union(changed, removed),
  );
  const fields = own ? union(difference(fieldsOf(own), removed), changed) : changed;
  return withEntries(next, foldOldUpdaters([...others, newEntry(self, fields, now)]));
}

/** Clients may send managedFields to change them, or an empty list or entry to drop them all; nonsense is ignored. */
function entriesBefore({ live, next, subresource }: UpdateToTrack): Entries {
  const known = entriesOf(live);
  const sent = next.metadata.managedFields;
  if (subresource !== undefined || sent === undefined) return known;
  if (sent === live?.metadata.managedFields || deepEqual(sent, live?.metadata.managedFields)) return known;
  if (sent.length === 0 || (sent.length === 1 && deepEqual(sent[0], {}))) return [];
  const read = readEntries(entriesOf(next));
  return read && read.length > 0 ? read : known;
}
