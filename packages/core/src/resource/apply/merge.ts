// Lays a manifest over the live object: the manifest's leaves win, nothing is removed. The result shares what the
// manifest does not change; it is the live object itself when the manifest says nothing new.
import { deepEqual } from '../equality.ts';
import { fieldOf, type JsonObject, setField } from '../json-value.ts';
import {
  childShape,
  type FieldsShape,
  itemElement,
  itemsByElement,
  type ListShape,
  type Shape,
  settle,
} from './shape.ts';

export function mergeFields(shape: FieldsShape, live: JsonObject, manifest: JsonObject): JsonObject {
  let result: Record<string, unknown> | undefined;
  for (const name of Object.keys(manifest)) {
    const before = fieldOf(live, name);
    const after = mergeValue(childShape(shape, name), before, manifest[name]);
    if (after === before) continue;
    result ??= { ...live };
    setField(result, name, after);
  }
  return result ?? live;
}

function mergeValue(shape: Shape, live: unknown, manifest: unknown): unknown {
  const settled = settle(shape, manifest);
  if (live === undefined) return isEmptyList(manifest) && settled.kind !== 'leaf' ? undefined : manifest;
  if (settled.kind === 'leaf' || settle(shape, live).kind !== settled.kind) {
    return deepEqual(live, manifest) ? live : manifest;
  }
  return settled.kind === 'struct' || settled.kind === 'map'
    ? mergeFields(settled, live as JsonObject, manifest as JsonObject)
    : mergeItems(settled, live as readonly unknown[], manifest as readonly unknown[]);
}

/**
 * Items of the manifest keep the manifest's order. A live item that the manifest does not have keeps its place among the
 * live items that come in the same order on both sides.
 */
function mergeItems(shape: ListShape, live: readonly unknown[], manifest: readonly unknown[]): readonly unknown[] {
  const lived = itemsByElement(shape, live);
  const wanted = manifest.map((item) => ({ item, element: itemElement(shape, item) }));
  const wantedElements = new Set(wanted.map(({ element }) => element));
  const shared = wanted.flatMap(({ element }, index) => (element !== undefined && lived.has(element) ? [index] : []));
  const result: unknown[] = [];
  let next = 0;
  const takeWanted = (end: number) => {
    for (const { item, element } of wanted.slice(next, end)) {
      const found = element === undefined ? [] : (lived.get(element) ?? []);
      // Several live items of one element give way to the manifest's: nothing tells which of them it means.
      result.push(found.length === 1 ? mergeValue(shape.items, found[0], item) : item);
    }
    next = end;
  };
  for (const item of live) {
    const element = itemElement(shape, item);
    const position = shared[0];
    if (element === undefined || !wantedElements.has(element)) result.push(item);
    else if (position !== undefined && wanted[position]?.element === element) {
      takeWanted(position + 1);
      shared.shift();
    }
  }
  takeWanted(wanted.length);
  const same = result.length === live.length && result.every((item, index) => item === live[index]);
  return same ? live : result;
}

/** A merging list without items says nothing: nobody owns it, and it removes nothing. */
function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
