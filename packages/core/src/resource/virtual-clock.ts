// A clock that stands still until it is moved, with seeded chance.
import type { Clock, Timer } from './clock.ts';

interface Pending {
  readonly dueMs: number;
  readonly order: number;
  readonly run: () => void;
}

export class VirtualClock implements Clock {
  private timeMs: number;
  private seed: number;
  private order = 0;
  private readonly pending = new Set<Pending>();

  /** `startMs` is the first `now()`, in milliseconds since the epoch. */
  constructor({ startMs = Date.UTC(2026, 0, 1), seed = 1 } = {}) {
    this.timeMs = startMs;
    this.seed = seed >>> 0;
  }

  now(): number {
    return this.timeMs;
  }

  monotonic(): number {
    return this.timeMs;
  }

  setTimer(delayMs: number, run: () => void): Timer {
    const entry = { dueMs: this.timeMs + Math.max(0, delayMs), order: this.order++, run };
    this.pending.add(entry);
    return { cancel: () => this.pending.delete(entry) };
  }

  /** Mulberry32: small, fast and the same on every machine. */
  random(): number {
    this.seed = (this.seed + 0x6d2b79f5) >>> 0;
    let mixed = this.seed;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  }

  /** Moves time forward, running what falls due in order; timers set meanwhile run too if they fall due. */
  advance(deltaMs: number): void {
    const untilMs = this.timeMs + deltaMs;
    for (let next = this.earliest(); next && next.dueMs <= untilMs; next = this.earliest()) {
      this.pending.delete(next);
      this.timeMs = next.dueMs;
      next.run();
    }
    this.timeMs = untilMs;
  }

  /** When the next timer falls due, in milliseconds since the epoch. */
  nextDueMs(): number | undefined {
    return this.earliest()?.dueMs;
  }

  private earliest(): Pending | undefined {
    let first: Pending | undefined;
    for (const each of this.pending) {
      if (!first || each.dueMs < first.dueMs || (each.dueMs === first.dueMs && each.order < first.order)) first = each;
    }
    return first;
  }
}
