// All watching subscriptions of this process on one feed: each change is looked at once per group of equal subscriptions
// that may see it.
import type { WatchEvent } from '@portolan/core/registry/watch.ts';
import { isSelected, selectEvent } from '@portolan/core/registry/watch-selection.ts';
import type { Clock, Timer } from '@portolan/core/resource/clock.ts';
import type { Heartbeat, Revision, RevisionChanges } from '@portolan/core/store/store.ts';
import { DispatchIndex } from './dispatch-index.ts';
import { Group, type GroupSpec } from './group.ts';
import type { Sink } from './sink.ts';
import { Watcher, type WatchSource } from './watcher.ts';

export interface FanOutOptions extends WatchSource {
  readonly clock: Clock;
  /** A live subscription hears of its position at least this often. */
  readonly bookmarkMs: number;
}

export interface FanOutSubscription {
  /** Equal for subscriptions whose every frame is the same. */
  readonly key: string;
  /** Called for the first of its equals only. */
  readonly spec: () => GroupSpec;
  /** Resume after this revision; begin with a snapshot when absent. */
  readonly since: Revision | undefined;
  readonly sink: Sink;
  /** Called once, when nothing more will be sent. */
  readonly ended: () => void;
}

/** How often bookmarks fall due and rights are looked at again. */
const tickMs = 1_000;

export class FanOut {
  private readonly options: FanOutOptions;
  private readonly groups = new Map<string, Group>();
  private readonly index = new DispatchIndex<Group>();
  private readonly watchers = new Set<Watcher>();
  private readonly unsubscribe: () => void;
  private position: Revision;
  private timer: Timer | undefined;
  /** Events handed to groups, for metrics. */
  dispatchedEvents = 0;

  constructor(options: FanOutOptions) {
    this.options = options;
    this.position = options.cache.revision;
    this.unsubscribe = options.cache.subscribe({
      onChanges: (batch) => this.dispatch(batch),
      onHeartbeats: (beats) => this.dispatchHeartbeats(beats),
      onReset: () => this.reset(),
    });
    this.scheduleTick();
  }

  get size(): number {
    return this.watchers.size;
  }

  get groupCount(): number {
    return this.groups.size;
  }

  /** Frames go to the sink until it is told of an end, or `stop` is called on the result. */
  subscribe({ key, spec, since, sink, ended }: FanOutSubscription): Watcher {
    const group = this.groups.get(key) ?? this.open(key, spec());
    const watcher = new Watcher(group, this.options, sink, () => {
      this.watchers.delete(watcher);
      ended();
      if (group.users.size === 0) this.close(key, group);
    });
    group.users.add(watcher);
    this.watchers.add(watcher);
    void watcher.start(since);
    return watcher;
  }

  /** Ends every subscription in good order. */
  stop(): void {
    this.unsubscribe();
    this.timer?.cancel();
    for (const watcher of [...this.watchers]) watcher.complete();
  }

  private open(key: string, spec: GroupSpec): Group {
    const group = new Group(spec, this.options.clock, () => this.position);
    this.groups.set(key, group);
    this.index.add(group);
    return group;
  }

  private close(key: string, group: Group): void {
    if (this.groups.get(key) !== group) return;
    this.groups.delete(key);
    this.index.remove(group);
  }

  private dispatch(batch: readonly RevisionChanges[]): void {
    const touched = new Set<Group>();
    for (const { changes } of batch) {
      for (const change of changes) {
        this.index.visit(change, change.previous, (group) => {
          const event = selectEvent(group.selection, change);
          if (event) this.hand(group, event, touched);
        });
      }
    }
    this.position = batch.at(-1)?.revision ?? this.position;
    for (const group of touched) group.schedule();
  }

  private dispatchHeartbeats(beats: readonly Heartbeat[]): void {
    const touched = new Set<Group>();
    for (const { key } of beats) {
      const stored = this.options.cache.get(key);
      if (!stored) continue;
      this.index.visit(stored, undefined, (group) => {
        if (isSelected(group.selection, stored)) this.hand(group, { type: 'MODIFIED', object: stored.object }, touched);
      });
    }
    for (const group of touched) group.schedule();
  }

  private hand(group: Group, event: WatchEvent, touched: Set<Group>): void {
    group.add(event);
    touched.add(group);
    this.dispatchedEvents += 1;
  }

  /** The cache has skipped changes, so nobody's events would add up any more. */
  private reset(): void {
    this.position = this.options.cache.revision;
    for (const group of [...this.groups.values()]) group.relistAll();
  }

  private scheduleTick(): void {
    this.timer = this.options.clock.setTimer(tickMs, () => {
      this.tick();
      this.scheduleTick();
    });
  }

  private tick(): void {
    const dueMs = this.options.clock.monotonic() - this.options.bookmarkMs;
    for (const group of [...this.groups.values()]) {
      group.forgetShared();
      if (mayWatch(group)) group.bookmark(dueMs);
    }
  }
}

function mayWatch(group: Group): boolean {
  try {
    group.spec.authorize();
    return true;
  } catch (error) {
    group.failAll(error);
    return false;
  }
}
