// Objects of one kind by a value they hold, such as pods by node: kept up to date from the watch cache.
import { type AnyObject, type GroupKind, keyText, type ObjectKey } from '../resource/object.ts';
import { compareKeys } from './key-order.ts';
import type { RevisionChanges, StoredObject } from './store.ts';
import type { WatchCache } from './watch-cache.ts';

export interface ObjectIndex {
  readonly kind: GroupKind;
  /** Under which values an object is filed. */
  valuesOf(object: AnyObject): readonly string[];
}

export function addTo<T>(lists: Map<string, T[]>, key: string, item: T): void {
  const list = lists.get(key);
  if (list) list.push(item);
  else lists.set(key, [item]);
}

const indexesOfCache = new WeakMap<WatchCache, Map<ObjectIndex, SelfUpdatingIndex>>();

/** What the index files under this value, in key order. An index is built when first used and kept up to date from then on. */
export function findIn(cache: WatchCache, index: ObjectIndex, value: string): StoredObject[] {
  const indexes = indexesOfCache.get(cache) ?? new Map<ObjectIndex, SelfUpdatingIndex>();
  indexesOfCache.set(cache, indexes);
  const kept = indexes.get(index) ?? new SelfUpdatingIndex(cache, index);
  indexes.set(index, kept);
  return kept.find(value);
}

/** Keys only: the objects are the cache's, whose leases change without a revision. */
export class SelfUpdatingIndex {
  private readonly cache: WatchCache;
  private readonly index: ObjectIndex;
  private keys = new Map<string, Map<string, ObjectKey>>();

  constructor(cache: WatchCache, index: ObjectIndex) {
    this.cache = cache;
    this.index = index;
    this.fill();
    cache.subscribe({ onChanges: (batch) => this.apply(batch), onReset: () => this.fill() });
  }

  find(value: string): StoredObject[] {
    const found = [...(this.keys.get(value)?.values() ?? [])].sort(compareKeys);
    return found.flatMap((key) => this.cache.get(key) ?? []);
  }

  private fill(): void {
    this.keys = new Map();
    for (const { key, object } of this.cache.list(this.index.kind)) this.add(key, object);
  }

  private apply(batch: readonly RevisionChanges[]): void {
    for (const { changes } of batch) {
      for (const { type, key, object, previous } of changes) {
        if (key.kind !== this.index.kind) continue;
        if (previous) this.remove(key, previous.object);
        if (type !== 'DELETED') this.add(key, object);
      }
    }
  }

  private add(key: ObjectKey, object: AnyObject): void {
    for (const value of this.index.valuesOf(object)) {
      const filed = this.keys.get(value) ?? new Map<string, ObjectKey>();
      this.keys.set(value, filed);
      filed.set(keyText(key), key);
    }
  }

  private remove(key: ObjectKey, object: AnyObject): void {
    for (const value of this.index.valuesOf(object)) {
      const filed = this.keys.get(value);
      filed?.delete(keyText(key));
      if (filed?.size === 0) this.keys.delete(value);
    }
  }
}
