// Finds the groups that a change may concern without asking each: thousands of node agents watch the pods of their own
// node only, and a change must not cost a selector match for each of them.

import type { KindSelection, Selection } from '@portolan/core/registry/watch-selection.ts';
import type { GroupKind } from '@portolan/core/resource/object.ts';
import type { StoredObject } from '@portolan/core/store/store.ts';

/** Where a change stands in a field worth an index; the most selective first. Other fields are matched for every change. */
const readers: ReadonlyMap<string, (stored: StoredObject) => string> = new Map([
  ['metadata.name', ({ key }) => key.name],
  ['spec.nodeName', ({ object }) => (object.spec as { nodeName?: string } | undefined)?.nodeName ?? ''],
  ['metadata.namespace', ({ key }) => key.namespace],
]);

interface Entries<T> {
  readonly unpinned: Set<T>;
  /** Path → value → members. */
  readonly pinned: Map<string, Map<string, Set<T>>>;
}

export class DispatchIndex<T extends { readonly selection: Selection }> {
  private readonly byKind = new Map<GroupKind, Entries<T>>();

  add(member: T): void {
    for (const [kind, scope] of member.selection) {
      const entries = entry(this.byKind, kind, () => ({ unpinned: new Set<T>(), pinned: new Map() }));
      slot(entries, pinOf(scope)).add(member);
    }
  }

  remove(member: T): void {
    for (const [kind, scope] of member.selection) {
      const entries = this.byKind.get(kind);
      if (!entries) continue;
      const pin = pinOf(scope);
      slot(entries, pin).delete(member);
      if (pin) dropEmpty(entries, pin);
      if (entries.unpinned.size === 0 && entries.pinned.size === 0) this.byKind.delete(kind);
    }
  }

  /** Calls `visit` once for each member that may see a change from `previous` to `now`. */
  visit(now: StoredObject, previous: StoredObject | undefined, visit: (member: T) => void): void {
    const entries = this.byKind.get(now.key.kind);
    if (!entries) return;
    for (const member of entries.unpinned) visit(member);
    for (const [path, byValue] of entries.pinned) {
      const read = readers.get(path);
      if (!read) continue;
      const value = read(now);
      const before = previous ? read(previous) : value;
      for (const member of byValue.get(value) ?? []) visit(member);
      if (before !== value) for (const member of byValue.get(before) ?? []) visit(member);
    }
  }
}

interface Pin {
  readonly path: string;
  readonly value: string;
}

function pinOf({ namespace, pinned }: KindSelection): Pin | undefined {
  for (const path of readers.keys()) {
    const value = path === 'metadata.namespace' ? namespace : pinned.get(path);
    if (value !== undefined) return { path, value };
  }
  return undefined;
}

function slot<T>(entries: Entries<T>, pin: Pin | undefined): Set<T> {
  if (!pin) return entries.unpinned;
  const byValue = entry(entries.pinned, pin.path, () => new Map<string, Set<T>>());
  return entry(byValue, pin.value, () => new Set<T>());
}

function entry<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function dropEmpty<T>(entries: Entries<T>, { path, value }: Pin): void {
  const byValue = entries.pinned.get(path);
  if (byValue?.get(value)?.size === 0) byValue.delete(value);
  if (byValue?.size === 0) entries.pinned.delete(path);
}
