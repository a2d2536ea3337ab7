// The store in memory: the same behaviour as on PostgreSQL, without a disk. It carries the simulations, so nothing in it
// depends on real time: followers are called in a microtask after the commit, in the order in which they began to follow.
import { ApiError, badRequestError } from '../resource/api-error.ts';
import type { Clock } from '../resource/clock.ts';
import type { GroupKind, ObjectKey } from '../resource/object.ts';
import { compareInKind, compareText } from './key-order.ts';
import { leaseKind, withRenewTime } from './lease-heartbeat.ts';
import { LiveObjects, nameInKind } from './live-objects.ts';
import { MemoryFollower } from './memory-follower.ts';
import { MemoryHistory } from './memory-history.ts';
import { MemorySessionLocks } from './memory-session-locks.ts';
import { assertReadable } from './read-bounds.ts';
import type {
  Change,
  ChangeSet,
  CommitResult,
  Follower,
  Heartbeat,
  ListQuery,
  ListResult,
  Refusal,
  Revision,
  RevisionChanges,
  SessionLock,
  Store,
  StoredObject,
  Write,
} from './store.ts';
import { assertWellFormed, storedObject } from './stored-object.ts';

export function createMemoryStore(clock: Clock): Store {
  return new MemoryStore(clock);
}

class MemoryStore implements Store {
  private readonly clock: Clock;
  private readonly live = new LiveObjects();
  private readonly log = new MemoryHistory();
  private readonly renewals = new Map<string, string>();
  private readonly locks = new MemorySessionLocks();
  private readonly followers = new Set<MemoryFollower>();
  private closed = false;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  async commit(set: ChangeSet): Promise<CommitResult> {
    assertWellFormed(set);
    this.assertOpen();
    const refused = set.writes.flatMap((write, position) => {
      const why = this.refusal(write);
      return why ? [{ position, why }] : [];
    });
    if (refused.length > 0) return { ok: false, refused };
    const revision = this.log.latest + 1;
    const changes = set.writes.flatMap((write, position) =>
      write.op === 'check' ? [] : [this.write(write, { revision, position })],
    );
    this.log.append({ revision, committedAtMs: this.clock.now(), origin: set.origin, changes });
    for (const follower of this.followers) follower.wake();
    return { ok: true, revision };
  }

  async get(key: ObjectKey, at?: Revision): Promise<StoredObject | undefined> {
    this.assertOpen();
    if (at === undefined) {
      const stored = this.live.get(key);
      return stored && this.withHeartbeat(stored);
    }
    assertReadable(at, this.log);
    return this.log.stateAt(key, at);
  }

  async list(query: ListQuery): Promise<ListResult> {
    this.assertOpen();
    const at = query.at ?? this.log.latest;
    assertReadable(at, this.log);
    const kinds = query.kind === undefined ? this.log.kindNames().sort(compareText) : [query.kind];
    const found = kinds.flatMap((kind) => (query.at === undefined ? this.latestOf(kind) : this.log.listAt(kind, at)));
    const { namespace, after } = query;
    const items = found.filter(
      ({ key }) =>
        (namespace === undefined || key.namespace === namespace) && (!after || compareInKind(key, after) > 0),
    );
    const limit = query.limit ?? items.length;
    return { revision: at, items: items.slice(0, limit), more: items.length > limit };
  }

  async revision(): Promise<Revision> {
    this.assertOpen();
    return this.log.latest;
  }

  async revisionAt(timeMs: number): Promise<Revision> {
    this.assertOpen();
    return this.log.revisionAt(timeMs);
  }

  async floor(): Promise<Revision> {
    this.assertOpen();
    return this.log.floor;
  }

  async history(since: Revision, limit: number): Promise<readonly RevisionChanges[]> {
    this.assertOpen();
    assertReadable(since, this.log);
    return this.log.after(since, limit);
  }

  async historyOf(key: ObjectKey, limit: number): Promise<readonly RevisionChanges[]> {
    this.assertOpen();
    return this.log.lastOf(key, limit);
  }

  follow(since: Revision, follower: Follower): { stop(): void } {
    const feed = new MemoryFollower(this.log, since, follower);
    this.followers.add(feed);
    feed.wake();
    return {
      stop: () => {
        feed.stop();
        this.followers.delete(feed);
      },
    };
  }

  async renew(beats: readonly Heartbeat[]): Promise<{ missing: ObjectKey[] }> {
    this.assertOpen();
    const found = beats.filter(({ key, uid }) => this.live.get(key)?.uid === uid);
    for (const { uid, renewTime } of found) {
      if (renewTime > (this.renewals.get(uid) ?? '')) this.renewals.set(uid, renewTime);
    }
    if (found.length > 0) for (const follower of this.followers) follower.beat(found);
    return { missing: beats.filter((beat) => !found.includes(beat)).map(({ key }) => key) };
  }

  async holdSessionLock(token: string): Promise<SessionLock> {
    this.assertOpen();
    return this.locks.hold(token);
  }

  async waitSessionLock(token: string, signal: AbortSignal): Promise<boolean> {
    this.assertOpen();
    return this.locks.wait(token, signal);
  }

  async compact(floor: Revision): Promise<void> {
    this.assertOpen();
    if (floor > this.log.latest) throw badRequestError(`cannot compact beyond the latest revision ${this.log.latest}`);
    this.log.compact(floor);
  }

  async ping(): Promise<void> {
    this.assertOpen();
  }

  async close(): Promise<void> {
    this.closed = true;
    for (const follower of this.followers) follower.stop();
    this.followers.clear();
  }

  private assertOpen(): void {
    if (this.closed) throw new ApiError('ServiceUnavailable', 'the store is closed');
  }

  private refusal(write: Write): Refusal | undefined {
    const current = this.live.get(write.key);
    if (write.op === 'create') return current ? 'exists' : undefined;
    if (!current) return 'not-found';
    const { uid, revision } = write.guard;
    if (uid !== undefined && uid !== current.uid) return 'uid-mismatch';
    if (revision !== undefined && revision !== current.revision) return 'revision-mismatch';
    return undefined;
  }

  private write(write: Exclude<Write, { op: 'check' }>, place: { revision: Revision; position: number }): Change {
    const { key } = write;
    const previous = this.live.get(key);
    if (write.op !== 'delete') {
      const stored = storedObject(key, place.revision, write.object);
      this.live.set(stored);
      return { ...stored, ...place, type: previous ? 'MODIFIED' : 'ADDED', ...(previous && { previous }) };
    }
    if (!previous) throw new Error(`delete of ${nameInKind(key)}, which passed its check, finds nothing`);
    this.live.delete(key);
    this.renewals.delete(previous.uid);
    return { ...storedObject(key, place.revision, previous.object), ...place, type: 'DELETED', previous };
  }

  private latestOf(kind: GroupKind): readonly StoredObject[] {
    const objects = this.live.list(kind);
    return kind === leaseKind ? objects.map((stored) => this.withHeartbeat(stored)) : objects;
  }

  private withHeartbeat(stored: StoredObject): StoredObject {
    const renewTime = this.renewals.get(stored.uid);
    return renewTime === undefined ? stored : withRenewTime(stored, renewTime);
  }
}
