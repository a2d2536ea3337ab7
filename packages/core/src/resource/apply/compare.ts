// Which fields differ between two objects, as sets of paths. Parts that are the same value in memory are not looked into.
import { deepEqual } from '../equality.ts';
import { isJsonObject, type JsonObject } from '../json-value.ts';
import { emptySet, type FieldSet, leaf, memberMark } from './field-set.ts';
import { fieldElement } from './path-element.ts';
import {
  childShape,
  type FieldsShape,
  isUnowned,
  itemsByElement,
  type ListShape,
  type SettledShape,
  type Shape,
  type StructShape,
  settle,
} from './shape.ts';

export interface Comparison {
  /** What `after` adds or holds with another value. */
  readonly changed: FieldSet;
  /** What `after` has no longer. */
  readonly removed: FieldSet;
}

export function compareObjects(shape: StructShape, before: JsonObject, after: JsonObject): Comparison {
  const found: Found = { changed: undefined, removed: undefined };
  compareFields(shape, { before, after }, found);
  return { changed: found.changed ?? emptySet, removed: found.removed ?? emptySet };
}

/** Differences below one place, by path element; undefined while there are none. */
interface Found {
  changed: Record<string, FieldSet> | undefined;
  removed: Record<string, FieldSet> | undefined;
}

/** A value on both sides; undefined where it is missing. */
interface Sides {
  readonly before: unknown;
  readonly after: unknown;
}

function compareFields(shape: FieldsShape, sides: Sides, found: Found): void {
  const before = isJsonObject(sides.before) ? sides.before : undefined;
  const after = isJsonObject(sides.after) ? sides.after : undefined;
  for (const name in after) {
    if (isUnowned(shape, name)) continue;
    const isThere = before && Object.hasOwn(before, name);
    const was = isThere ? before[name] : before && emptyIfEmbedded(shape, name, after[name]);
    compareValue(childShape(shape, name), fieldElement(name), { before: was, after: after[name] }, found);
  }
  for (const name in before) {
    if (isUnowned(shape, name) || (after && Object.hasOwn(after, name))) continue;
    const is = after && emptyIfEmbedded(shape, name, before[name]);
    compareValue(childShape(shape, name), fieldElement(name), { before: before[name], after: is }, found);
  }
}

/** An embedded object or list is there even when nothing is in it. */
function emptyIfEmbedded(shape: FieldsShape, name: string, counterpart: unknown): unknown {
  if (shape.kind !== 'struct' || !shape.embedded.has(name)) return undefined;
  const kind = settle(childShape(shape, name), counterpart).kind;
  if (kind === 'leaf') return undefined;
  return kind === 'struct' || kind === 'map' ? {} : [];
}

function compareValue(shape: Shape, element: string, sides: Sides, found: Found): void {
  const { before, after } = sides;
  if (before === after) return;
  const was = before === undefined ? undefined : settle(shape, before);
  const is = after === undefined ? undefined : settle(shape, after);
  if (was && is && was.kind !== is.kind) {
    compareForms({ was, is }, element, sides, found);
    return;
  }
  const settled = is ?? was;
  if (!settled) return;
  const below: Found = { changed: undefined, removed: undefined };
  if (settled.kind === 'leaf') {
    if (deepEqual(before, after)) return;
    record(element, below, after === undefined ? 'removed' : 'changed', found);
    return;
  }
  compareContents(settled, sides, below);
  record(element, below, before === undefined ? 'changed' : after === undefined ? 'removed' : undefined, found);
}

/** One side holds a leaf and the other a container: the leaf changes, and what is in the container comes or goes. */
function compareForms(
  { was, is }: { was: SettledShape; is: SettledShape },
  element: string,
  { before, after }: Sides,
  found: Found,
): void {
  const below: Found = { changed: undefined, removed: undefined };
  compareContents(was, { before, after: undefined }, below);
  compareContents(is, { before: undefined, after }, below);
  record(element, below, 'changed', found);
}

function compareContents(shape: SettledShape, sides: Sides, found: Found): void {
  switch (shape.kind) {
    case 'leaf':
      return;
    case 'struct':
    case 'map':
      compareFields(shape, sides, found);
      return;
    case 'keyedList':
    case 'set':
      compareItems(shape, sides, found);
  }
}

function compareItems(shape: ListShape, { before, after }: Sides, found: Found): void {
  const old = itemsByElement(shape, Array.isArray(before) ? before : []);
  const next = itemsByElement(shape, Array.isArray(after) ? after : []);
  for (const [element, items] of next) compareNamesakes(shape, element, [old.get(element) ?? [], items], found);
  for (const [element, items] of old) {
    if (!next.has(element)) compareNamesakes(shape, element, [items, []], found);
  }
}

/** Items of one path element. Where there are several they are one leaf, because nothing tells them apart. */
function compareNamesakes(
  shape: ListShape,
  element: string,
  [before, after]: [readonly unknown[], readonly unknown[]],
  found: Found,
): void {
  const none: Found = { changed: undefined, removed: undefined };
  if (before.length > 1 && after.length > 1) {
    if (!deepEqual(before, after)) record(element, none, 'changed', found);
  } else if (before.length > 1) {
    compareValue(shape.items, element, { before: undefined, after: after[0] }, found);
    record(element, none, 'removed', found);
  } else if (after.length > 1) {
    compareValue(shape.items, element, { before: before[0], after: undefined }, found);
    record(element, none, 'changed', found);
  } else {
    compareValue(shape.items, element, { before: before[0], after: after[0] }, found);
  }
}

/** Hangs what was found below an element under it; `member` says in which set the element itself is. */
function record(element: string, below: Found, member: 'changed' | 'removed' | undefined, found: Found): void {
  if (below.changed || member === 'changed') {
    found.changed ??= {};
    found.changed[element] = node(below.changed, member === 'changed');
  }
  if (below.removed || member === 'removed') {
    found.removed ??= {};
    found.removed[element] = node(below.removed, member === 'removed');
  }
}

function node(children: Record<string, FieldSet> | undefined, isMember: boolean): FieldSet {
  if (!children) return leaf;
  if (isMember) children[memberMark] = leaf;
  return children;
}
