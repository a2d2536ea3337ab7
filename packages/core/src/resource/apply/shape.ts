// How values merge and are owned, as server-side apply sees them. Shapes are compiled from the schema table.
import { fieldOf, isJsonObject } from '../json-value.ts';
import { keyElement, valueElement } from './path-element.ts';

/** A scalar, or a list or object that has one owner as a whole. */
export interface LeafShape {
  readonly kind: 'leaf';
}

/** An object of declared fields; what is not declared takes any form. */
export interface StructShape {
  readonly kind: 'struct';
  readonly fields: ReadonlyMap<string, Shape>;
  /** Fields that Kubernetes writes even when they are empty, so that nobody owns their being there. */
  readonly embedded: ReadonlySet<string>;
  /** Fields that nobody owns. */
  readonly unowned: ReadonlySet<string>;
}

/** Any keys, values of one shape; each key has owners of its own. */
export interface MapShape {
  readonly kind: 'map';
  readonly values: Shape;
}

/** A list whose items are told apart by some of their fields. */
export interface KeyedListShape {
  readonly kind: 'keyedList';
  /** Sorted by name. */
  readonly keys: readonly ListKey[];
  readonly items: Shape;
}

export interface ListKey {
  readonly name: string;
  /** Stands for a missing key field; undefined when there is none. */
  readonly default: unknown;
}

/** A list of scalars, none twice. */
export interface SetShape {
  readonly kind: 'set';
  readonly items: LeafShape;
}

/** The value says what it is: an object is a map of anything, all else a leaf. */
export interface AnyShape {
  readonly kind: 'any';
}

export type FieldsShape = StructShape | MapShape;
export type ListShape = KeyedListShape | SetShape;
/** What a value turns out to be once it is seen. */
export type SettledShape = LeafShape | FieldsShape | ListShape;
export type Shape = SettledShape | AnyShape;

export const leafShape: LeafShape = { kind: 'leaf' };
export const setShape: SetShape = { kind: 'set', items: leafShape };
export const anyShape: AnyShape = { kind: 'any' };
const anyMapShape: MapShape = { kind: 'map', values: anyShape };

/** A value that does not fit its shape is a leaf. */
export function settle(shape: Shape, value: unknown): SettledShape {
  switch (shape.kind) {
    case 'leaf':
      return shape;
    case 'any':
      return isJsonObject(value) ? anyMapShape : leafShape;
    case 'struct':
    case 'map':
      return isJsonObject(value) ? shape : leafShape;
    case 'keyedList':
    case 'set':
      return Array.isArray(value) ? shape : leafShape;
  }
}

export function childShape(shape: FieldsShape, name: string): Shape {
  return shape.kind === 'map' ? shape.values : (shape.fields.get(name) ?? anyShape);
}

/** Whether the type declares the field, as opposed to a key of a map. */
export function isDeclared(shape: FieldsShape, name: string): boolean {
  return shape.kind === 'struct' && shape.fields.has(name);
}

export function isUnowned(shape: FieldsShape, name: string): boolean {
  return shape.kind === 'struct' && shape.unowned.has(name);
}

/** Undefined for an item that nothing tells apart: one without any key field, or no scalar in a set. */
export function itemElement(shape: ListShape, item: unknown): string | undefined {
  if (shape.kind === 'set') return typeof item === 'object' ? undefined : valueElement(item);
  if (!isJsonObject(item)) return undefined;
  const fields: [string, unknown][] = [];
  for (const key of shape.keys) {
    const value = fieldOf(item, key.name) ?? key.default;
    if (value !== undefined) fields.push([key.name, value]);
  }
  return fields.length === 0 ? undefined : keyElement(fields);
}

/** Items by path element. A live list may hold an element twice; items without an element are left out. */
export function itemsByElement(shape: ListShape, list: readonly unknown[]): Map<string, unknown[]> {
  const items = new Map<string, unknown[]>();
  for (const item of list) {
    const element = itemElement(shape, item);
    if (element === undefined) continue;
    const found = items.get(element);
    if (found) found.push(item);
    else items.set(element, [item]);
  }
  return items;
}
