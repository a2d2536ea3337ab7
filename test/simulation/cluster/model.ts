// The stored objects after each revision, as nobody in the simulation sees them: at once, without gaps, without delay.
import { isActivePod, isReadyPod } from '@portolan/core/kinds/pod/readiness.ts';
import type { Pod } from '@portolan/core/resource/generated/kubernetes.ts';
import { type GroupKind, keyText, type ObjectKey } from '@portolan/core/resource/object.ts';
import type { RevisionChanges, StoredObject } from '@portolan/core/store/store.ts';

export class Model {
  private readonly kinds = new Map<GroupKind, Map<string, StoredObject>>();
  private readonly uids = new Map<string, StoredObject>();

  apply({ changes }: RevisionChanges): void {
    for (const change of changes) {
      const objects = this.kinds.get(change.key.kind) ?? new Map<string, StoredObject>();
      this.kinds.set(change.key.kind, objects);
      const text = keyText(change.key);
      const before = objects.get(text);
      if (before) this.uids.delete(before.uid);
      if (change.type === 'DELETED') objects.delete(text);
      else {
        objects.set(text, change);
        this.uids.set(change.uid, change);
      }
    }
  }

  get(key: ObjectKey): StoredObject | undefined {
    return this.kinds.get(key.kind)?.get(keyText(key));
  }

  byUid(uid: string): StoredObject | undefined {
    return this.uids.get(uid);
  }

  list(kind: GroupKind): StoredObject[] {
    return [...(this.kinds.get(kind)?.values() ?? [])];
  }

  all(): StoredObject[] {
    return [...this.uids.values()];
  }

  owned(uid: string, kind: GroupKind): StoredObject[] {
    return this.list(kind).filter(({ object }) => object.metadata.ownerReferences?.some((each) => each.uid === uid));
  }

  activePodsOf(ownerUid: string): Pod[] {
    return this.owned(ownerUid, 'Pod')
      .map(({ object }) => object as Pod)
      .filter(isActivePod);
  }

  readyPodsOf(ownerUid: string): Pod[] {
    return this.activePodsOf(ownerUid).filter(isReadyPod);
  }
}
