// Validation of the metadata all kinds share, as Kubernetes' api/validation does it.
import { type FieldError, type FieldPath, forbidden, invalid, required, tooLong } from '../field-error.ts';
import type { ManagedFieldsEntry, ObjectMeta, OwnerReference } from '../generated/kubernetes.ts';
import type { KindDefinition } from '../kind.ts';
import {
  isDns1035Label,
  isDns1123Label,
  isDns1123Subdomain,
  isPathSegmentName,
  isQualifiedName,
  isValidLabelValue,
} from './names.ts';

export type NameForm = NonNullable<KindDefinition['nameForm']>;

export interface ObjectMetaRules {
  readonly namespaced: boolean;
  readonly nameForm: NameForm;
}

/** All annotations of an object together, in bytes. */
const totalAnnotationSizeLimit = 256 * 1024;
const fieldManagerMaxLength = 128;
const subresourceNameMaxLength = 256;

const nameChecks: Readonly<Record<NameForm, (text: string) => string[]>> = {
  dns1123Subdomain: isDns1123Subdomain,
  dns1123Label: isDns1123Label,
  dns1035Label: isDns1035Label,
  pathSegment: isPathSegmentName,
};

/** Metadata as it is to be stored: names have been generated. */
export function validateObjectMeta(meta: ObjectMeta, rules: ObjectMetaRules, path: FieldPath): FieldError[] {
  return [
    ...validateNames(meta, rules.nameForm, path),
    ...validateNamespace(meta.namespace ?? '', rules.namespaced, path.child('namespace')),
    ...validateGeneration(meta.generation ?? 0, path.child('generation')),
    ...validateLabels(meta.labels, path.child('labels')),
    ...validateAnnotations(meta.annotations, path.child('annotations')),
    ...validateOwnerReferences(meta.ownerReferences ?? [], path.child('ownerReferences')),
    ...validateFinalizers(meta.finalizers ?? [], path.child('finalizers')),
    ...validateManagedFields(meta.managedFields ?? [], path.child('managedFields')),
  ];
}

/** What an update may not do; `validateObjectMeta` has run on the new metadata too. */
export function validateObjectMetaUpdate(next: ObjectMeta, old: ObjectMeta, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (old.deletionTimestamp !== undefined) {
    errors.push(...validateNoNewFinalizers(next.finalizers ?? [], old.finalizers ?? [], path.child('finalizers')));
  }
  if ((next.generation ?? 0) < (old.generation ?? 0)) {
    errors.push(invalid(path.child('generation'), next.generation ?? 0, 'must not be decremented'));
  }
  for (const field of immutableFields) {
    if ((next[field] ?? '') !== (old[field] ?? '')) {
      errors.push(invalid(path.child(field), next[field], 'field is immutable'));
    }
  }
  return errors;
}

const immutableFields = [
  'name',
  'namespace',
  'uid',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
] as const;

function validateNames({ name, generateName = '' }: ObjectMeta, nameForm: NameForm, path: FieldPath): FieldError[] {
  const check = nameChecks[nameForm];
  const errors: FieldError[] = [];
  if (generateName !== '') {
    const field = path.child('generateName');
    errors.push(...check(maskTrailingDash(generateName)).map((message) => invalid(field, generateName, message)));
  }
  if (!name) return [...errors, required(path.child('name'), 'name or generateName is required')];
  return [...errors, ...check(name).map((message) => invalid(path.child('name'), name, message))];
}

/** A prefix may end in a dash: more is put behind it. */
function maskTrailingDash(prefix: string): string {
  return prefix.length > 1 && prefix.endsWith('-') ? `${prefix.slice(0, -2)}a` : prefix;
}

function validateNamespace(namespace: string, namespaced: boolean, path: FieldPath): FieldError[] {
  if (!namespaced) return namespace === '' ? [] : [forbidden(path, 'not allowed on this type')];
  if (namespace === '') return [required(path, '')];
  return isDns1123Label(namespace).map((message) => invalid(path, namespace, message));
}

function validateGeneration(generation: number, path: FieldPath): FieldError[] {
  return generation < 0 ? [invalid(path, generation, 'must be greater than or equal to 0')] : [];
}

export function validateLabelName(name: string, path: FieldPath): FieldError[] {
  return isQualifiedName(name).map((message) => invalid(path, name, message));
}

export function validateLabels(labels: Readonly<Record<string, string>> | undefined, path: FieldPath): FieldError[] {
  return Object.entries(labels ?? {}).flatMap(([name, value]) => [
    ...validateLabelName(name, path),
    ...isValidLabelValue(value).map((message) => invalid(path, value, message)),
  ]);
}

export function validateAnnotations(
  annotations: Readonly<Record<string, string>> | undefined,
  path: FieldPath,
): FieldError[] {
  const errors: FieldError[] = [];
  let size = 0;
  for (const [name, value] of Object.entries(annotations ?? {})) {
    // As label keys, but case does not matter.
    errors.push(...isQualifiedName(name.toLowerCase()).map((message) => invalid(path, name, message)));
    size += Buffer.byteLength(name) + Buffer.byteLength(value);
  }
  if (size > totalAnnotationSizeLimit) errors.push(tooLong(path, totalAnnotationSizeLimit));
  return errors;
}

function validateOwnerReferences(owners: readonly OwnerReference[], path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  let controller: string | undefined;
  for (const owner of owners) {
    errors.push(...validateOwnerReference(owner, path));
    if (owner.controller !== true) continue;
    const name = `${owner.kind}/${owner.name}`;
    if (controller !== undefined) {
      const detail = `Only one reference can have Controller set to true. Found "true" in references for ${controller} and ${name}`;
      errors.push(invalid(path, owners, detail));
    }
    controller ??= name;
  }
  return errors;
}

function validateOwnerReference(owner: OwnerReference, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  // Decoding does not enforce required fields, so any of these may be absent.
  const { apiVersion = '', kind = '', name = '', uid = '' }: Partial<OwnerReference> = owner;
  if (!/^(?:[^/]+\/)?[^/]+$/.test(apiVersion)) {
    errors.push(invalid(path.child('apiVersion'), apiVersion, 'version must not be empty'));
  }
  for (const [field, value] of Object.entries({ kind, name, uid })) {
    if (value === '') errors.push(invalid(path.child(field), value, 'must not be empty'));
  }
  if (apiVersion === 'v1' && kind === 'Event') {
    errors.push(invalid(path, owner, '/v1, Kind=Event is disallowed from being an owner'));
  }
  return errors;
}

const orphanDependents = 'orphan';
const deleteDependents = 'foregroundDeletion';
const standardFinalizers: ReadonlySet<string> = new Set(['kubernetes', orphanDependents, deleteDependents]);

function validateFinalizers(finalizers: readonly string[], path: FieldPath): FieldError[] {
  const errors = finalizers.flatMap((finalizer) => validateLabelName(finalizer, path));
  if (finalizers.includes(orphanDependents) && finalizers.includes(deleteDependents)) {
    errors.push(invalid(path, finalizers, `finalizer ${orphanDependents} and ${deleteDependents} cannot be both set`));
  }
  finalizers.forEach((finalizer, index) => {
    if (finalizer.includes('/') || standardFinalizers.has(finalizer)) return;
    const detail = 'name is neither a standard finalizer name nor is it fully qualified';
    errors.push(invalid(path.index(index), finalizer, detail));
  });
  return errors;
}

function validateNoNewFinalizers(next: readonly string[], old: readonly string[], path: FieldPath): FieldError[] {
  const added = [...new Set(next)].filter((finalizer) => !old.includes(finalizer)).sort();
  if (added.length === 0) return [];
  const list = `[]string{${added.map((finalizer) => JSON.stringify(finalizer)).join(', ')}}`;
  const detail = `no new finalizers can be added if the object is being deleted, found new finalizers ${list}`;
  return [forbidden(path, detail)];
}

function validateManagedFields(entries: readonly ManagedFieldsEntry[], path: FieldPath): FieldError[] {
  return entries.flatMap(({ operation, fieldsType = '', manager = '', subresource = '' }, index) => {
    const at = path.index(index);
    const errors: FieldError[] = [];
    if (operation !== 'Apply' && operation !== 'Update') {
      errors.push(invalid(at.child('operation'), operation ?? '', 'must be `Apply` or `Update`'));
    }
    if (fieldsType !== '' && fieldsType !== 'FieldsV1') {
      errors.push(invalid(at.child('fieldsType'), fieldsType, 'must be `FieldsV1`'));
    }
    errors.push(...validateFieldManager(manager, at.child('manager')));
    if (Buffer.byteLength(subresource) > subresourceNameMaxLength) {
      errors.push(tooLong(at.child('subresource'), subresourceNameMaxLength));
    }
    return errors;
  });
}

/** A field manager's name: at most 128 bytes, all of it printable. */
export function validateFieldManager(manager: string, path: FieldPath): FieldError[] {
  const errors: FieldError[] = [];
  if (Buffer.byteLength(manager) > fieldManagerMaxLength) errors.push(tooLong(path, fieldManagerMaxLength));
  let position = 0;
  for (const character of manager) {
    if (!/[\p{L}\p{M}\p{N}\p{P}\p{S} ]/u.test(character)) {
      const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
      errors.push(invalid(path, manager, `invalid character U+${code} (at position ${position})`));
    }
    position += Buffer.byteLength(character);
  }
  return errors;
}
