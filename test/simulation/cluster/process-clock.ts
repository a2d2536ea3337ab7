// The clock of one simulated process: it stands still while the process is paused, and for good once it is killed.
import type { Clock, Timer } from '@portolan/core/resource/clock.ts';

export class ProcessClock implements Clock {
  private readonly base: Clock;
  /** What fell due during a pause. */
  private missed: Array<() => void> = [];
  private dead = false;
  private paused = false;

  /** Timers of at least so many milliseconds end at a multiple of them, so that what is periodic comes together. */
  private readonly gridMs: number;

  constructor(base: Clock, gridMs: number) {
    this.base = base;
    this.gridMs = gridMs;
  }

  get isDead(): boolean {
    return this.dead;
  }

  get isPaused(): boolean {
    return this.paused;
  }

  now(): number {
    return this.base.now();
  }

  monotonic(): number {
    return this.base.monotonic();
  }

  random(): number {
    return this.base.random();
  }

  setTimer(delayMs: number, run: () => void): Timer {
    let isOver = this.dead;
    const ring = () => {
      if (isOver || this.dead) return;
      if (this.paused) {
        this.missed.push(ring);
        return;
      }
      isOver = true;
      run();
    };
    const timer = isOver ? undefined : this.base.setTimer(this.aligned(delayMs), ring);
    const cancel = () => {
      isOver = true;
      timer?.cancel();
    };
    return { cancel };
  }

  private aligned(delayMs: number): number {
    if (delayMs < this.gridMs) return delayMs;
    const dueMs = Math.ceil((this.base.now() + delayMs) / this.gridMs) * this.gridMs;
    return dueMs - this.base.now();
  }

  pause(): void {
    this.paused = true;
  }

  /** By a timer of its surroundings, not its own. */
  resumeIn(delayMs: number): void {
    this.base.setTimer(delayMs, () => this.resume());
  }

  resume(): void {
    if (!this.paused) return;
    this.paused = false;
    for (const ring of this.missed.splice(0)) ring();
  }

  /** Nothing that waits will ever go on. */
  kill(): void {
    this.dead = true;
    this.missed = [];
  }
}
