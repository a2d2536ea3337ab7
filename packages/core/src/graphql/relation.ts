// Relations: from an object to the objects it names, selects or owns. Each kind's folder lists its own in `graphql.ts`.
import type { AnyObject, ApiObject, GroupKind } from '../resource/object.ts';
import type { StoredObject } from '../store/store.ts';
import type { ObjectView } from './object-view.ts';

interface RelationText {
  readonly name: string;
  readonly description: string;
  /** Kind of what is found. */
  readonly to: GroupKind;
  /** Further kinds that are looked at on the way. */
  readonly through?: readonly GroupKind[];
}

/** Leaves open whether the present or the past is read: it may look at nothing but the view. */
export type Relation<T extends ApiObject = ApiObject> =
  | (RelationText & { one(object: T & AnyObject, view: ObjectView): StoredObject | undefined })
  | (RelationText & { many(object: T & AnyObject, view: ObjectView): readonly StoredObject[] });

export interface KindRelations {
  readonly kind: GroupKind;
  readonly relations: readonly Relation[];
}

export function relationsOf<T extends ApiObject>(kind: GroupKind, relations: readonly Relation<T>[]): KindRelations {
  return { kind, relations: relations as readonly Relation[] }; // Sound: they are asked of objects of this kind only.
}

/** What an object owns of one kind, in the order of names. */
export function ownedOf(object: ApiObject, kind: GroupKind, view: ObjectView): StoredObject[] {
  const owned = view.owned(object.metadata.uid ?? '').filter(({ key }) => key.kind === kind);
  return owned.sort((a, b) => (a.key.name < b.key.name ? -1 : 1));
}
