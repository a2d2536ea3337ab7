// Subscriptions: `watch` over any kinds, `podChanges` and so on over one.
//
// Nothing here subscribes. A root field carries `plan`, from its arguments to what is to be watched; the server runs one
// watch for all equal subscriptions and executes their document once per frame, with the frame as the root's property of
// the field's name.
import type { InputFieldMap } from '@pothos/core';
import type { WatchEvent, WatchFrame, WatchPlan } from '../registry/watch.ts';
import { badRequestError } from '../resource/api-error.ts';
import { groupKind, type KindList } from '../resource/kind.ts';
import type { AnyObject, GroupKind } from '../resource/object.ts';
import { selectorArguments } from './arguments.ts';
import type { InterfaceRef, ObjectRef } from './builder.ts';
import { readProperty } from './derived-types.ts';
import { parseRevision } from './history-queries.ts';
import { kindOfName } from './object-queries.ts';
import type { SchemaParts } from './schema-parts.ts';

const defaultBatchMs = 10;
const maxBatchMs = 60_000;
const maxKinds = 100;

interface SelectionArguments {
  readonly namespace?: string | null | undefined;
  readonly labelSelector?: string | null | undefined;
  readonly fieldSelector?: string | null | undefined;
  readonly since?: string | null | undefined;
  readonly batchMs?: number | null | undefined;
}

/** What a root subscription field carries in `extensions.portolan`. */
export interface WatchExtension {
  /** Throws ApiError BadRequest. Takes the field's arguments as GraphQL coerces them. */
  plan(args: Readonly<Record<string, unknown>>, kinds: KindList): WatchPlan;
}

function planOf(kinds: readonly GroupKind[], args: SelectionArguments): WatchPlan {
  const { namespace, labelSelector, fieldSelector, since, batchMs } = args;
  const wait = batchMs ?? defaultBatchMs;
  if (wait < 0 || wait > maxBatchMs) {
    throw badRequestError(`batchMs: Invalid value: ${wait}: must be between 0 and ${maxBatchMs}`);
  }
  return {
    kinds,
    ...(namespace && { namespace }),
    ...(labelSelector && { labelSelector }),
    ...(fieldSelector && { fieldSelector }),
    ...(since && { since: parseRevision(since, 'since') }),
    batchMs: wait,
  };
}

function planAny(args: Readonly<Record<string, unknown>>, kinds: KindList): WatchPlan {
  const words = args.kinds as readonly string[];
  if (words.length > maxKinds)
    throw badRequestError(`kinds: Too many: ${words.length}: must have at most ${maxKinds} items`);
  const found = new Set(words.map((word) => groupKind(kindOfName(kinds, word))));
  return planOf([...found], args as SelectionArguments);
}

export function addWatchFields(parts: SchemaParts): void {
  const { builder, types } = parts;
  const frame = addFrame(parts, 'Watch', types.resource);
  addRoot(parts, {
    name: 'watch',
    frame,
    description: 'Changes of objects of some kinds.',
    extension: { plan: planAny },
    args: builder.args((t) => ({
      kinds: t.stringList({ required: true, description: 'Kinds by any names: `Pod`, `deployments.apps`.' }),
      namespace: t.string({ description: 'One namespace; all when left out.' }),
    })),
  });
  for (const { definition, kind, names, ref } of types.all) {
    addRoot(parts, {
      name: `${names.one}Changes`,
      frame: addFrame(parts, `${names.type}Watch`, ref),
      description: `Changes of ${names.type} objects.`,
      extension: { plan: (args) => planOf([kind], args as SelectionArguments) },
      args: definition.namespaced
        ? builder.args((t) => ({ namespace: t.string({ description: 'One namespace; all when left out.' }) }))
        : {},
    });
  }
}

interface Root {
  readonly name: string;
  readonly frame: ObjectRef<WatchFrame>;
  readonly description: string;
  readonly extension: WatchExtension;
  /** Beside those that all have. */
  readonly args: InputFieldMap;
}

function addRoot({ builder }: SchemaParts, { name, frame, description, extension, args }: Root): void {
  builder.subscriptionField(name, (t) =>
    t.field({
      type: frame,
      nullable: false,
      description,
      args: {
        ...args,
        ...selectorArguments(builder),
        since: t.arg.string({ description: 'Go on after this resourceVersion; begin with a snapshot when left out.' }),
        batchMs: t.arg.int({
          description: `The least time between two deltas, up to ${maxBatchMs}; ${defaultBatchMs} when left out.`,
        }),
      },
      extensions: { portolan: extension },
      subscribe: () => {
        throw new Error('subscriptions are run by the server, from their plans');
      },
      resolve: readProperty,
    }),
  );
}

/** `WatchFrame` and `WatchEvent`, `PodWatchFrame` and `PodWatchEvent`. */
function addFrame(
  { builder, enums }: SchemaParts,
  prefix: string,
  object: ObjectRef<AnyObject> | InterfaceRef<AnyObject>,
): ObjectRef<WatchFrame> {
  const event = builder.objectRef<WatchEvent>(`${prefix}Event`).implement({
    description: 'One change.',
    fields: (t) => ({
      type: t.field({ type: enums.eventType, nullable: false, description: 'What happened.', resolve: readProperty }),
      object: t.field({
        type: object,
        nullable: false,
        description: 'The object; a deleted one in its last state.',
        resolve: readProperty,
      }),
    }),
  });
  return builder.objectRef<WatchFrame>(`${prefix}Frame`).implement({
    description:
      'Whole revisions of changes. Everything up to resourceVersion has been delivered once `more` is false.',
    fields: (t) => ({
      type: t.field({
        type: enums.frameType,
        nullable: false,
        description: 'What the frame holds.',
        resolve: readProperty,
      }),
      resourceVersion: t.string({ nullable: false, description: 'The `since` to go on from.', resolve: readProperty }),
      more: t.boolean({
        nullable: false,
        description: 'Further frames of the same snapshot follow.',
        resolve: readProperty,
      }),
      events: t.field({
        type: [event],
        nullable: false,
        description: 'In the order of revisions.',
        resolve: readProperty,
      }),
    }),
  });
}
