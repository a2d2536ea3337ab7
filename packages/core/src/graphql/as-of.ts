// Objects of a query with `at` remember when they were read, so that their relations are read at the same moment. The mark
// is a symbol: JSON does not show it.
import type { AnyObject } from '../resource/object.ts';

const readAt = Symbol('revision or time the object was read at');

interface Marked {
  readonly [readAt]?: string;
}

/** A shallow copy with the mark; what it holds is shared with the frozen original. */
export function markAsOf(object: AnyObject, at: string): AnyObject {
  const marked: AnyObject & Marked = { ...object, [readAt]: at };
  return marked;
}

/** A revision or a moment, as `at` was given; `undefined`: the object was read as it is now. */
export function asOf(object: AnyObject): string | undefined {
  return (object as Marked)[readAt];
}
