// History: one change set, and change sets in order. Each shows only what the identity may see of it.
import { ApiError, badRequestError } from '../resource/api-error.ts';
import { microTimeText } from '../resource/clock.ts';
import type { Change, Revision, RevisionChanges, Store, StoredObject } from '../store/store.ts';
import { markAsOf } from './as-of.ts';
import type { Builder, ObjectRef } from './builder.ts';
import type { GraphqlContext } from './context.ts';
import type { Enums } from './enums.ts';
import type { KindTypes } from './kind-types.ts';

const defaultChangeSets = 100;
const maxChangeSets = 1_000;
/** Of the latest change sets, so many changes at the most, unless one set alone has more. */
const maxLatestChanges = 5_000;

interface ChangeSetPage {
  readonly nodes: readonly RevisionChanges[];
  readonly endRevision: Revision;
  readonly hasNextPage: boolean;
}

export function parseRevision(text: string, argument: string): Revision {
  if (/^\d{1,15}$/.test(text)) return Number(text);
  const message = 'must be a revision';
  throw badRequestError(`${argument}: Invalid value: ${JSON.stringify(text)}: ${message}`, [
    { reason: 'FieldValueInvalid', field: argument, message },
  ]);
}

/** Without the changes that the identity may not see; `undefined` when nothing is left. */
function visible({ registry, request }: GraphqlContext, set: RevisionChanges): RevisionChanges | undefined {
  const changes = set.changes.filter(
    (change) => registry.kinds.find(change.key.kind) && registry.canSee(request, change),
  );
  return changes.length === 0 ? undefined : { ...set, changes };
}

async function readChange(context: GraphqlContext, revision: Revision): Promise<RevisionChanges> {
  const { store, cache } = context.registry;
  const isThere = revision > 0 && revision <= (await cache.fresh());
  const [set] = isThere ? await store.history(revision - 1, 1) : [];
  const shown = set && visible(context, set);
  if (!shown) throw new ApiError('NotFound', `change set "${revision}" not found`);
  return shown;
}

interface ChangesArguments {
  readonly since: Revision | undefined;
  readonly until: Revision | undefined;
  readonly first: number;
}

async function readChanges(context: GraphqlContext, { since, until, first }: ChangesArguments): Promise<ChangeSetPage> {
  if (first < 1 || first > maxChangeSets) {
    throw badRequestError(`first: Invalid value: ${first}: must be between 1 and ${maxChangeSets}`);
  }
  const { store, cache } = context.registry;
  const latest = Math.min(await cache.fresh(), until ?? Number.POSITIVE_INFINITY);
  const from = since ?? Math.max(latest - first, await store.floor(), 0);
  const page = await store.history(from, first);
  const read = since === undefined ? await readOn(store, page, latest, first) : page;
  const sets = read.filter(({ revision }) => revision <= latest);
  const endRevision = sets.at(-1)?.revision ?? from;
  const nodes = sets.flatMap((set) => visible(context, set) ?? []);
  return { nodes, endRevision, hasNextPage: endRevision < latest };
}

/** A page ends early where change sets are large. Up to the latest; of many changes the older ones are let go. */
async function readOn(
  store: Store,
  page: readonly RevisionChanges[],
  latest: Revision,
  pageSize: number,
): Promise<readonly RevisionChanges[]> {
  let sets = page;
  for (let end = page.at(-1)?.revision; end !== undefined && end < latest; ) {
    const next = await store.history(end, pageSize);
    sets = newest([...sets, ...next], maxLatestChanges);
    end = next.at(-1)?.revision;
  }
  return sets;
}

/** Those at the end that have no more changes together, and at least the last one. */
function newest(sets: readonly RevisionChanges[], mostChanges: number): readonly RevisionChanges[] {
  let changes = 0;
  const start = sets.findLastIndex((set) => {
    changes += set.changes.length;
    return changes > mostChanges;
  });
  return sets.slice(Math.min(start + 1, sets.length - 1));
}

export function addHistoryQueries(builder: Builder, types: KindTypes, enums: Enums): void {
  const changeSet = addChangeSet(builder, addChange(builder, types, enums));
  const page = addChangeSetPage(builder, changeSet);
  builder.queryField('change', (t) =>
    t.field({
      type: changeSet,
      nullable: true,
      description: 'What one revision changed, who did it and why.',
      args: { revision: t.arg.string({ required: true, description: 'The revision.' }) },
      resolve: (_root, { revision }, context) => readChange(context, parseRevision(revision, 'revision')),
    }),
  );
  builder.queryField('changes', (t) =>
    t.field({
      type: page,
      nullable: true,
      description: 'Change sets in the order of their revisions.',
      args: {
        since: t.arg.string({ description: 'Those after this revision; the latest when left out.' }),
        until: t.arg.string({ description: 'No later than this revision.' }),
        first: t.arg.int({
          defaultValue: defaultChangeSets,
          required: true,
          description: `At most so many, up to ${maxChangeSets}; fewer where they are large.`,
        }),
      },
      resolve: (_root, { since, until, first }, context) =>
        readChanges(context, {
          since: since ? parseRevision(since, 'since') : undefined,
          until: until ? parseRevision(until, 'until') : undefined,
          first,
        }),
    }),
  );
}

function asOfChange({ object, revision }: StoredObject) {
  return markAsOf(object, String(revision));
}

function addChange(builder: Builder, types: KindTypes, { eventType }: Enums): ObjectRef<Change> {
  return builder.objectRef<Change>('Change').implement({
    description: "One object's part of a change set.",
    fields: (t) => ({
      type: t.field({
        type: eventType,
        nullable: false,
        description: 'What happened to it.',
        resolve: ({ type }) => type,
      }),
      kind: t.string({ nullable: false, description: '`Pod`, `Deployment.apps`.', resolve: ({ key }) => key.kind }),
      namespace: t.string({
        description: 'Null for a kind without namespaces.',
        resolve: ({ key }) => (key.namespace === '' ? null : key.namespace),
      }),
      name: t.string({ nullable: false, description: 'The name of the object.', resolve: ({ key }) => key.name }),
      object: t.field({
        type: types.resource,
        nullable: false,
        description: 'The object after the change; a deleted one in its last state.',
        resolve: asOfChange,
      }),
      previous: t.field({
        type: types.resource,
        nullable: true,
        description: 'The object before the change, where history still holds it.',
        resolve: ({ previous }) => previous && asOfChange(previous),
      }),
    }),
  });
}

function addChangeSet(builder: Builder, change: ObjectRef<Change>): ObjectRef<RevisionChanges> {
  return builder.objectRef<RevisionChanges>('ChangeSet').implement({
    description: 'All that changed at one revision, together.',
    fields: (t) => ({
      revision: t.string({
        nullable: false,
        description: 'The revision.',
        resolve: ({ revision }) => String(revision),
      }),
      at: t.field({
        type: 'MicroTime',
        nullable: false,
        description: 'When it was committed.',
        resolve: ({ committedAtMs }) => microTimeText(committedAtMs),
      }),
      actor: t.string({ nullable: false, description: 'Who did it.', resolve: ({ origin }) => origin.actor }),
      verb: t.string({ nullable: false, description: 'What was asked for.', resolve: ({ origin }) => origin.verb }),
      reason: t.string({ description: 'Why, where it was said.', resolve: ({ origin }) => origin.reason }),
      source: t.string({ description: 'From where: an address, a client.', resolve: ({ origin }) => origin.source }),
      changes: t.field({
        type: [change],
        nullable: false,
        description: 'What you may see of it, in the order it was asked for.',
        resolve: ({ changes }) => changes,
      }),
    }),
  });
}

function addChangeSetPage(builder: Builder, changeSet: ObjectRef<RevisionChanges>): ObjectRef<ChangeSetPage> {
  return builder.objectRef<ChangeSetPage>('ChangeSetPage').implement({
    description: 'Some change sets.',
    fields: (t) => ({
      nodes: t.field({
        type: [changeSet],
        nullable: false,
        description: 'Change sets of which you may see something.',
        resolve: ({ nodes }) => nodes,
      }),
      endRevision: t.string({
        nullable: false,
        description: 'How far this page reaches: the `since` of the next.',
        resolve: ({ endRevision }) => String(endRevision),
      }),
      hasNextPage: t.exposeBoolean('hasNextPage', { nullable: false, description: 'Whether change sets follow.' }),
    }),
  });
}
