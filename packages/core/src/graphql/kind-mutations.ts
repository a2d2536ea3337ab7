// Typed writes of each kind: `createDeployment`, `updateDeployment`, `updateDeploymentStatus`, `patchDeployment`,
// `deleteDeployment`, `deleteDeployments`. Each is a change set of its own.
import type { Operation } from '../registry/operation.ts';
import {
  deleteArguments,
  fieldValidationArgument,
  keyArguments,
  scoped,
  selectorArguments,
  writeArguments,
} from './arguments.ts';
import type { ObjectRef } from './builder.ts';
import type { GraphqlContext } from './context.ts';
import type { KindType } from './kind-types.ts';
import { InputManifests } from './manifest.ts';
import type { SchemaParts } from './schema-parts.ts';
import { addKindResult, type KindResult } from './write-results.ts';
import { deleteOptions, deleteSelected, execute, type WriteArguments } from './writes.ts';

interface Parts extends SchemaParts {
  readonly type: KindType;
  readonly result: ObjectRef<KindResult>;
  readonly manifests: InputManifests;
}

/** Result types by kind, for mutations that are named after what they do. */
export type KindResults = ReadonlyMap<string, ObjectRef<KindResult>>;

export function addKindMutations(schema: SchemaParts): KindResults {
  const manifests = new InputManifests(schema.table);
  const results = new Map<string, ObjectRef<KindResult>>();
  for (const type of schema.types.all) {
    const result = addKindResult(schema.builder, type, schema.enums);
    const parts = { ...schema, type, result, manifests };
    addCreate(parts);
    addUpdate(parts, { name: `update${type.names.type}`, subresource: undefined });
    if (type.definition.hasStatus) addUpdate(parts, { name: `update${type.names.type}Status`, subresource: 'status' });
    addPatch(parts);
    addDelete(parts);
    addDeleteMany(parts);
    results.set(type.kind, result);
  }
  return results;
}

export async function executeOne(
  context: GraphqlContext,
  operation: Operation,
  write: WriteArguments,
): Promise<KindResult> {
  const { revision, results } = await execute(context, [operation], write);
  const [result] = results;
  if (!result) throw new Error('a change set of one operation has no result');
  return { ...result, revision: String(revision) };
}

function addCreate({ builder, derived, type, result, manifests }: Parts): void {
  const { definition, names } = type;
  builder.mutationField(`create${names.type}`, (t) =>
    t.field({
      type: result,
      nullable: true,
      description: `Creates one ${names.type}, named by metadata.name or metadata.generateName.`,
      args: {
        input: t.arg({ type: derived.input(names.tableType), required: true, description: 'The object.' }),
        ...writeArguments(builder),
      },
      resolve: (_root, { input, ...write }, context) => {
        const manifest = manifests.manifest(definition, names.tableType, input);
        return executeOne(context, { verb: 'create', manifest }, write);
      },
    }),
  );
}

function addUpdate(
  { builder, derived, type, result, manifests }: Parts,
  { name, subresource }: { name: string; subresource: 'status' | undefined },
): void {
  const { definition, names } = type;
  builder.mutationField(name, (t) =>
    t.field({
      type: result,
      nullable: true,
      description: subresource
        ? `Replaces the status of one ${names.type}, and nothing else.`
        : `Replaces one ${names.type}; an error with code CONFLICT unless metadata.resourceVersion, if given, is the latest.`,
      args: {
        input: t.arg({ type: derived.input(names.tableType), required: true, description: 'The whole object.' }),
        ...writeArguments(builder),
      },
      resolve: (_root, { input, ...write }, context) => {
        const manifest = manifests.manifest(definition, names.tableType, input);
        return executeOne(context, { verb: 'update', manifest, ...(subresource && { subresource }) }, write);
      },
    }),
  );
}

function addPatch({ builder, enums, type, result }: Parts): void {
  const { definition, kind, names } = type;
  builder.mutationField(`patch${names.type}`, (t) =>
    t.field({
      type: result,
      nullable: true,
      description: `Changes parts of one ${names.type}.`,
      args: {
        ...keyArguments(builder, definition),
        patch: t.arg({ type: 'JSON', required: true, description: 'The patch, in the form `type` says.' }),
        type: t.arg({ type: enums.patchType, defaultValue: 'strategic', required: true, description: 'Its form.' }),
        subresource: t.arg({
          type: enums.subresource,
          description: 'The part it is a patch of; all but these when left out.',
        }),
        ...fieldValidationArgument(builder, enums),
        ...writeArguments(builder),
      },
      resolve: (_root, { namespace, name, patch, type: patchType, subresource, ...write }, context) => {
        const ref = { kind, name, ...(namespace && { namespace }) };
        return executeOne(
          context,
          { verb: 'patch', ref, patchType, patch, ...(subresource && { subresource }) },
          write,
        );
      },
    }),
  );
}

function addDelete({ builder, derived, enums, type, result }: Parts): void {
  const { definition, kind, names } = type;
  builder.mutationField(`delete${names.type}`, (t) =>
    t.field({
      type: result,
      nullable: true,
      description: `Deletes one ${names.type}. The outcome is TERMINATING while a grace period or finalizers hold it.`,
      args: {
        ...keyArguments(builder, definition),
        ...deleteArguments(builder, enums),
        preconditions: t.arg({ type: derived.input('meta/v1.Preconditions'), description: 'What it must still be.' }),
        ...writeArguments(builder),
      },
      resolve: (_root, { namespace, name, gracePeriodSeconds, propagation, preconditions, ...write }, context) => {
        const ref = { kind, name, ...(namespace && { namespace }) };
        const options = deleteOptions({ gracePeriodSeconds, propagation, preconditions });
        return executeOne(context, { verb: 'delete', ref, ...options }, write);
      },
    }),
  );
}

function addDeleteMany({ builder, enums, results, type }: Parts): void {
  const { definition, kind, names } = type;
  builder.mutationField(`delete${names.types}`, (t) =>
    t.field({
      type: results.many,
      nullable: true,
      description: `Deletes the ${names.type} objects that are selected, in one change set.`,
      args: {
        ...scoped(definition, {
          namespace: t.arg.string({ required: definition.namespaced, description: 'The namespace of the objects.' }),
          ...selectorArguments(builder),
        }),
        ...deleteArguments(builder, enums),
        ...writeArguments(builder),
      },
      resolve: (_root, { namespace, labelSelector, fieldSelector, ...rest }, context) => {
        const list = {
          kind,
          ...(namespace && { namespace }),
          ...(labelSelector && { labelSelector }),
          ...(fieldSelector && { fieldSelector }),
        };
        return deleteSelected(context, list, rest);
      },
    }),
  );
}
