// Arguments that many fields share.
import type { KindDefinition } from '../resource/kind.ts';
import type { Builder } from './builder.ts';
import type { Enums } from './enums.ts';

/** A cluster-scoped kind's fields have no namespace; its resolvers then get none. */
export function scoped<Shared extends { namespace: unknown }>({ namespaced }: KindDefinition, shared: Shared): Shared {
  if (namespaced) return shared;
  const { namespace: _, ...rest } = shared;
  return rest as Shared; // Sound: `namespace` may be absent from what resolvers get in any case.
}

/** One object of a kind. */
export function keyArguments(builder: Builder, definition: KindDefinition) {
  const shared = builder.args((t) => ({
    namespace: t.string({ required: definition.namespaced, description: 'The namespace of the object.' }),
    name: t.string({ required: true, description: 'The name of the object.' }),
  }));
  return scoped(definition, shared);
}

export function atArgument(builder: Builder) {
  return builder.args((t) => ({
    at: t.string({ description: 'Show what was there at a past revision, or at a moment in RFC 3339.' }),
  }));
}

export function selectorArguments(builder: Builder) {
  return builder.args((t) => ({
    labelSelector: t.string({ description: 'Labels the objects have: `app=web,tier in (front, back),!canary`.' }),
    fieldSelector: t.string({
      description:
        'Terms on any scalar field: `spec.nodeName=n1,status.phase!=Running,spec.replicas>3,metadata.name in (a,b)`.',
    }),
  }));
}

export function listArguments(builder: Builder) {
  return {
    ...builder.args((t) => ({ namespace: t.string({ description: 'One namespace; all when left out.' }) })),
    ...selectorArguments(builder),
    ...builder.args((t) => ({
      orderBy: t.stringList({
        description: 'Field paths, each ascending unless it begins with `-`. Namespace and name decide last.',
      }),
      first: t.int({ description: 'At most so many; all when left out. 0 asks for the count alone.' }),
      after: t.string({
        description: 'The cursor of the item to go on after: `pageInfo.endCursor` of the page before.',
      }),
    })),
    ...atArgument(builder),
  };
}

export function kindArgument(builder: Builder) {
  const { kind } = builder.args((t) => ({
    kind: t.string({
      required: true,
      description: 'A kind by any name: `Pod`, `pods`, `po`, `Deployment.apps`, `deployments.apps`.',
    }),
  }));
  return kind;
}

/** What a write is told beside its object. */
export function writeArguments(builder: Builder) {
  return builder.args((t) => ({
    dryRun: t.boolean({ description: 'Do everything but the write, and show what would be stored.' }),
    fieldManager: t.string({ description: 'The owner of the fields this sets; the client names itself otherwise.' }),
    reason: t.string({ description: 'Why, for history.' }),
  }));
}

export function fieldValidationArgument(builder: Builder, { fieldValidation }: Enums) {
  return builder.args((t) => ({
    fieldValidation: t.field({
      type: fieldValidation,
      description: 'How unknown fields are met; STRICT when left out.',
    }),
  }));
}

export function deleteArguments(builder: Builder, { propagation }: Enums) {
  return builder.args((t) => ({
    gracePeriodSeconds: t.field({
      type: 'Int64',
      description: "How long the object may take to end; the object's own when left out, 0 is at once.",
    }),
    propagation: t.field({
      type: propagation,
      description: 'What becomes of the objects it owns; BACKGROUND when left out.',
    }),
  }));
}
