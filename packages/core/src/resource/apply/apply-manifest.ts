// Server-side apply: a manager states the fields it cares for. They are merged into the object; what it stated the last
// time and nobody wants any more goes; a value that somebody else owns is a conflict unless the manager takes it by force.
// Status is not applied with the object but through its sub-resource: the caller has dropped what the written part does
// not cover before it comes here.
import { ApiError, badRequestError } from '../api-error.ts';
import { deepEqual } from '../equality.ts';
import type { AnyObject } from '../object.ts';
import { type SchemaTable, schemaTable } from '../schema-table.ts';
import type { ApplyConflict } from './apply-conflict.ts';
import { type Comparison, compareObjects } from './compare.ts';
import { objectShape } from './compile-shape.ts';
import { emptySet, type FieldSet, fieldPaths, intersection, isEmptySet, union } from './field-set.ts';
import {
  type Entries,
  entriesOf,
  fieldsOf,
  isOf,
  type Manager,
  newEntry,
  withEntries,
  withoutFields,
} from './managed-fields.ts';
import { mergeFields } from './merge.ts';
import { ownedFields, type Unownable } from './owned-fields.ts';
import { pruneObject } from './prune.ts';
import type { StructShape } from './shape.ts';

export interface ManifestToApply {
  /** Undefined when the object is new. */
  readonly live: AnyObject | undefined;
  readonly manifest: AnyObject;
  readonly manager: string;
  /** Takes fields from their owners instead of answering with conflicts. */
  readonly force: boolean;
  /** The part that is written; the whole object but for its status when left out. */
  readonly subresource?: string;
  readonly typeName: string;
  /** RFC 3339, whole seconds. */
  readonly now: string;
  readonly table?: SchemaTable;
}

export interface AppliedManifest {
  /** Merged, before defaults; the live object itself when nothing changes. Not to be used when there are conflicts. */
  readonly object: AnyObject;
  /** By manager and field; none with `force`. */
  readonly conflicts: readonly ApplyConflict[];
}

export function applyManifest(apply: ManifestToApply): AppliedManifest {
  const { live, manifest, subresource, typeName, table = schemaTable } = apply;
  if (manifest.metadata.managedFields !== undefined) throw badRequestError('metadata.managedFields must be nil');
  const shape = objectShape(typeName, subresource, table);
  const { fields: owned, problems } = ownedFields(shape, manifest);
  if (problems.length > 0) throw unownableError(manifest, problems);
  const self: Manager = { manager: apply.manager, operation: 'Apply', apiVersion: manifest.apiVersion, subresource };
  // A manifest that sets nothing takes nothing from anybody: applying it again must change nothing.
  const before = isEmptySet(owned) ? entriesOf(live) : entriesBefore(apply, shape);
  const last = before.find((entry) => isOf(entry, self));
  const others = before.filter((entry) => entry !== last);
  const object = merged(shape, apply, { last: last ? fieldsOf(last) : emptySet, owned, others });
  const comparison = compareObjects(shape, live ?? {}, object);
  const conflicts = apply.force ? [] : conflictsWith(others, comparison.changed);
  if (conflicts.length > 0) return { object, conflicts };
  const kept = withoutFields(others, union(comparison.changed, comparison.removed));
  if (isEmptySet(owned)) return { object: withEntries(object, kept), conflicts };
  const isSame = last && object === live && last.apiVersion === self.apiVersion && deepEqual(last.fieldsV1, owned);
  return { object: withEntries(object, [...kept, isSame ? last : newEntry(self, owned, apply.now)]), conflicts };
}

/** What was there before the first apply belongs to a manager of its own, so that it cannot be changed unnoticed. */
function entriesBefore({ live, subresource, now }: ManifestToApply, shape: StructShape): Entries {
  const entries = entriesOf(live);
  if (!live || entries.length > 0) return entries;
  const { changed } = compareObjects(shape, {}, live);
  if (isEmptySet(changed)) return [];
  const unknown: Manager = {
    manager: 'before-first-apply',
    operation: 'Update',
    apiVersion: live.apiVersion,
    subresource,
  };
  return [newEntry(unknown, changed, now)];
}

interface Ownership {
  readonly last: FieldSet;
  readonly owned: FieldSet;
  readonly others: Entries;
}

function merged(
  shape: StructShape,
  { live, manifest }: ManifestToApply,
  { last, owned, others }: Ownership,
): AnyObject {
  const all = mergeFields(shape, live ?? {}, manifest);
  const claimed = [owned, ...others.map(fieldsOf)].reduce(union);
  // Sound: identity and metadata are never owned, so they are neither merged away nor pruned.
  return pruneObject(shape, all, { last, owned: claimed }) as AnyObject;
}

function conflictsWith(others: Entries, changed: Comparison['changed']): ApplyConflict[] {
  const conflicts = others.flatMap((entry) =>
    fieldPaths(intersection(fieldsOf(entry), changed)).map(
      (field): ApplyConflict => ({
        manager: entry.manager ?? '',
        operation: entry.operation === 'Apply' ? 'Apply' : 'Update',
        apiVersion: entry.apiVersion ?? '',
        subresource: entry.subresource,
        time: entry.time,
        field,
      }),
    ),
  );
  const nameOf = (conflict: ApplyConflict) => `${conflict.manager}/${conflict.operation}/${conflict.subresource ?? ''}`;
  return conflicts.sort((a, b) => (nameOf(a) === nameOf(b) ? 0 : nameOf(a) < nameOf(b) ? -1 : 1));
}

function unownableError({ apiVersion, kind, metadata }: AnyObject, problems: readonly Unownable[]): ApiError {
  const texts = problems.map(({ path, message }) => `${path}: ${message}`);
  const list = texts.length === 1 ? texts[0] : ['errors:', ...texts.map((text) => `  ${text}`)].join('\n');
  const object = `${metadata.namespace ?? ''}/${metadata.name}; ${apiVersion}, Kind=${kind}`;
  const causes = problems.map(({ path, message }) => ({
    reason: message.startsWith('duplicate') ? 'FieldValueDuplicate' : 'FieldValueInvalid',
    field: path.replace(/^\./, ''),
    message,
  }));
  const details = { name: metadata.name, causes };
  return new ApiError('Invalid', `failed to create typed patch object (${object}): ${list}`, details);
}
