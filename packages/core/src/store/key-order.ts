// Keys are ordered by code point, as PostgreSQL's collation "C" orders UTF-8: kind, then namespace, then name.
import type { ObjectKey } from '../resource/object.ts';

export function compareKeys(a: ObjectKey, b: ObjectKey): number {
  if (a.kind !== b.kind) return compareText(a.kind, b.kind);
  return compareInKind(a, b);
}

type PlaceInKind = Pick<ObjectKey, 'namespace' | 'name'>;

export function compareInKind(a: PlaceInKind, b: PlaceInKind): number {
  if (a.namespace !== b.namespace) return compareText(a.namespace, b.namespace);
  return compareText(a.name, b.name);
}

export function compareText(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  let at = 0;
  while (at < length && a.charCodeAt(at) === b.charCodeAt(at)) at++;
  if (at === length) return a.length - b.length;
  return codePointRank(a.charCodeAt(at)) - codePointRank(b.charCodeAt(at));
}

/** JavaScript compares UTF-16 units, where surrogates (code points from U+10000 on) sort before U+E000. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
