// What one process sees of the store: the same store behind a connection that can be slow, cut or lossy. Revisions come as they
// come from PostgreSQL: a notification is a hint, which may be late, lost, doubled or out of order, and what it leads to is a
// read of everything after the last revision that was seen.
import { ApiError } from '@portolan/core/resource/api-error.ts';
import { delay } from '@portolan/core/resource/clock.ts';
import type {
  ChangeSet,
  CommitResult,
  Follower,
  Heartbeat,
  RevisionChanges,
  SessionLock,
  Store,
} from '@portolan/core/store/store.ts';
import type { SeededRandom } from '../../reliability/seeded-random.ts';
import type { ProcessClock } from './process-clock.ts';
import type { World } from './world.ts';

/** Shares of what goes wrong, and how long things take at most. */
export interface Weather {
  readonly latencyMs: number;
  /** Answers that are lost after the write, writes that are lost on their way there, and calls that are refused. */
  readonly lostAnswers: number;
  readonly lostWrites: number;
  readonly refusals: number;
  readonly lateNotices: number;
  readonly lostNotices: number;
  readonly doubledNotices: number;
}

export const fairWeather: Weather = {
  latencyMs: 0,
  lostAnswers: 0,
  lostWrites: 0,
  refusals: 0,
  lateNotices: 0,
  lostNotices: 0,
  doubledNotices: 0,
};

/** How a mistake that is planted between process and store distorts what passes. */
export interface LinkMistake {
  commit?(set: ChangeSet): ChangeSet;
  deliver?(batch: readonly RevisionChanges[], random: SeededRandom): readonly RevisionChanges[];
}

export interface LinkParts {
  readonly world: World;
  readonly name: string;
  readonly clock: ProcessClock;
  readonly random: SeededRandom;
  readonly mistake: LinkMistake | undefined;
  /** Ends the process. */
  crash(): void;
}

const pollMs = 1_000;
const lateMs = 3_000;

export class Link {
  readonly store: Store;
  weather = fairWeather;
  /** The process crashes at this write, counted from 0, before it is made or before its answer comes. */
  crashPoint: { writes: number; readonly when: 'before' | 'after' } | undefined;
  /** The process stands still for so long at this write, before it is made. */
  pausePoint: { writes: number; readonly durationMs: number } | undefined;
  private readonly parts: LinkParts;
  private readonly locks = new Set<SessionLock>();
  private readonly feeds = new Set<Feed>();

  constructor(parts: LinkParts) {
    this.parts = parts;
    const { store } = parts.world;
    this.store = new Proxy(store, {
      get: (target, name: keyof Store) => {
        if (name === 'commit') return (set: ChangeSet) => this.commit(set);
        if (name === 'follow') return (since: number, follower: Follower) => this.follow(since, follower);
        if (name === 'holdSessionLock') return (token: string) => this.hold(token);
        const member = target[name];
        return (...args: never[]) => this.call(() => Reflect.apply(member, target, args));
      },
    });
  }

  /** The process is gone, and its session with it. */
  close(): void {
    for (const feed of this.feeds) feed.stop();
    for (const lock of this.locks) void lock.release();
  }

  /** Every cache of the process has to list anew. */
  expire(): void {
    for (const feed of this.feeds) feed.expire();
  }

  private async call<T>(run: () => Promise<T>): Promise<T> {
    await this.travel();
    if (this.strikes('refusals')) throw new ApiError('ServiceUnavailable', 'the store is away');
    const answer = await run();
    await this.travel();
    return answer;
  }

  private async commit(given: ChangeSet): Promise<CommitResult> {
    const { world, name, crash, mistake } = this.parts;
    const set = mistake?.commit?.(given) ?? given;
    if (world.isFull) crash();
    await this.travel();
    if (this.strikes('refusals')) throw new ApiError('ServiceUnavailable', 'the store is away');
    if (this.strikes('lostWrites')) throw new ApiError('Timeout', 'no answer came');
    const point = this.crashPoint;
    const isPoint = point !== undefined && point.writes-- <= 0;
    if (isPoint && point.when === 'before') crash();
    this.pauseAtPoint();
    await this.travel();
    const result = await world.store.commit(set);
    if (result.ok) world.committed({ process: name, set, revision: result.revision });
    if (isPoint && point.when === 'after') crash();
    await this.travel();
    if (this.strikes('lostAnswers')) throw new ApiError('Timeout', 'no answer came');
    return result;
  }

  private pauseAtPoint(): void {
    const { pausePoint: point } = this;
    const { clock } = this.parts;
    if (!point || clock.isPaused || point.writes-- > 0) return;
    this.pausePoint = undefined;
    clock.pause();
    clock.resumeIn(point.durationMs);
  }

  /** Takes no time in fair weather, as long as the process runs. */
  private async travel(): Promise<void> {
    const { clock, random } = this.parts;
    const { latencyMs } = this.weather;
    // Half of the ways are quick.
    const durationMs = latencyMs > 0 && random.chance(0.5) ? Math.ceil(random.next() * latencyMs) : 0;
    if (clock.isDead || clock.isPaused || durationMs > 0) await delay(clock, durationMs);
  }

  private strikes(fault: 'refusals' | 'lostWrites' | 'lostAnswers'): boolean {
    const share = this.weather[fault];
    const isStruck = share > 0 && this.parts.random.chance(share);
    if (isStruck) {
      this.parts.world.count(fault);
      this.parts.world.trace.add(this.parts.name, fault);
    }
    return isStruck;
  }

  private async hold(token: string): Promise<SessionLock> {
    const lock = await this.call(() => this.parts.world.store.holdSessionLock(token));
    this.locks.add(lock);
    return lock;
  }

  private follow(since: number, follower: Follower): { stop(): void } {
    const feed = new Feed({ ...this.parts, weather: () => this.weather }, since, follower);
    this.feeds.add(feed);
    return {
      stop: () => {
        feed.stop();
        this.feeds.delete(feed);
      },
    };
  }
}

/** One follower, as the change feed of PostgreSQL serves it. */
class Feed {
  private readonly parts: LinkParts & { weather(): Weather };
  private readonly follower: Follower;
  private readonly watcher: string;
  private readonly hints: { stop(): void };
  private beats = new Map<string, Heartbeat>();
  private last: number;
  private isReading = false;
  private isHinted = false;
  private isPolling = false;
  private isStopped = false;

  constructor(parts: LinkParts & { weather(): Weather }, since: number, follower: Follower) {
    this.parts = parts;
    this.follower = follower;
    this.last = since;
    this.watcher = parts.name;
    parts.world.followed(this.watcher, since);
    this.hints = parts.world.store.follow(since, {
      onChanges: () => this.notice(),
      onHeartbeats: (beats) => this.noticeBeats(beats),
      onExpired: () => undefined,
    });
  }

  stop(): void {
    this.isStopped = true;
    this.hints.stop();
  }

  expire(): void {
    if (this.isStopped || this.parts.clock.isDead) return;
    this.stop();
    this.follower.onExpired(this.last);
  }

  private notice(): void {
    const { random, world, name } = this.parts;
    const { lateNotices, lostNotices, doubledNotices } = this.parts.weather();
    const chance = lateNotices + lostNotices + doubledNotices > 0 ? random.next() : 1;
    if (chance < lostNotices) {
      world.count('lostNotices');
      this.poll();
    } else if (chance < lostNotices + lateNotices) {
      world.count('lateNotices');
      world.trace.add(name, 'late notice');
      this.readIn(random.next() * lateMs);
      this.poll();
    } else if (chance < lostNotices + lateNotices + doubledNotices) {
      world.count('doubledNotices');
      this.readIn(random.next() * lateMs);
      this.read();
    } else this.read();
  }

  private readIn(delayMs: number): void {
    this.parts.clock.setTimer(Math.ceil(delayMs), () => this.read());
  }

  /** The slow poll; of interest only where something was missed. */
  private poll(): void {
    if (this.isPolling) return;
    this.isPolling = true;
    this.parts.clock.setTimer(pollMs, () => {
      this.isPolling = false;
      this.read();
    });
  }

  private noticeBeats(beats: readonly Heartbeat[]): void {
    if (this.beats.size === 0) this.parts.clock.setTimer(200, () => this.showBeats());
    for (const beat of beats) this.beats.set(beat.uid, beat);
  }

  private showBeats(): void {
    const beats = [...this.beats.values()];
    this.beats.clear();
    if (!this.isStopped) this.follower.onHeartbeats?.(beats);
  }

  private read(): void {
    if (this.isStopped || this.parts.clock.isDead) return;
    if (this.parts.clock.isPaused) return this.readIn(0);
    if (this.isReading) {
      this.isHinted = true;
      return;
    }
    this.isReading = true;
    void this.readAll();
  }

  private async readAll(): Promise<void> {
    const { world, mistake, random, clock } = this.parts;
    do {
      this.isHinted = false;
      const batch = await world.store.history(this.last, 1_000);
      if (this.isStopped || clock.isDead || batch.length === 0) break;
      if (clock.isPaused) {
        this.readIn(0);
        break;
      }
      this.last = batch.at(-1)?.revision ?? this.last;
      const delivered = mistake?.deliver?.(batch, random) ?? batch;
      if (delivered.length === 0) continue;
      world.delivered({ watcher: this.watcher, batch: delivered });
      this.follower.onChanges(delivered);
    } while (this.isHinted);
    this.isReading = false;
  }
}
