// Writes of any kind: `create`, `update`, `patch`, `apply`, `deleteObjects`, `deleteCollection`, `commit`. All of one call is
// one change set, unless `atomic: false` makes each object its own.

import type { ObjectRef, Operation } from '../registry/operation.ts';
import { badRequestError } from '../resource/api-error.ts';
import { groupKind } from '../resource/kind.ts';
import type { Manifest } from '../resource/manifest.ts';
import {
  deleteArguments,
  fieldValidationArgument,
  kindArgument,
  selectorArguments,
  writeArguments,
} from './arguments.ts';
import type { GraphqlContext } from './context.ts';
import { addFenceInput, fencedBy } from './fence-input.ts';
import { kindOfName } from './object-queries.ts';
import { addOperationInput, addRefInput, manifestOf, operationOf, refOf } from './operation-input.ts';
import type { SchemaParts } from './schema-parts.ts';
import { type Answers, deleteOptions, deleteSelected, execute, executeEach, type WriteArguments } from './writes.ts';

export function addObjectMutations(parts: SchemaParts): void {
  addCreate(parts);
  addUpdate(parts);
  addPatch(parts);
  addApply(parts);
  addDelete(parts);
  addDeleteCollection(parts);
  addCommit(parts);
}

/** Objects given as JSON, as text of manifests, or as both. */
async function manifestsOf(
  context: GraphqlContext,
  { objects, manifests }: { objects?: readonly unknown[] | null | undefined; manifests?: string | null | undefined },
): Promise<readonly Manifest[]> {
  const given = fromObjects(objects ?? []);
  return manifests ? [...given, ...(await context.readManifests(manifests))] : given;
}

function fromObjects(objects: readonly unknown[]): Manifest[] {
  return objects.map((object, position) => manifestOf(object, `objects[${position}]`));
}

function addCreate({ builder, enums, results }: SchemaParts): void {
  builder.mutationField('create', (t) =>
    t.field({
      type: results.many,
      nullable: true,
      description: 'Creates objects of any kinds in one change set.',
      args: {
        objects: t.arg({ type: ['JSON'], required: true, description: 'Manifests.' }),
        namespace: t.arg.string({ description: 'For manifests that name none; `default` when left out.' }),
        ...fieldValidationArgument(builder, enums),
        ...writeArguments(builder),
      },
      resolve: (_root, { objects, ...write }, context) => {
        const operations = fromObjects(objects).map((manifest): Operation => ({ verb: 'create', manifest }));
        return execute(context, operations, write);
      },
    }),
  );
}

function addUpdate({ builder, enums, results }: SchemaParts): void {
  builder.mutationField('update', (t) =>
    t.field({
      type: results.many,
      nullable: true,
      description: 'Replaces objects of any kinds in one change set.',
      args: {
        objects: t.arg({ type: ['JSON'], required: true, description: 'Whole manifests.' }),
        subresource: t.arg({ type: enums.subresource, description: 'STATUS replaces the statuses and nothing else.' }),
        namespace: t.arg.string({ description: 'For manifests that name none; `default` when left out.' }),
        ...fieldValidationArgument(builder, enums),
        ...writeArguments(builder),
      },
      resolve: (_root, { objects, subresource, ...write }, context) => {
        const operations = fromObjects(objects).map(
          (manifest): Operation => ({ verb: 'update', manifest, ...(subresource && { subresource }) }),
        );
        return execute(context, operations, write);
      },
    }),
  );
}

function addPatch({ builder, enums, results }: SchemaParts): void {
  builder.mutationField('patch', (t) =>
    t.field({
      type: results.many,
      nullable: true,
      description: 'Changes parts of one object of any kind.',
      args: {
        kind: kindArgument(builder),
        namespace: t.arg.string({ description: 'The namespace, `default` when left out; none for kinds without.' }),
        name: t.arg.string({ required: true, description: 'The name of the object.' }),
        patch: t.arg({ type: 'JSON', required: true, description: 'The patch, in the form `type` says.' }),
        type: t.arg({ type: enums.patchType, defaultValue: 'strategic', required: true, description: 'Its form.' }),
        subresource: t.arg({
          type: enums.subresource,
          description: 'The part it is a patch of; all but these when left out.',
        }),
        ...fieldValidationArgument(builder, enums),
        ...writeArguments(builder),
      },
      resolve: (_root, { kind, namespace, name, patch, type, subresource, ...write }, context) => {
        const ref = refOf({ kind, namespace, name }, context.registry.kinds);
        const operation: Operation = {
          verb: 'patch',
          ref,
          patchType: type,
          patch,
          ...(subresource && { subresource }),
        };
        return execute(context, [operation], write);
      },
    }),
  );
}

function runAll(
  context: GraphqlContext,
  operations: readonly Operation[],
  { atomic, ...write }: WriteArguments & { atomic: boolean },
): Promise<Answers> {
  return atomic ? execute(context, operations, write) : executeEach(context, operations, write);
}

const atomicDescription =
  'All or nothing, in one change set. With `false` each object is a change set of its own and has its own error.';

function addApply({ builder, enums, results }: SchemaParts): void {
  builder.mutationField('apply', (t) =>
    t.field({
      type: results.many,
      nullable: true,
      description:
        'Server-side apply: creates what does not exist, and gives what exists the fields of the manifests, taking back those that the manager set before and no longer sets.',
      args: {
        manifests: t.arg.string({ description: 'YAML or JSON, any number of documents.' }),
        objects: t.arg({ type: ['JSON'], required: false, description: 'The same as JSON values.' }),
        force: t.arg.boolean({ description: 'Take fields from the managers that own them, instead of a CONFLICT.' }),
        subresource: t.arg({ type: enums.subresource, description: 'STATUS applies the statuses and nothing else.' }),
        atomic: t.arg.boolean({ defaultValue: true, required: true, description: atomicDescription }),
        namespace: t.arg.string({ description: 'For manifests that name none; `default` when left out.' }),
        ...fieldValidationArgument(builder, enums),
        ...writeArguments(builder),
      },
      resolve: async (_root, { manifests, objects, force, subresource, ...write }, context) => {
        const operations = (await manifestsOf(context, { manifests, objects })).map(
          (manifest): Operation => ({
            verb: 'apply',
            manifest,
            ...(force && { force }),
            ...(subresource && { subresource }),
          }),
        );
        if (operations.length === 0) throw badRequestError('no objects passed to apply');
        return runAll(context, operations, write);
      },
    }),
  );
}

/** The object that a manifest is of. */
function refOfManifest(
  { registry }: GraphqlContext,
  manifest: Manifest,
  namespace: string | null | undefined,
): ObjectRef {
  const { apiVersion, kind, metadata } = manifest as Partial<Record<'apiVersion' | 'kind', unknown>> & {
    metadata?: unknown;
  };
  const { name, namespace: own } = (metadata ?? {}) as { name?: unknown; namespace?: unknown };
  if (typeof apiVersion !== 'string' || typeof kind !== 'string' || typeof name !== 'string') {
    throw badRequestError('a manifest to delete by has apiVersion, kind and metadata.name');
  }
  const alias = registry.kinds.findAlias({ apiVersion, kind });
  const definition = registry.kinds.findFor(
    alias ? alias.convert({ apiVersion, kind, metadata: { name } }) : { apiVersion, kind },
  );
  if (!definition) throw badRequestError(`no matches for kind "${kind}" in version "${apiVersion}"`);
  const place = typeof own === 'string' ? own : namespace;
  return { kind: groupKind(definition), name, ...(place && { namespace: place }) };
}

function addDelete(parts: SchemaParts): void {
  const { builder, enums, results } = parts;
  const ref = addRefInput(parts);
  builder.mutationField('deleteObjects', (t) =>
    t.field({
      type: results.many,
      nullable: true,
      description: 'Deletes objects of any kinds, named or given by their manifests.',
      args: {
        refs: t.arg({ type: [ref], required: false, description: 'Objects by kind and name.' }),
        manifests: t.arg.string({ description: 'YAML or JSON, any number of documents.' }),
        objects: t.arg({ type: ['JSON'], required: false, description: 'The same as JSON values.' }),
        atomic: t.arg.boolean({ defaultValue: true, required: true, description: atomicDescription }),
        namespace: t.arg.string({ description: 'For those that name none; `default` when left out.' }),
        ...deleteArguments(builder, enums),
        ...writeArguments(builder),
      },
      resolve: async (_root, { refs, manifests, objects, gracePeriodSeconds, propagation, ...write }, context) => {
        const named = [
          ...(refs ?? []).map((each) => refOf(each, context.registry.kinds)),
          ...(await manifestsOf(context, { manifests, objects })).map((each) =>
            refOfManifest(context, each, write.namespace),
          ),
        ];
        if (named.length === 0) throw badRequestError('no objects passed to delete');
        const options = deleteOptions({ gracePeriodSeconds, propagation });
        return runAll(
          context,
          named.map((each) => ({ verb: 'delete', ref: each, ...options })),
          write,
        );
      },
    }),
  );
}

function addDeleteCollection({ builder, enums, results }: SchemaParts): void {
  builder.mutationField('deleteCollection', (t) =>
    t.field({
      type: results.many,
      nullable: true,
      description:
        'Deletes the objects of one kind that are selected: up to 5,000 in one change set, more in one for each 5,000.',
      args: {
        kind: kindArgument(builder),
        namespace: t.arg.string({ description: 'The namespace of the objects; none for kinds without.' }),
        ...selectorArguments(builder),
        ...deleteArguments(builder, enums),
        ...writeArguments(builder),
      },
      resolve: (_root, { kind, namespace, labelSelector, fieldSelector, ...rest }, context) => {
        const definition = kindOfName(context.registry.kinds, kind);
        if (definition.namespaced && !namespace) {
          throw badRequestError(`deleting ${definition.plural} takes a namespace`);
        }
        const list = {
          kind: groupKind(definition),
          ...(namespace && { namespace }),
          ...(labelSelector && { labelSelector }),
          ...(fieldSelector && { fieldSelector }),
        };
        return deleteSelected(context, list, rest);
      },
    }),
  );
}

function addCommit(parts: SchemaParts): void {
  const { builder, enums, results } = parts;
  const operation = addOperationInput(parts);
  const fence = addFenceInput(parts);
  builder.mutationField('commit', (t) =>
    t.field({
      type: results.many,
      nullable: true,
      description: 'Any verbs over any kinds as one change set: all or nothing, under one revision.',
      args: {
        operations: t.arg({ type: [operation], required: true, description: 'At most one per object.' }),
        namespace: t.arg.string({ description: 'For objects that name none; `default` when left out.' }),
        fence: t.arg({
          type: fence,
          description: 'Write only while this lease is held as it was acquired; otherwise the error is FENCED.',
        }),
        ...fieldValidationArgument(builder, enums),
        ...writeArguments(builder),
      },
      resolve: async (_root, { operations, fence: lease, ...write }, context) =>
        execute(
          lease ? await fencedBy(lease, context) : context,
          operations.map((each) => operationOf(each, context.registry.kinds)),
          write,
        ),
    }),
  );
}
