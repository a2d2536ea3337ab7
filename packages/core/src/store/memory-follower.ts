// One follower of the store in memory. A wake-up delivers in a microtask, so a follower never runs inside a commit.
import type { MemoryHistory } from './memory-history.ts';
import type { Follower, Heartbeat, Revision } from './store.ts';

const pageChanges = 1000;

export class MemoryFollower {
  private readonly log: MemoryHistory;
  private readonly follower: Follower;
  private last: Revision;
  private beats = new Map<string, Heartbeat>();
  private awake = false;
  private stopped = false;

  constructor(log: MemoryHistory, since: Revision, follower: Follower) {
    this.log = log;
    this.last = since;
    this.follower = follower;
  }

  wake(): void {
    if (this.awake || this.stopped) return;
    this.awake = true;
    queueMicrotask(() => this.deliver());
  }

  beat(beats: readonly Heartbeat[]): void {
    for (const beat of beats) this.beats.set(beat.uid, beat);
    this.wake();
  }

  stop(): void {
    this.stopped = true;
  }

  private deliver(): void {
    this.awake = false;
    while (!this.stopped && this.last !== this.log.latest) {
      if (this.last < this.log.floor || this.last > this.log.latest) {
        this.stop();
        this.follower.onExpired(this.log.floor);
        return;
      }
      const batch = this.log.after(this.last, pageChanges);
      this.last = batch.at(-1)?.revision ?? this.last;
      this.follower.onChanges(batch);
    }
    if (this.stopped || this.beats.size === 0) return;
    const beats = [...this.beats.values()];
    this.beats.clear();
    this.follower.onHeartbeats?.(beats);
  }
}
