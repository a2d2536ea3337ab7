// Small objects, change sets and followers for the tests of stores.
import type { AnyObject, ObjectKey } from '../resource/object.ts';
import type { ChangeSet, Follower, Guard, Heartbeat, Revision, RevisionChanges, Store, Write } from './store.ts';

export const origin = { actor: 'alice', verb: 'test' };

export function keyOf(name: string, { kind = 'ConfigMap', namespace = 'default' } = {}): ObjectKey {
  return { kind, namespace, name };
}

export function objectAt(
  key: ObjectKey,
  value: unknown,
  uid = `uid-${key.kind}-${key.namespace}-${key.name}`,
): AnyObject {
  return {
    apiVersion: 'v1',
    kind: key.kind,
    metadata: { name: key.name, uid, ...(key.namespace !== '' && { namespace: key.namespace }) },
    data: { value },
  };
}

export function valueIn(stored: { readonly object: AnyObject } | undefined): unknown {
  const data = stored?.object.data;
  return typeof data === 'object' && data !== null && 'value' in data ? data.value : undefined;
}

export function create(key: ObjectKey, value: unknown = 1): Write {
  return { op: 'create', key, object: objectAt(key, value) };
}

export function update(key: ObjectKey, value: unknown, guard: Guard = {}): Write {
  return { op: 'update', key, object: objectAt(key, value), guard };
}

export function remove(key: ObjectKey, guard: Guard = {}): Write {
  return { op: 'delete', key, guard };
}

export function check(key: ObjectKey, guard: Guard = {}): Write {
  return { op: 'check', key, guard };
}

export function setOf(...writes: Write[]): ChangeSet {
  return { writes, origin };
}

/** Commits what must succeed. */
export async function commit(store: Store, ...writes: Write[]): Promise<Revision> {
  const result = await store.commit(setOf(...writes));
  if (!result.ok) throw new Error(`refused: ${JSON.stringify(result.refused)}`);
  return result.revision;
}

/** Keeps what it is told, and lets a test wait for it. */
export class Recorder implements Follower {
  readonly entries: RevisionChanges[] = [];
  readonly beats: Heartbeat[] = [];
  expiredAt: Revision | undefined;
  private readonly waiting = new Set<() => void>();

  onChanges(batch: readonly RevisionChanges[]): void {
    this.entries.push(...batch);
    this.notify();
  }

  onHeartbeats(beats: readonly Heartbeat[]): void {
    this.beats.push(...beats);
    this.notify();
  }

  onExpired(floor: Revision): void {
    this.expiredAt = floor;
    this.notify();
  }

  get revisions(): Revision[] {
    return this.entries.map(({ revision }) => revision);
  }

  async until(holds: (recorder: this) => boolean): Promise<void> {
    while (!holds(this)) {
      await new Promise<void>((resolve) => this.waiting.add(resolve));
    }
  }

  async untilRevision(revision: Revision): Promise<void> {
    await this.until(() => (this.entries.at(-1)?.revision ?? 0) >= revision);
  }

  private notify(): void {
    for (const resolve of this.waiting) resolve();
    this.waiting.clear();
  }
}
