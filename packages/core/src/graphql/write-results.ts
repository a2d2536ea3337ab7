// How the answers of writes are shown: one object's result, many objects' results, refusals.

import type { OperationResult } from '../registry/operation.ts';
import type { Cause } from '../resource/api-error.ts';
import type { Builder, ObjectRef } from './builder.ts';
import type { Enums } from './enums.ts';
import type { ErrorDescription } from './errors.ts';
import type { KindType, KindTypes } from './kind-types.ts';
import type { Answer, Answers } from './writes.ts';

export interface WriteResultTypes {
  readonly many: ObjectRef<Answers>;
  readonly operation: ObjectRef<Answer>;
  readonly error: ObjectRef<ErrorDescription>;
}

export function addWriteResults(builder: Builder, types: KindTypes, enums: Enums): WriteResultTypes {
  const error = addOperationError(builder);
  const operation = addOperationResult(builder, types, enums, error);
  const many = builder.objectRef<Answers>('ExecuteResult').implement({
    description: 'What a write of several objects did.',
    fields: (t) => ({
      revision: t.string({
        nullable: false,
        description: 'The revision of the change set; the current one when nothing was written.',
        resolve: ({ revision }) => String(revision),
      }),
      results: t.field({
        type: [operation],
        nullable: false,
        description: 'One per object, in the order they were given.',
        resolve: ({ results }) => results,
      }),
    }),
  });
  return { many, operation, error };
}

function addOperationResult(
  builder: Builder,
  types: KindTypes,
  { outcome }: Enums,
  error: ObjectRef<ErrorDescription>,
): ObjectRef<Answer> {
  return builder.objectRef<Answer>('OperationResult').implement({
    description: 'What a write did to one object.',
    fields: (t) => ({
      outcome: t.field({
        type: outcome,
        nullable: true,
        description: 'What became of the object; null when it was refused.',
        resolve: (answer) => ('error' in answer ? null : answer.outcome),
      }),
      warnings: t.stringList({
        nullable: false,
        description: 'What was accepted but may not be meant.',
        resolve: (answer) => ('error' in answer ? [] : answer.warnings),
      }),
      object: t.field({
        type: types.resource,
        nullable: true,
        description: 'The object as stored; a deleted one in its last state; null when it was refused.',
        resolve: (answer) => ('error' in answer ? null : answer.object),
      }),
      error: t.field({
        type: error,
        nullable: true,
        description: 'Why it was refused, where each object stands for itself.',
        resolve: (answer) => ('error' in answer ? answer.error : null),
      }),
    }),
  });
}

function addOperationError(builder: Builder): ObjectRef<ErrorDescription> {
  const cause = builder.objectRef<Cause>('ErrorCause').implement({
    description: 'One thing that is wrong.',
    fields: (t) => ({
      reason: t.exposeString('reason', {
        nullable: false,
        description: '`FieldValueInvalid`, `FieldManagerConflict`.',
      }),
      field: t.exposeString('field', { nullable: false, description: 'The field, dotted.' }),
      message: t.exposeString('message', { nullable: false, description: 'What is wrong.' }),
    }),
  });
  return builder.objectRef<ErrorDescription>('OperationError').implement({
    description: 'A refusal: the same as the extensions of a GraphQL error.',
    fields: (t) => ({
      message: t.exposeString('message', { nullable: false, description: "Kubernetes' message." }),
      code: t.exposeString('code', { nullable: false, description: '`NOT_FOUND`, `CONFLICT`, `INVALID`.' }),
      reason: t.string({ nullable: false, description: "Kubernetes' reason.", resolve: ({ reason }) => reason }),
      kind: t.string({ description: 'The kind of the object.', resolve: ({ kind }) => kind }),
      name: t.string({ description: 'The name of the object.', resolve: ({ name }) => name }),
      causes: t.field({
        type: [cause],
        nullable: false,
        description: 'All that is wrong.',
        resolve: ({ causes }) => causes,
      }),
      retryAfterSeconds: t.int({
        description: 'When to try again.',
        resolve: ({ retryAfterSeconds }) => retryAfterSeconds,
      }),
    }),
  });
}

/** The result of a write of one object, with the revision that holds it. */
export interface KindResult extends OperationResult {
  readonly revision: string;
}

/** `DeploymentResult` */
export function addKindResult(builder: Builder, { names, ref }: KindType, { outcome }: Enums): ObjectRef<KindResult> {
  return builder.objectRef<KindResult>(`${names.type}Result`).implement({
    description: `What a write did to one ${names.type}.`,
    fields: (t) => ({
      outcome: t.field({
        type: outcome,
        nullable: false,
        description: 'What became of the object.',
        resolve: (result) => result.outcome,
      }),
      warnings: t.stringList({
        nullable: false,
        description: 'What was accepted but may not be meant.',
        resolve: ({ warnings }) => warnings,
      }),
      revision: t.exposeString('revision', {
        nullable: false,
        description: 'The revision of the change set; the current one when nothing was written.',
      }),
      object: t.field({
        type: ref,
        nullable: false,
        description: 'The object as stored; a deleted one in its last state.',
        resolve: ({ object }) => object,
      }),
    }),
  });
}
