// The keys a controller has to look at, after client-go's rate-limited work queue. A key waits here once however often it
// is added; one worker at a time works on it; added meanwhile, it comes again afterwards. A key:
//
//   (absent) --add--> waiting --take--> working --done--> (absent), or waiting when it was added while worked on
//   (absent) --addAfter, retry--> delayed --timer--> waiting
//
// A retry waits for the longer of two limits: the key's own (5 ms, doubling with each failure up to 1000 s) and that of all
// retries together (10 a second after a burst of 100).
import type { Clock, Timer } from '../resource/clock.ts';

const firstRetryMs = 5;
const longestRetryMs = 1_000_000;
const overall = { intervalMs: 100, burst: 100 };

interface Delayed {
  readonly dueMs: number;
  readonly timer: Timer;
}

export interface Taken {
  readonly key: string;
  /** On the monotonic clock: since when the key has been waiting. */
  readonly sinceMs: number;
}

export class WorkQueue {
  private readonly clock: Clock;
  /** In the order of their arrival; the value is when they came. */
  private readonly waiting = new Map<string, number>();
  private readonly working = new Set<string>();
  /** Added while worked on. */
  private readonly again = new Map<string, number>();
  private readonly delayed = new Map<string, Delayed>();
  private readonly failures = new Map<string, number>();
  private readonly takers: Array<(taken: Taken | undefined) => void> = [];
  /** When the bucket of retries would be full again. */
  private bucketFullMs = 0;
  private isClosed = false;
  private addCount = 0;
  private retryCount = 0;

  constructor(clock: Clock) {
    this.clock = clock;
  }

  /** Keys that wait for a worker. */
  get depth(): number {
    return this.waiting.size;
  }

  /** Keys that wait for their time. */
  get delayedCount(): number {
    return this.delayed.size;
  }

  get inFlight(): number {
    return this.working.size;
  }

  /** How many keys were added, and how many of them as retries, since the start. */
  get totals(): { readonly adds: number; readonly retries: number } {
    return { adds: this.addCount, retries: this.retryCount };
  }

  /** How long the key at the head has been waiting. */
  get oldestMs(): number {
    const [sinceMs] = this.waiting.values();
    return sinceMs === undefined ? 0 : this.clock.monotonic() - sinceMs;
  }

  add(key: string): void {
    if (this.isClosed) return;
    const nowMs = this.clock.monotonic();
    if (this.working.has(key)) {
      if (!this.again.has(key)) this.addCount++;
      this.again.set(key, this.again.get(key) ?? nowMs);
    } else if (!this.waiting.has(key)) {
      this.addCount++;
      this.offer(key, nowMs);
    }
  }

  /** The earliest of several times for one key counts. */
  addAfter(key: string, delayMs: number): void {
    if (this.isClosed) return;
    if (delayMs <= 0) {
      this.add(key);
      return;
    }
    const dueMs = this.clock.monotonic() + delayMs;
    const before = this.delayed.get(key);
    if (before && before.dueMs <= dueMs) return;
    before?.timer.cancel();
    const timer = this.clock.setTimer(delayMs, () => {
      this.delayed.delete(key);
      this.add(key);
    });
    this.delayed.set(key, { dueMs, timer });
  }

  /** The key failed: it comes again once both limits allow it. */
  retry(key: string, atLeastMs = 0): void {
    if (this.isClosed) return;
    const failures = this.failures.get(key) ?? 0;
    this.failures.set(key, failures + 1);
    this.retryCount++;
    const ownMs = Math.min(firstRetryMs * 2 ** failures, longestRetryMs);
    this.addAfter(key, Math.max(ownMs, this.takeToken(), atLeastMs));
  }

  /** How often the key has failed in a row. */
  retriesOf(key: string): number {
    return this.failures.get(key) ?? 0;
  }

  /** The key is well: its next failure waits the shortest time again. */
  forget(key: string): void {
    this.failures.delete(key);
  }

  /** The next key, `undefined` once the queue is closed. Every key taken is given back with `done`. */
  take(): Promise<Taken | undefined> {
    const [first] = this.waiting;
    if (first) {
      const [key, sinceMs] = first;
      this.waiting.delete(key);
      this.working.add(key);
      return Promise.resolve({ key, sinceMs });
    }
    if (this.isClosed) return Promise.resolve(undefined);
    return new Promise((resolve) => this.takers.push(resolve));
  }

  done(key: string): void {
    this.working.delete(key);
    const sinceMs = this.again.get(key);
    if (sinceMs === undefined || this.isClosed) return;
    this.again.delete(key);
    this.offer(key, sinceMs);
  }

  /** What waits is dropped; what is worked on may finish. */
  close(): void {
    this.isClosed = true;
    this.waiting.clear();
    this.again.clear();
    for (const { timer } of this.delayed.values()) timer.cancel();
    this.delayed.clear();
    for (const taker of this.takers.splice(0)) taker(undefined);
  }

  private offer(key: string, sinceMs: number): void {
    const taker = this.takers.shift();
    if (!taker) {
      this.waiting.set(key, sinceMs);
      return;
    }
    this.working.add(key);
    taker({ key, sinceMs });
  }

  /** How long the bucket makes this retry wait. */
  private takeToken(): number {
    const nowMs = this.clock.monotonic();
    this.bucketFullMs = Math.max(this.bucketFullMs, nowMs) + overall.intervalMs;
    return Math.max(0, this.bucketFullMs - nowMs - overall.burst * overall.intervalMs);
  }
}
