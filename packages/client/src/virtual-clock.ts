// A clock that stands still until it is moved, for tests of automations.
import type { Clock, Timer } from './clock.ts';

interface Pending {
  readonly dueMs: number;
  readonly run: () => void;
}

export class VirtualClock implements Clock {
  private timeMs = 0;
  private readonly pending = new Set<Pending>();

  monotonic(): number {
    return this.timeMs;
  }

  setTimer(delayMs: number, run: () => void): Timer {
    const entry = { dueMs: this.timeMs + delayMs, run };
    this.pending.add(entry);
    return { cancel: () => this.pending.delete(entry) };
  }

  /** Always the middle: jittered delays become predictable. */
  random(): number {
    return 0.5;
  }

  /** Timers that wait; nobody who has stopped should have left one. */
  get timers(): number {
    return this.pending.size;
  }

  /** Runs what falls due, earliest first. */
  advance(deltaMs: number): void {
    const untilMs = this.timeMs + deltaMs;
    for (;;) {
      const due = [...this.pending].filter((each) => each.dueMs <= untilMs).sort((a, b) => a.dueMs - b.dueMs)[0];
      if (!due) break;
      this.pending.delete(due);
      this.timeMs = due.dueMs;
      due.run();
    }
    this.timeMs = untilMs;
  }
}
