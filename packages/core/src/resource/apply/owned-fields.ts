// The fields a manifest claims: every leaf in it, every item of a merging list, every key of a map, and objects that are
// written empty. A manifest whose lists hold the same item twice is refused, because nobody could say which is meant.
import { isJsonObject, type JsonObject } from '../json-value.ts';
import { emptySet, type FieldSet, leaf, memberMark } from './field-set.ts';
import { elementText, fieldElement } from './path-element.ts';
import {
  childShape,
  type FieldsShape,
  isDeclared,
  isUnowned,
  itemElement,
  type ListShape,
  type Shape,
  type StructShape,
  settle,
} from './shape.ts';

/** Something in the manifest that cannot be owned. `path` as errors show it: `.spec.containers`. */
export interface Unownable {
  readonly path: string;
  readonly message: string;
}

export interface OwnedFields {
  readonly fields: FieldSet;
  readonly problems: readonly Unownable[];
}

export function ownedFields(shape: StructShape, manifest: JsonObject): OwnedFields {
  const walk: Walk = { path: [], problems: [] };
  const fields = fieldsOfObject(shape, manifest, walk);
  return { fields: fields ?? emptySet, problems: walk.problems };
}

interface Walk {
  /** The elements from the root to where the walk is. */
  readonly path: string[];
  readonly problems: Unownable[];
}

function report({ path, problems }: Walk, message: string): void {
  problems.push({ path: path.map(elementText).join(''), message });
}

/** Undefined when nothing in the object can be owned. */
function fieldsOfObject(shape: FieldsShape, object: JsonObject, walk: Walk): FieldSet | undefined {
  let result: Record<string, FieldSet> | undefined;
  for (const name of Object.keys(object)) {
    if (isUnowned(shape, name)) continue;
    const element = fieldElement(name);
    walk.path.push(element);
    const node = nodeOf(childShape(shape, name), object[name], isDeclared(shape, name), walk);
    walk.path.pop();
    if (node === undefined) continue;
    result ??= {};
    result[element] = node;
  }
  return result;
}

/** A declared field is owned through what is in it; everything else is owned itself, too. */
function nodeOf(shape: Shape, value: unknown, isDeclaredField: boolean, walk: Walk): FieldSet | undefined {
  const settled = settle(shape, value);
  if (settled.kind === 'leaf') return leaf;
  const children =
    settled.kind === 'struct' || settled.kind === 'map'
      ? fieldsOfObject(settled, value as JsonObject, walk)
      : fieldsOfList(settled, value as readonly unknown[], walk);
  if (children === undefined) return isDeclaredField && !isEmptyObject(value) ? undefined : leaf;
  return isDeclaredField ? children : { [memberMark]: leaf, ...children };
}

function fieldsOfList(shape: ListShape, list: readonly unknown[], walk: Walk): FieldSet | undefined {
  let result: Record<string, FieldSet> | undefined;
  for (const [index, item] of list.entries()) {
    const element = itemElement(shape, item);
    if (element === undefined) {
      report(walk, `element ${index}: ${whyUnnamed(shape, item)}`);
      continue;
    }
    result ??= {};
    if (result[element] !== undefined) {
      report(walk, `duplicate entries for key ${elementText(element)}`);
      continue;
    }
    walk.path.push(element);
    result[element] = nodeOf(shape.items, item, false, walk) ?? leaf;
    walk.path.pop();
  }
  return result;
}

function whyUnnamed(shape: ListShape, item: unknown): string {
  if (shape.kind === 'set') {
    if (item === null) return "associative list without keys has an element that's an explicit null";
    return Array.isArray(item)
      ? 'not supported: associative list with lists as elements'
      : "associative list without keys has an element that's a map type";
  }
  if (item === null) return 'associative list with keys may not have a null element';
  if (!isJsonObject(item)) return 'associative list with keys may not have non-map elements';
  const keys = shape.keys.map((key) => JSON.stringify(key.name)).join(' ');
  return `associative list with keys has an element that omits all key fields [${keys}] (and doesn't have default values for any key fields)`;
}

function isEmptyObject(value: unknown): boolean {
  return isJsonObject(value) && Object.keys(value).length === 0;
}
