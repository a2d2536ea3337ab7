// Who is owned by whom, across kinds: by the uid in `metadata.ownerReferences`.
import { keyText } from '../resource/object.ts';
import type { StoredObject } from './store.ts';

export class OwnerIndex {
  private readonly byOwner = new Map<string, Map<string, StoredObject>>();

  owned(uid: string): StoredObject[] {
    return [...(this.byOwner.get(uid)?.values() ?? [])];
  }

  replace(previous: StoredObject | undefined, next: StoredObject | undefined): void {
    if (previous) this.remove(previous);
    if (next) this.add(next);
  }

  private remove(stored: StoredObject): void {
    for (const { uid } of stored.object.metadata.ownerReferences ?? []) {
      const owned = this.byOwner.get(uid);
      owned?.delete(keyText(stored.key));
      if (owned?.size === 0) this.byOwner.delete(uid);
    }
  }

  private add(stored: StoredObject): void {
    for (const { uid } of stored.object.metadata.ownerReferences ?? []) {
      let owned = this.byOwner.get(uid);
      if (!owned) {
        owned = new Map();
        this.byOwner.set(uid, owned);
      }
      owned.set(keyText(stored.key), stored);
    }
  }
}
