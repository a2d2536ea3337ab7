// Finds objects by values computed from them.

/** Values under which an object is found: none, one or several. Must give the same for the same object. */
export type IndexFunction<T> = (object: T) => string | readonly string[] | undefined;

export class ObjectIndex<T> {
  private readonly valuesOf: IndexFunction<T>;
  private readonly keys = new Map<string, Set<string>>();
  private readonly values = new Map<string, readonly string[]>();

  constructor(valuesOf: IndexFunction<T>) {
    this.valuesOf = valuesOf;
  }

  /** Replaces what the key was found by. An object whose function throws is found by nothing. */
  set(key: string, object: T): void {
    this.remove(key);
    const given = this.valuesOf(object);
    const values = given === undefined ? [] : typeof given === 'string' ? [given] : given;
    this.values.set(key, values);
    for (const value of values) {
      const keys = this.keys.get(value);
      if (keys) keys.add(key);
      else this.keys.set(value, new Set([key]));
    }
  }

  remove(key: string): void {
    for (const value of this.values.get(key) ?? []) {
      const keys = this.keys.get(value);
      keys?.delete(key);
      if (keys?.size === 0) this.keys.delete(value);
    }
    this.values.delete(key);
  }

  find(value: string): Iterable<string> {
    return this.keys.get(value) ?? [];
  }
}
