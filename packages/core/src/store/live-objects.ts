// The live objects in memory, by key, and per kind in key order. An order is kept up to date change by change and handed
// out as a snapshot that is copied only after a change, so listing an unchanged kind of 10,000 objects costs nothing.
import type { GroupKind, ObjectKey } from '../resource/object.ts';
import { compareInKind, compareText } from './key-order.ts';
import type { StoredObject } from './store.ts';

const empty: readonly StoredObject[] = Object.freeze([]);

export class LiveObjects {
  private readonly kinds = new Map<GroupKind, KindObjects>();

  get(key: ObjectKey): StoredObject | undefined {
    return this.kinds.get(key.kind)?.byName.get(nameInKind(key));
  }

  set(stored: StoredObject): void {
    const { kind } = stored.key;
    let objects = this.kinds.get(kind);
    if (!objects) {
      objects = new KindObjects();
      this.kinds.set(kind, objects);
    }
    objects.set(stored);
  }

  delete(key: ObjectKey): void {
    const objects = this.kinds.get(key.kind);
    objects?.delete(key);
    if (objects?.byName.size === 0) this.kinds.delete(key.kind);
  }

  /** Kinds that have objects, in order. */
  kindNames(): GroupKind[] {
    return [...this.kinds.keys()].sort(compareText);
  }

  list(kind: GroupKind, namespace?: string): readonly StoredObject[] {
    const objects = this.kinds.get(kind);
    if (!objects) return empty;
    return namespace === undefined ? objects.all() : objects.inNamespace(namespace);
  }
}

/** Unique within a kind: a namespace holds no slash. */
export function nameInKind({ namespace, name }: { namespace: string; name: string }): string {
  return `${namespace}/${name}`;
}

class KindObjects {
  readonly byName = new Map<string, StoredObject>();
  private readonly sorted: StoredObject[] = [];
  private snapshot: readonly StoredObject[] | undefined;

  set(stored: StoredObject): void {
    const name = nameInKind(stored.key);
    const at = this.position(stored.key);
    if (this.byName.has(name)) this.sorted[at] = stored;
    else this.sorted.splice(at, 0, stored);
    this.byName.set(name, stored);
    this.snapshot = undefined;
  }

  delete(key: ObjectKey): void {
    if (!this.byName.delete(nameInKind(key))) return;
    this.sorted.splice(this.position(key), 1);
    this.snapshot = undefined;
  }

  all(): readonly StoredObject[] {
    this.snapshot ??= Object.freeze(this.sorted.slice());
    return this.snapshot;
  }

  /** Namespace comes before name in the order, so a namespace is one stretch of it. */
  inNamespace(namespace: string): readonly StoredObject[] {
    const from = this.position({ namespace, name: '' });
    let to = from;
    let beyond = this.sorted.length;
    while (to < beyond) {
      const middle = (to + beyond) >>> 1;
      if (this.sorted[middle]?.key.namespace === namespace) to = middle + 1;
      else beyond = middle;
    }
    return this.sorted.slice(from, to);
  }

  /** Where the key is, or where it belongs: the first place whose key is not before it. */
  private position(key: { namespace: string; name: string }): number {
    const last = this.sorted.at(-1);
    if (!last || compareInKind(last.key, key) < 0) return this.sorted.length;
    let from = 0;
    let to = this.sorted.length - 1;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const at = this.sorted[middle];
      if (at && compareInKind(at.key, key) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
