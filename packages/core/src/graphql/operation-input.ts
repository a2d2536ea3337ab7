// One step of `commit`: exactly one verb, with what it takes.

import type { ObjectRef, Operation, Subresource } from '../registry/operation.ts';
import { type ApiError, badRequestError } from '../resource/api-error.ts';
import { groupKind, type KindList } from '../resource/kind.ts';
import type { Manifest } from '../resource/manifest.ts';
import { kindOfName } from './object-queries.ts';
import type { SchemaParts } from './schema-parts.ts';
import { deleteOptions } from './writes.ts';

const objectText = 'The manifest.';
const kindText = 'A kind by any name: `Pod`, `deployments.apps`.';
const namespaceText = 'The namespace; none for kinds without.';
const nameText = 'The name of the object.';
const subresourceText = 'The part that is written; all but these when left out.';

export function addRefInput({ builder }: SchemaParts) {
  return builder.inputType('ObjectRefInput', {
    description: 'One object by kind and name.',
    fields: (t) => ({
      kind: t.string({ required: true, description: kindText }),
      namespace: t.string({ description: namespaceText }),
      name: t.string({ required: true, description: nameText }),
    }),
  });
}

function addPartInputs({ builder, derived, enums }: SchemaParts) {
  const object = builder.inputType('ObjectOperationInput', {
    description: 'An object to create or replace.',
    fields: (t) => ({
      object: t.field({ type: 'JSON', required: true, description: objectText }),
      subresource: t.field({ type: enums.subresource, description: subresourceText }),
    }),
  });
  const apply = builder.inputType('ApplyOperationInput', {
    description: 'A manifest to apply.',
    fields: (t) => ({
      object: t.field({ type: 'JSON', required: true, description: objectText }),
      force: t.boolean({ description: 'Take fields from the managers that own them.' }),
      subresource: t.field({ type: enums.subresource, description: subresourceText }),
    }),
  });
  const patch = builder.inputType('PatchOperationInput', {
    description: 'A patch of one object.',
    fields: (t) => ({
      kind: t.string({ required: true, description: kindText }),
      namespace: t.string({ description: namespaceText }),
      name: t.string({ required: true, description: nameText }),
      patch: t.field({ type: 'JSON', required: true, description: 'The patch, in the form `type` says.' }),
      // Not required: compiled documents miss the default of a required field inside of a variable.
      type: t.field({ type: enums.patchType, defaultValue: 'strategic', description: 'Its form.' }),
      subresource: t.field({ type: enums.subresource, description: subresourceText }),
    }),
  });
  const deletion = builder.inputType('DeleteOperationInput', {
    description: 'An object to delete.',
    fields: (t) => ({
      kind: t.string({ required: true, description: kindText }),
      namespace: t.string({ description: namespaceText }),
      name: t.string({ required: true, description: nameText }),
      gracePeriodSeconds: t.field({ type: 'Int64', description: 'How long the object may take to end.' }),
      propagation: t.field({ type: enums.propagation, description: 'What becomes of the objects it owns.' }),
      preconditions: t.field({ type: derived.input('meta/v1.Preconditions'), description: 'What it must still be.' }),
    }),
  });
  return { object, apply, patch, deletion };
}

export function addOperationInput(parts: SchemaParts) {
  const { object, apply, patch, deletion } = addPartInputs(parts);
  return parts.builder.inputType('OperationInput', {
    description: 'One step of a change set: exactly one verb.',
    isOneOf: true,
    fields: (t) => ({
      create: t.field({ type: object, description: 'Creates an object.' }),
      update: t.field({ type: object, description: 'Replaces an object.' }),
      apply: t.field({ type: apply, description: 'Applies a manifest.' }),
      patch: t.field({ type: patch, description: 'Changes parts of an object.' }),
      delete: t.field({ type: deletion, description: 'Deletes an object.' }),
    }),
  });
}

export type OperationInput = ReturnType<typeof addOperationInput>['$inferInput'];

/** `field` names the value in the error. */
export function manifestOf(value: unknown, field: string): Manifest {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Manifest;
  const message = 'must be a JSON object';
  throw badRequestError(`${field}: Invalid value: ${message}`, [{ reason: 'FieldValueInvalid', field, message }]);
}

export interface NameInput {
  readonly kind: string;
  readonly namespace?: string | null | undefined;
  readonly name: string;
}

export function refOf({ kind, namespace, name }: NameInput, kinds: KindList): ObjectRef {
  return { kind: groupKind(kindOfName(kinds, kind)), name, ...(namespace && { namespace }) };
}

function part(subresource: Subresource | null | undefined): { subresource?: Subresource } {
  return subresource ? { subresource } : {};
}

/** GraphQL sees to it that exactly one verb is there, but not every executor does. */
export function operationOf(input: OperationInput, kinds: KindList): Operation {
  const verbs = Object.values(input).filter((each) => each !== null && each !== undefined);
  if (verbs.length !== 1) throw notOneVerb();
  if (input.create) return { verb: 'create', manifest: manifestOf(input.create.object, 'create.object') };
  if (input.update) {
    const { object, subresource } = input.update;
    return { verb: 'update', manifest: manifestOf(object, 'update.object'), ...part(subresource) };
  }
  if (input.apply) {
    const { object, force, subresource } = input.apply;
    return {
      verb: 'apply',
      manifest: manifestOf(object, 'apply.object'),
      ...(force && { force }),
      ...part(subresource),
    };
  }
  if (input.patch) {
    const { type, patch, subresource, ...name } = input.patch;
    return { verb: 'patch', ref: refOf(name, kinds), patchType: type ?? 'strategic', patch, ...part(subresource) };
  }
  if (input.delete) return { verb: 'delete', ref: refOf(input.delete, kinds), ...deleteOptions(input.delete) };
  throw notOneVerb();
}

function notOneVerb(): ApiError {
  return badRequestError('an operation has exactly one of create, update, apply, patch and delete');
}
