// The live objects in memory, by key, and per kind in key order. The order is a snapshot and what changed since: a list after
// many changes puts them in their places all at once, and listing an unchanged kind of 10,000 objects costs nothing.
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

/** So many changes may wait to be put in their places, beside as many as there are objects. */
const maxSpareChanges = 1_000;

class KindObjects {
  readonly byName = new Map<string, StoredObject>();
  private sorted: readonly StoredObject[] = empty;
  /** Since `sorted` was made, by name. What is no longer in `byName` was deleted. */
  private readonly changed = new Map<string, ObjectKey>();

  set(stored: StoredObject): void {
    const name = nameInKind(stored.key);
    this.byName.set(name, stored);
    this.noteChange(name, stored.key);
  }

  delete(key: ObjectKey): void {
    const name = nameInKind(key);
    if (this.byName.delete(name)) this.noteChange(name, key);
  }

  all(): readonly StoredObject[] {
    if (this.changed.size > 0) this.sort();
    return this.sorted;
  }

  /** Namespace comes before name in the order, so a namespace is one stretch of it. */
  inNamespace(namespace: string): readonly StoredObject[] {
    const sorted = this.all();
    const from = placeOf(sorted, { namespace, name: '' });
    let to = from;
    let beyond = sorted.length;
    while (to < beyond) {
      const middle = (to + beyond) >>> 1;
      if (sorted[middle]?.key.namespace === namespace) to = middle + 1;
      else beyond = middle;
    }
    return sorted.slice(from, to);
  }

  /** Where nobody lists, what was created and deleted must not pile up. */
  private noteChange(name: string, key: ObjectKey): void {
    this.changed.set(name, key);
    if (this.changed.size > this.sorted.length + maxSpareChanges) this.sort();
  }

  private sort(): void {
    const before = this.sorted;
    const after: StoredObject[] = [];
    let copied = 0;
    const copyUpTo = (end: number) => {
      for (; copied < end; copied++) after.push(before[copied] as StoredObject); // Sound: `end` is at most the length.
    };
    const changes = [...this.changed].sort(([, a], [, b]) => compareInKind(a, b));
    for (const [name, key] of changes) {
      copyUpTo(placeOf(before, key, copied));
      const old = before[copied];
      if (old && compareInKind(old.key, key) === 0) copied += 1;
      const stored = this.byName.get(name);
      if (stored) after.push(stored);
    }
    copyUpTo(before.length);
    this.sorted = Object.freeze(after);
    this.changed.clear();
  }
}

/** Where the key is, or where it belongs: the first place, not before `from`, whose key is not before it. */
function placeOf(sorted: readonly StoredObject[], key: { namespace: string; name: string }, from = 0): number {
  let first = from;
  let beyond = sorted.length;
  while (first < beyond) {
    const middle = (first + beyond) >>> 1;
    const at = sorted[middle];
    if (at && compareInKind(at.key, key) < 0) first = middle + 1;
    else beyond = middle;
  }
  return first;
}
