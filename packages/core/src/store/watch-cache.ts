// Every live object in memory, kept up to date by the store's feed: what reads, selectors, controllers and watches use.
//
// The cache starts from one list of everything and follows from that list's revision. It shows whole revisions only. When
// it fell behind the history's floor it lists again and tells its subscribers `onReset`: what they derived from the changes
// is void. Objects are frozen and shared with every reader.
import { ApiError } from '../resource/api-error.ts';
import type { Clock } from '../resource/clock.ts';
import type { GroupKind, ObjectKey } from '../resource/object.ts';
import { ChangeWindow } from './change-window.ts';
import { leaseKind, renewTimeOf, withRenewTime } from './lease-heartbeat.ts';
import { LiveObjects } from './live-objects.ts';
import { OwnerIndex } from './owner-index.ts';
import { RevisionWaiters } from './revision-waiters.ts';
import type { Change, Heartbeat, Revision, RevisionChanges, Store, StoredObject } from './store.ts';
import { stateAfter } from './stored-object.ts';

export interface WatchCacheOptions {
  readonly clock: Clock;
  /** How many changes `changesSince` can look back. */
  readonly windowChanges?: number;
  /** How long a read waits for the feed before it fails. */
  readonly waitTimeoutMs?: number;
}

/** Called synchronously, in revision order, after the cache shows the change; must not throw. */
export interface CacheListener {
  onChanges(batch: readonly RevisionChanges[]): void;
  onHeartbeats?(beats: readonly Heartbeat[]): void;
  /** The cache was filled anew: look at all of it again. */
  onReset(): void;
}

const relistDelaysMs = { first: 50, longest: 5_000 };

export class WatchCache {
  private readonly store: Store;
  private readonly clock: Clock;
  private readonly window: ChangeWindow;
  private readonly waiters: RevisionWaiters;
  private readonly listeners = new Set<CacheListener>();
  private objects = new LiveObjects();
  private owners = new OwnerIndex();
  private byUidIndex = new Map<string, StoredObject>();
  private shownRevision: Revision = 0;
  private feed: { stop(): void } | undefined;
  private nextRevision: Promise<Revision> | undefined;
  private currentRevision: Promise<unknown> = Promise.resolve();
  private stopped = false;

  private constructor(store: Store, options: WatchCacheOptions) {
    this.store = store;
    this.clock = options.clock;
    this.window = new ChangeWindow(options.windowChanges ?? 8_192);
    this.waiters = new RevisionWaiters(options.clock, options.waitTimeoutMs ?? 10_000);
  }

  static async start(store: Store, options: WatchCacheOptions): Promise<WatchCache> {
    const cache = new WatchCache(store, options);
    await cache.fill();
    return cache;
  }

  /** Everything up to here is shown, nothing after it. */
  get revision(): Revision {
    return this.shownRevision;
  }

  get(key: ObjectKey): StoredObject | undefined {
    return this.objects.get(key);
  }

  byUid(uid: string): StoredObject | undefined {
    return this.byUidIndex.get(uid);
  }

  /** In key order. The array is a snapshot: it does not change under its reader. */
  list(kind: GroupKind, namespace?: string): readonly StoredObject[] {
    return this.objects.list(kind, namespace);
  }

  /** Kinds that have objects. */
  kindNames(): GroupKind[] {
    return this.objects.kindNames();
  }

  /** Objects of any kind with an owner reference to this uid. */
  owned(uid: string): StoredObject[] {
    return this.owners.owned(uid);
  }

  /**
   * Resolves once the cache shows at least everything that was committed before the call: what is read then is
   * linearizable. Calls that come while the store is being asked share the next question.
   */
  async fresh(): Promise<Revision> {
    if (!this.nextRevision) {
      const asked = this.currentRevision.then(() => {
        this.nextRevision = undefined;
        const answer = this.store.revision();
        // A failed question must not fail the one after it; who asked it gets the error.
        this.currentRevision = answer.catch(() => undefined);
        return answer;
      });
      this.nextRevision = asked;
    }
    return this.waitFor(await this.nextRevision);
  }

  /** Resolves with the shown revision once that is at least this one. */
  async waitFor(revision: Revision): Promise<Revision> {
    if (this.stopped) throw new ApiError('ServiceUnavailable', 'the watch cache is stopped');
    if (this.shownRevision < revision) await this.waiters.wait(revision);
    return this.shownRevision;
  }

  subscribe(listener: CacheListener): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Everything after this revision, if the window still holds it; undefined means: list again, or read history. */
  changesSince(revision: Revision): readonly RevisionChanges[] | undefined {
    return this.window.since(revision);
  }

  stop(): void {
    this.stopped = true;
    this.feed?.stop();
    this.listeners.clear();
    this.waiters.reject(new ApiError('ServiceUnavailable', 'the watch cache is stopped'));
  }

  private async fill(): Promise<void> {
    const { revision, items } = await this.store.list({});
    if (this.stopped) return;
    this.objects = new LiveObjects();
    this.owners = new OwnerIndex();
    this.byUidIndex = new Map();
    for (const stored of items) this.show(stored, undefined);
    this.shownRevision = revision;
    this.window.restart(revision);
    this.feed = this.store.follow(revision, {
      onChanges: (batch) => this.apply(batch),
      onHeartbeats: (beats) => this.applyHeartbeats(beats),
      onExpired: () => this.refill(relistDelaysMs.first),
    });
  }

  private refill(delayMs: number): void {
    this.feed?.stop();
    this.fill().then(
      () => {
        if (this.stopped) return;
        for (const listener of [...this.listeners]) listener.onReset();
        this.waiters.resolve(this.shownRevision);
      },
      (error: unknown) => {
        // The store is away or compacted past the list meanwhile; readers see the old state until it answers again.
        if (!(error instanceof ApiError)) throw error;
        if (this.stopped) return;
        this.clock.setTimer(delayMs, () => this.refill(Math.min(delayMs * 2, relistDelaysMs.longest)));
      },
    );
  }

  private apply(batch: readonly RevisionChanges[]): void {
    const shown = batch.map((entry) =>
      Object.freeze({ ...entry, changes: entry.changes.map((each) => this.turn(each)) }),
    );
    this.shownRevision = batch.at(-1)?.revision ?? this.shownRevision;
    this.window.push(shown);
    for (const listener of [...this.listeners]) listener.onChanges(shown);
    this.waiters.resolve(this.shownRevision);
  }

  /** Shows one change; returns it with the state before. */
  private turn(change: Change): Change {
    const previous = this.objects.get(change.key);
    const full = Object.freeze({ ...change, ...(previous && { previous }) });
    if (change.type === 'DELETED') this.hide(previous);
    else this.show(keepingRenewal(stateAfter(change), previous), previous);
    return full;
  }

  private show(stored: StoredObject, previous: StoredObject | undefined): void {
    if (previous && previous.uid !== stored.uid) this.byUidIndex.delete(previous.uid);
    this.objects.set(stored);
    this.byUidIndex.set(stored.uid, stored);
    this.owners.replace(previous, stored);
  }

  private hide(stored: StoredObject | undefined): void {
    if (!stored) return;
    this.objects.delete(stored.key);
    this.byUidIndex.delete(stored.uid);
    this.owners.replace(stored, undefined);
  }

  private applyHeartbeats(beats: readonly Heartbeat[]): void {
    const known = beats.filter(({ uid, renewTime }) => {
      const stored = this.byUidIndex.get(uid);
      const renewed = stored && withRenewTime(stored, renewTime);
      if (!renewed || renewed === stored) return false;
      this.show(renewed, stored);
      return true;
    });
    if (known.length > 0) for (const listener of [...this.listeners]) listener.onHeartbeats?.(known);
  }
}

/** An update of a Lease that was computed before its last heartbeat arrived does not turn its renewal back. */
function keepingRenewal(stored: StoredObject, previous: StoredObject | undefined): StoredObject {
  if (stored.key.kind !== leaseKind || previous?.uid !== stored.uid) return stored;
  const renewTime = renewTimeOf(previous);
  return renewTime === undefined ? stored : withRenewTime(stored, renewTime);
}
