// Queries over any kind: `resource`, `object`, `objects`.

import { badRequestError } from '../resource/api-error.ts';
import type { KindDefinition, KindList } from '../resource/kind.ts';
import { groupKind } from '../resource/kind.ts';
import { atArgument, kindArgument, listArguments } from './arguments.ts';
import { markAsOf } from './as-of.ts';
import type { Builder } from './builder.ts';
import { readConnection } from './connection.ts';
import type { KindTypes } from './kind-types.ts';
import { findKind } from './names.ts';

/** Throws BadRequest, in kubectl's words, for a word that means no kind. */
export function kindOfName(kinds: KindList, word: string): KindDefinition {
  const found = findKind(kinds, word);
  if (!found) throw badRequestError(`the server doesn't have a resource type "${word}"`);
  return found;
}

export function addObjectQueries(builder: Builder, types: KindTypes): void {
  addResource(builder, types);
  addObject(builder, types);
  addObjects(builder, types);
}

function addResource(builder: Builder, { resource }: KindTypes): void {
  builder.queryField('resource', (t) =>
    t.field({
      type: resource,
      nullable: true,
      description: 'The object with this id; null when there is none that you may see.',
      args: { id: t.arg.id({ required: true, description: 'metadata.uid' }) },
      resolve: async (_root, { id }, { registry, request }) => {
        await registry.cache.fresh();
        const stored = registry.cache.byUid(String(id));
        return stored && registry.canSee(request, stored) ? stored.object : null;
      },
    }),
  );
}

function addObject(builder: Builder, { resource }: KindTypes): void {
  builder.queryField('object', (t) =>
    t.field({
      type: resource,
      nullable: true,
      description: 'One object of any kind; an error with code NOT_FOUND when there is none.',
      args: {
        kind: kindArgument(builder),
        namespace: t.arg.string({ description: 'The namespace, `default` when left out; none for kinds without.' }),
        name: t.arg.string({ required: true, description: 'The name of the object.' }),
        ...atArgument(builder),
      },
      resolve: async (_root, { kind, namespace, name, at }, { registry, request }) => {
        const ref = { kind: groupKind(kindOfName(registry.kinds, kind)), name, ...(namespace && { namespace }) };
        const object = await registry.get(request, ref, at ?? undefined);
        return at ? markAsOf(object, at) : object;
      },
    }),
  );
}

function addObjects(builder: Builder, { resourceConnection }: KindTypes): void {
  builder.queryField('objects', (t) =>
    t.field({
      type: resourceConnection,
      nullable: true,
      description: 'Objects of one kind, all at one revision.',
      args: { kind: kindArgument(builder), ...listArguments(builder) },
      extensions: { portolan: { size: { list: 'argument' } } },
      resolve: (_root, { kind, ...list }, context) =>
        readConnection(context, groupKind(kindOfName(context.registry.kinds, kind)), list),
    }),
  );
}
