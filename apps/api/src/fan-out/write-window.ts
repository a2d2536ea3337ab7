// When sockets are written to: together, once per window. After a quiet window the next write leaves at the end of the
// current turn of the event loop, so that a lone event does not wait. Writing to very many sockets takes longer than the
// window; the next window is then as long as that took, so that writing never takes more than half of the time.
import type { Clock } from '@portolan/core/resource/clock.ts';

interface Flushable {
  flush(): void;
}

export class WriteWindow {
  private readonly clock: Clock;
  private readonly windowMs: number;
  private dirty = new Set<Flushable>();
  private isScheduled = false;
  private openFromMs = Number.NEGATIVE_INFINITY;

  constructor(clock: Clock, windowMs: number) {
    this.clock = clock;
    this.windowMs = windowMs;
  }

  request(target: Flushable): void {
    this.dirty.add(target);
    if (this.isScheduled) return;
    this.isScheduled = true;
    const waitMs = this.openFromMs - this.clock.monotonic();
    if (waitMs <= 0) setImmediate(() => this.flush());
    else this.clock.setTimer(waitMs, () => this.flush());
  }

  private flush(): void {
    const targets = this.dirty;
    this.dirty = new Set();
    this.isScheduled = false;
    const startMs = this.clock.monotonic();
    for (const target of targets) target.flush();
    const endMs = this.clock.monotonic();
    this.openFromMs = Math.max(startMs + this.windowMs, endMs + (endMs - startMs));
  }
}
