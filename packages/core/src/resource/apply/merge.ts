// Lays a manifest over the live object: the manifest's leaves win, nothing is removed. The result shares what the
// manifest does not change; it is the live object itself when the manifest says nothing new.
import { deepEqual } from '../equality.ts';
import { fieldOf, type JsonObject, setField } from '../json-value.ts';
import { childShape, type FieldsShape, itemElement, type ListShape, type Shape, settle } from './shape.ts';

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
  const liveElements = live.map((item) => itemElement(shape, item));
  const elements = manifest.map((item) => itemElement(shape, item));
  const partners = livePartners(live, liveElements);
  const wanted = new Set(elements);
  const shared = elements.filter((element) => element !== undefined && partners.has(element));
  const result: unknown[] = [];
  let [next, nextShared] = [0, 0];
  const takeUpTo = (end: number) => {
    for (; next < end; next += 1) {
      const element = elements[next];
      const partner = element === undefined ? undefined : partners.get(element);
      result.push(mergeValue(shape.items, partner, manifest[next]));
    }
  };
  for (const [position, item] of live.entries()) {
    const element = liveElements[position];
    if (!wanted.has(element)) result.push(item);
    if (element === undefined || element !== shared[nextShared]) continue;
    takeUpTo(elements.indexOf(element, next) + 1);
    nextShared += 1;
  }
  takeUpTo(manifest.length);
  const same = result.length === live.length && result.every((item, index) => item === live[index]);
  return same ? live : result;
}

/** The live item to merge with by element; undefined where there are several, for nothing tells which one is meant. */
function livePartners(live: readonly unknown[], elements: readonly (string | undefined)[]): Map<string, unknown> {
  const partners = new Map<string, unknown>();
  for (const [position, element] of elements.entries()) {
    if (element !== undefined) partners.set(element, partners.has(element) ? undefined : live[position]);
  }
  return partners;
}

/** A merging list without items says nothing: nobody owns it, and it removes nothing. */
function isEmptyList(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
