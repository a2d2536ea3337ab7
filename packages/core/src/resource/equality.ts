// Whether two JSON values are the same content.
import { fieldOf, isJsonObject, type JsonObject, setField } from './json-value.ts';

/** The order of an object's fields does not count; the order of a list does. */
export function deepEqual(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (Array.isArray(a)) {
    return Array.isArray(b) && a.length === b.length && a.every((item, index) => deepEqual(item, b[index]));
  }
  if (!isJsonObject(a) || !isJsonObject(b)) return false;
  const names = Object.keys(a);
  if (names.length !== Object.keys(b).length) return false;
  return names.every((name) => Object.hasOwn(b, name) && deepEqual(a[name], b[name]));
}

/**
 * Returns `old` where `next` equals it, and otherwise `next` with each part that equals its counterpart replaced by that, in
 * place: whoever compares the two afterwards sees at a glance what is the same.
 */
export function shareEqualParts(next: unknown, old: unknown): unknown {
  if (next === old) return old;
  if (Array.isArray(next)) return Array.isArray(old) ? shareItems(next, old) : next;
  return isJsonObject(next) && isJsonObject(old) ? shareFields(next, old) : next;
}

function shareItems(next: unknown[], old: readonly unknown[]): readonly unknown[] {
  let isSame = next.length === old.length;
  for (const [index, item] of next.entries()) {
    const part = shareEqualParts(item, old[index]);
    if (part !== item) next[index] = part;
    isSame &&= part === old[index];
  }
  return isSame ? old : next;
}

function shareFields(next: Record<string, unknown>, old: JsonObject): JsonObject {
  const names = Object.keys(next);
  let isSame = names.length === Object.keys(old).length;
  for (const name of names) {
    const counterpart = fieldOf(old, name);
    const part = shareEqualParts(next[name], counterpart);
    if (part !== next[name]) setField(next, name, part);
    isSame &&= part === counterpart;
  }
  return isSame ? old : next;
}
