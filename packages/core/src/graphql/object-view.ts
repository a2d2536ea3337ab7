// What relations read from: all objects as they are now, or as they were at one past revision. Both are synchronous, so
// a relation is one function for the present and the past.
import { type GroupKind, keyText, type ObjectKey } from '../resource/object.ts';
import { addTo, findIn, type ObjectIndex } from '../store/object-index.ts';
import type { StoredObject } from '../store/store.ts';
import type { WatchCache } from '../store/watch-cache.ts';

export interface ObjectView {
  get(key: ObjectKey): StoredObject | undefined;
  /** In key order. */
  list(kind: GroupKind, namespace?: string): readonly StoredObject[];
  /** Objects of the given kinds, or of any, with an owner reference to this uid. */
  owned(uid: string): readonly StoredObject[];
  /** Objects that the index files under this value, in key order. */
  find(index: ObjectIndex, value: string): readonly StoredObject[];
}

/** The present. */
export class PresentView implements ObjectView {
  private readonly cache: WatchCache;

  constructor(cache: WatchCache) {
    this.cache = cache;
  }

  get(key: ObjectKey): StoredObject | undefined {
    return this.cache.get(key);
  }

  list(kind: GroupKind, namespace?: string): readonly StoredObject[] {
    return this.cache.list(kind, namespace);
  }

  owned(uid: string): readonly StoredObject[] {
    return this.cache.owned(uid);
  }

  find(index: ObjectIndex, value: string): readonly StoredObject[] {
    return findIn(this.cache, index, value);
  }
}

/** One revision of some kinds, read beforehand. */
export class PastView implements ObjectView {
  private readonly lists: ReadonlyMap<GroupKind, readonly StoredObject[]>;
  private readonly found = new Map<ObjectIndex, Map<string, StoredObject[]>>();
  private readonly byKey = new Map<string, StoredObject>();
  private readonly byOwner = new Map<string, StoredObject[]>();

  constructor(lists: ReadonlyMap<GroupKind, readonly StoredObject[]>) {
    this.lists = lists;
    for (const list of lists.values()) {
      for (const stored of list) {
        this.byKey.set(keyText(stored.key), stored);
        for (const { uid } of stored.object.metadata.ownerReferences ?? []) addTo(this.byOwner, uid, stored);
      }
    }
  }

  get(key: ObjectKey): StoredObject | undefined {
    return this.byKey.get(keyText(key));
  }

  list(kind: GroupKind, namespace?: string): readonly StoredObject[] {
    const all = this.lists.get(kind) ?? [];
    return namespace === undefined ? all : all.filter(({ key }) => key.namespace === namespace);
  }

  owned(uid: string): readonly StoredObject[] {
    return this.byOwner.get(uid) ?? [];
  }

  find(index: ObjectIndex, value: string): readonly StoredObject[] {
    let found = this.found.get(index);
    if (!found) {
      found = new Map();
      this.found.set(index, found);
      for (const stored of this.list(index.kind)) {
        for (const each of index.valuesOf(stored.object)) addTo(found, each, stored);
      }
    }
    return found.get(value) ?? [];
  }
}
