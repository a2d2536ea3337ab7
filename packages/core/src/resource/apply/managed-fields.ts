// The entries of metadata.managedFields: who owns which fields, how and since when. Entries are never changed; what stays
// the same is kept by reference, so that an unchanged object keeps its entries as they are.
import { deepEqual } from '../equality.ts';
import type { ManagedFieldsEntry } from '../generated/kubernetes.ts';
import type { AnyObject } from '../object.ts';
import { difference, type FieldSet, isEmptySet, parseFieldSet, union } from './field-set.ts';

export type Entries = readonly ManagedFieldsEntry[];

/** Who an entry speaks of, and through which version; all entries of an object are of one version. */
export interface Manager {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly subresource: string | undefined;
}

export function isOf(entry: ManagedFieldsEntry, manager: Manager): boolean {
  return (
    entry.manager === manager.manager &&
    entry.operation === manager.operation &&
    (entry.subresource ?? '') === (manager.subresource ?? '')
  );
}

export function newEntry(of: Manager, fields: FieldSet, time: string): ManagedFieldsEntry {
  return {
    manager: of.manager,
    operation: of.operation,
    apiVersion: of.apiVersion,
    time,
    fieldsType: 'FieldsV1',
    fieldsV1: fields,
    ...(of.subresource !== undefined && { subresource: of.subresource }),
  };
}

export function fieldsOf(entry: ManagedFieldsEntry): FieldSet {
  return entry.fieldsV1 as FieldSet; // Sound: entries come from `newEntry` or through `readEntries`.
}

/** The entries of an object, but for those of versions that are not served any more. */
export function entriesOf(object: AnyObject | undefined): Entries {
  const entries = object?.metadata.managedFields ?? [];
  return entries.every((entry) => entry.apiVersion === object?.apiVersion)
    ? entries
    : entries.filter((entry) => entry.apiVersion === object?.apiVersion);
}

/** Takes fields from everybody. An entry without fields goes. */
export function withoutFields(entries: Entries, fields: FieldSet): Entries {
  if (isEmptySet(fields)) return entries;
  return entries
    .map((entry) => {
      const rest = difference(fieldsOf(entry), fields);
      return rest === fieldsOf(entry) ? entry : { ...entry, fieldsV1: rest };
    })
    .filter((entry) => !isEmptySet(fieldsOf(entry)));
}

/** The object with these entries in order; the object itself when it has them already. */
export function withEntries(object: AnyObject, entries: Entries): AnyObject {
  const sorted = [...entries].sort(compareEntries);
  const before = object.metadata.managedFields ?? [];
  if (sorted.length === before.length && sorted.every((entry, index) => entry === before[index])) {
    if (sorted.length > 0 || object.metadata.managedFields === undefined) return object;
  }
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata: sorted.length === 0 ? metadata : { ...metadata, managedFields: sorted } };
}

/** Kubernetes' order: appliers first, then by time, then by name. */
function compareEntries(a: ManagedFieldsEntry, b: ManagedFieldsEntry): number {
  return (
    compareTexts(a.operation, b.operation) ||
    secondsOf(a) - secondsOf(b) ||
    compareTexts(a.manager, b.manager) ||
    compareTexts(a.apiVersion, b.apiVersion) ||
    compareTexts(a.subresource, b.subresource)
  );
}

function compareTexts(a = '', b = ''): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

function secondsOf({ time }: ManagedFieldsEntry): number {
  const milliseconds = time === undefined ? 0 : Date.parse(time);
  return Number.isNaN(milliseconds) ? 0 : Math.floor(milliseconds / 1000);
}

const maxUpdaters = 10;
const bucketName = 'ancient-changes';

/** Folds the oldest updaters into one bucket until no more than ten are left. */
export function foldOldUpdaters(entries: Entries): Entries {
  const updaters = entries.filter((entry) => entry.operation === 'Update').sort(compareEntries);
  const surplus = updaters.length - maxUpdaters;
  if (surplus <= 0) return entries;
  const bucket = updaters.find((entry) => entry.manager === bucketName && entry.subresource === undefined);
  const oldest = updaters.filter((entry) => entry !== bucket).slice(0, bucket ? surplus : surplus + 1);
  const newest = oldest.at(-1);
  if (!newest) return entries;
  const folded = (bucket ? [bucket, ...oldest] : oldest).map(fieldsOf).reduce(union);
  const { subresource: _, ...rest } = newest;
  const kept = entries.filter((entry) => entry !== bucket && !oldest.includes(entry));
  return [...kept, { ...rest, manager: bucketName, fieldsV1: folded }];
}

/** What a client sent as managedFields. Undefined when it is malformed. */
export function readEntries(sent: Entries): Entries | undefined {
  const entries: ManagedFieldsEntry[] = [];
  for (const entry of sent) {
    const fields = parseFieldSet(entry.fieldsV1 ?? {});
    const isKnown = entry.operation === 'Apply' || entry.operation === 'Update';
    if (!fields || !isKnown || !entry.apiVersion || entry.fieldsType !== 'FieldsV1') return undefined;
    if (!isEmptySet(fields)) entries.push({ ...entry, fieldsV1: fields });
  }
  return entries;
}

/**
 * Whether two objects are the same but for the times in managedFields. An apply that changes nothing may still show a new
 * time, where defaults fill what the manifest leaves out of a value that has one owner as a whole.
 */
export function sameExceptManagedFieldsTimes(a: AnyObject, b: AnyObject): boolean {
  const [oldEntries, newEntries] = [a.metadata.managedFields ?? [], b.metadata.managedFields ?? []];
  if (oldEntries.length !== newEntries.length) return false;
  const untimed = (entry: ManagedFieldsEntry) => ({ ...entry, time: '' });
  const isThere = (entry: ManagedFieldsEntry) => newEntries.some((other) => deepEqual(untimed(entry), untimed(other)));
  if (!oldEntries.every(isThere)) return false;
  const unmanaged = (object: AnyObject) => ({ ...object, metadata: { ...object.metadata, managedFields: [] } });
  return deepEqual(unmanaged(a), unmanaged(b));
}
