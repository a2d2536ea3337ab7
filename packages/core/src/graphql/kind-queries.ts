// Typed queries of each kind: `pod(namespace, name)` and `pods(...)`; a namespace lists what is in it.
import { atArgument, keyArguments, listArguments, scoped } from './arguments.ts';
import { asOf, markAsOf } from './as-of.ts';
import type { Builder } from './builder.ts';
import { readConnection } from './connection.ts';
import type { KindType, KindTypes } from './kind-types.ts';

export function addKindQueries(builder: Builder, types: KindTypes): void {
  for (const type of types.all) {
    addOne(builder, type);
    addMany(builder, type);
  }
  addNamespaceLists(builder, types);
}

function addOne(builder: Builder, { definition, kind, names, ref }: KindType): void {
  builder.queryField(names.one, (t) =>
    t.field({
      type: ref,
      nullable: true,
      description: `One ${names.type}; an error with code NOT_FOUND when there is none.`,
      args: { ...keyArguments(builder, definition), ...atArgument(builder) },
      resolve: async (_root, { namespace, name, at }, { registry, request }) => {
        const object = await registry.get(request, { kind, name, ...(namespace && { namespace }) }, at ?? undefined);
        return at ? markAsOf(object, at) : object;
      },
    }),
  );
}

function addMany(builder: Builder, { definition, kind, names, connection }: KindType): void {
  builder.queryField(names.many, (t) =>
    t.field({
      type: connection,
      nullable: true,
      description: `${names.type} objects, all at one revision.`,
      args: scoped(definition, listArguments(builder)),
      extensions: { portolan: { size: { list: kind } } },
      resolve: (_root, args, context) => readConnection(context, kind, args),
    }),
  );
}

/** `namespace { pods }`, for each kind that lives in namespaces. */
function addNamespaceLists(builder: Builder, types: KindTypes): void {
  const namespace = types.of('Namespace');
  if (!namespace) return;
  for (const { definition, kind, names, connection } of types.all) {
    // `events` of a namespace are what regards it, as of any object; `Query.events(namespace:)` lists those in it.
    if (!definition.namespaced || names.many === 'events') continue;
    const { namespace: _, at: __, ...args } = listArguments(builder);
    builder.objectField(namespace.ref, names.many, (t) =>
      t.field({
        type: connection,
        nullable: true,
        description: `${names.type} objects in the namespace.`,
        args,
        extensions: { portolan: { size: { list: kind } } },
        resolve: (object, list, context) =>
          readConnection(context, kind, { ...list, namespace: object.metadata.name, at: asOf(object) }),
      }),
    );
  }
}
