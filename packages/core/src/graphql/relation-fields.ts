// Relations as fields: those every kind has (owner, owned, events) and those of each kind's folder.
import { expiredError } from '../resource/api-error.ts';
import type { Event } from '../resource/generated/kubernetes.ts';
import type { KindList } from '../resource/kind.ts';
import { type AnyObject, controllerOf, type GroupKind, groupKindOf, parseApiVersion } from '../resource/object.ts';
import { timeMicros } from '../resource/times.ts';
import { compareKeys } from '../store/key-order.ts';
import type { ObjectIndex } from '../store/object-index.ts';
import type { StoredObject } from '../store/store.ts';
import { asOf } from './as-of.ts';
import type { Builder } from './builder.ts';
import type { Connection } from './connection.ts';
import type { GraphqlContext } from './context.ts';
import type { KindType, KindTypes } from './kind-types.ts';
import type { ObjectView } from './object-view.ts';
import type { KindRelations, Relation } from './relation.ts';

const eventKind: GroupKind = 'Event.events.k8s.io';
const defaultEvents = 100;

/** The present at once, the past when it has been read. */
export function viewFor<T>(
  { reads }: GraphqlContext,
  { at, kinds }: { at: string | undefined; kinds: readonly GroupKind[] },
  use: (view: ObjectView) => T,
): T | Promise<T> {
  return at === undefined ? use(reads.present) : reads.past(at, kinds).then(use);
}

export function addRelations(builder: Builder, types: KindTypes, relations: readonly KindRelations[]): void {
  for (const { kind, relations: own } of relations) {
    const type = types.of(kind);
    if (!type) continue;
    for (const relation of own) addRelation(builder, types, type, relation);
  }
}

function addRelation(builder: Builder, types: KindTypes, { ref }: KindType, relation: Relation): void {
  const { name, description, to, through = [] } = relation;
  const target = types.of(to);
  const kinds = [to, ...through];
  if (!target || kinds.some((kind) => !types.of(kind))) return;
  builder.objectField(ref, name, (t) => {
    if ('one' in relation) {
      return t.field({
        type: target.ref,
        nullable: true,
        description,
        resolve: (object, _arguments, context) => {
          const at = asOf(object);
          return viewFor(context, { at, kinds }, (view) => shownOne(context, relation.one(object, view), at));
        },
      });
    }
    return t.field({
      type: [target.ref],
      nullable: false,
      description,
      extensions: { portolan: { size: { assumed: true } } },
      resolve: (object, _arguments, context) => {
        const at = asOf(object);
        return viewFor(context, { at, kinds }, (view) => context.reads.shown(relation.many(object, view), at));
      },
    });
  });
}

function shownOne({ reads }: GraphqlContext, found: StoredObject | undefined, at: string | undefined) {
  return found ? reads.shown([found], at)[0] : undefined;
}

/** Fields of the interface, so that every kind has them. */
export function addSharedRelations(builder: Builder, kinds: KindList, types: KindTypes): void {
  const ownable = types.all.map(({ kind }) => kind).filter((kind) => kind !== eventKind);
  builder.interfaceFields(types.resource, (t) => ({
    owner: t.field({
      type: types.resource,
      nullable: true,
      description: 'The object that controls this one, or else its first owner.',
      resolve: (object, _arguments, context) => {
        const at = asOf(object);
        const owner = ownerOf(object, kinds);
        if (!owner) return undefined;
        return viewFor(context, { at, kinds: [owner.key.kind] }, (view) => {
          const found = view.get(owner.key);
          return shownOne(context, found?.uid === owner.uid ? found : undefined, at);
        });
      },
    }),
    owned: t.field({
      type: [types.resource],
      nullable: false,
      description: 'Objects of any kind that name this one as an owner.',
      extensions: { portolan: { size: { assumed: true } } },
      resolve: (object, _arguments, context) => {
        const at = asOf(object);
        return viewFor(context, { at, kinds: ownable }, (view) => {
          const owned = [...view.owned(object.metadata.uid ?? '')].sort((a, b) => compareKeys(a.key, b.key));
          return context.reads.shown(owned, at);
        });
      },
    }),
  }));
  addEvents(builder, types);
}

function ownerOf(object: AnyObject, kinds: KindList) {
  const owner = controllerOf(object) ?? object.metadata.ownerReferences?.[0];
  if (!owner) return undefined;
  const kind = groupKindOf(parseApiVersion(owner.apiVersion).group, owner.kind);
  const definition = kinds.find(kind);
  if (!definition) return undefined;
  const namespace = definition.namespaced ? (object.metadata.namespace ?? '') : '';
  return { uid: owner.uid, key: { kind, namespace, name: owner.name } };
}

export const eventsByObject: ObjectIndex = {
  kind: eventKind,
  valuesOf: (event) => {
    const { uid } = (event as Partial<Event>).regarding ?? {};
    return uid ? [uid] : [];
  },
};

function addEvents(builder: Builder, types: KindTypes): void {
  const event = types.of(eventKind);
  if (!event) return;
  builder.interfaceField(types.resource, 'events', (t) =>
    t.field({
      type: event.connection,
      nullable: false,
      description: 'Events that regard the object, the latest first.',
      args: {
        first: t.arg.int({ defaultValue: defaultEvents, required: true, description: 'At most so many.' }),
        after: t.arg.string({ description: 'The cursor of the event to go on after.' }),
      },
      extensions: { portolan: { size: { assumed: true } } },
      resolve: (object, { first, after }, context) => {
        const at = asOf(object);
        return viewFor(context, { at, kinds: [eventKind] }, (view) => {
          const found = view.find(eventsByObject, object.metadata.uid ?? '');
          const events = context.reads.shown(found, at).sort((a, b) => lastSeen(b) - lastSeen(a));
          return eventPage(events, Math.max(first, 0), after, at ?? String(context.registry.cache.revision));
        });
      },
    }),
  );
}

/** Microseconds since the epoch. */
function lastSeen(object: AnyObject): number {
  const event = object as Partial<Event>;
  const time = event.series?.lastObservedTime ?? event.deprecatedLastTimestamp ?? event.eventTime;
  return timeMicros(time ?? object.metadata.creationTimestamp ?? '') ?? 0;
}

/** Events come and go between pages: a cursor is the event itself, not a place. */
function eventPage(
  events: readonly AnyObject[],
  first: number,
  after: string | null | undefined,
  resourceVersion: string,
): Connection {
  const before = after ? events.findIndex(({ metadata }) => metadata.uid === after) : -1;
  if (after && before < 0) throw expiredError('the event of the cursor is gone: begin again without `after`');
  const position = before + 1;
  return {
    nodes: events.slice(position, position + first),
    position,
    totalCount: events.length,
    resourceVersion,
    cursorAt: (place) => events[place - 1]?.metadata.uid ?? '',
  };
}
