// A queue of keys after client-go's workqueue: a key waits in it once, is worked on by one worker at a time, and a key
// added while it is worked on comes again afterwards. Failures come back after a delay that doubles per key.
import type { Clock, Timer } from './clock.ts';

export interface BackoffOptions {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** Kubernetes' defaults for controllers: 5 ms doubling to 1000 s. */
const controllerBackoff: BackoffOptions = { firstMs: 5, maxMs: 1_000_000 };

interface Delayed {
  readonly dueMs: number;
  readonly timer: Timer;
}

export class WorkQueue {
  private readonly clock: Clock;
  private readonly backoff: BackoffOptions;
  /** Keys to be worked on, in order. */
  private readonly waiting = new Set<string>();
  private readonly working = new Set<string>();
  /** Added while worked on. */
  private readonly again = new Set<string>();
  private readonly delayed = new Map<string, Delayed>();
  private readonly failures = new Map<string, number>();
  private readonly takers: Array<(key: string | undefined) => void> = [];
  private isClosed = false;

  constructor(clock: Clock, backoff: BackoffOptions = controllerBackoff) {
    this.clock = clock;
    this.backoff = backoff;
  }

  /** Keys waiting to be worked on, without those whose delay is not over. */
  get depth(): number {
    return this.waiting.size;
  }

  add(key: string): void {
    if (this.isClosed) return;
    if (this.working.has(key)) {
      this.again.add(key);
      return;
    }
    const taker = this.takers.shift();
    if (!taker) {
      this.waiting.add(key);
      return;
    }
    this.working.add(key);
    taker(key);
  }

  /** The earliest of several delays for one key counts. */
  addAfter(key: string, delayMs: number): void {
    if (this.isClosed) return;
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

  /** Comes back after a delay that doubles with each failure of this key. */
  addAfterFailure(key: string, atLeastMs = 0): void {
    const failures = this.failures.get(key) ?? 0;
    this.failures.set(key, failures + 1);
    this.addAfter(key, Math.max(atLeastMs, Math.min(this.backoff.maxMs, this.backoff.firstMs * 2 ** failures)));
  }

  retriesOf(key: string): number {
    return this.failures.get(key) ?? 0;
  }

  /** The key is well again: its next failure starts from the shortest delay. */
  forget(key: string): void {
    this.failures.delete(key);
  }

  /** The next key; `undefined` once the queue is closed. Every key taken must be given back with `done`. */
  take(): Promise<string | undefined> {
    const [key] = this.waiting;
    if (key !== undefined) {
      this.waiting.delete(key);
      this.working.add(key);
      return Promise.resolve(key);
    }
    if (this.isClosed) return Promise.resolve(undefined);
    return new Promise((resolve) => this.takers.push(resolve));
  }

  done(key: string): void {
    this.working.delete(key);
    if (this.again.delete(key)) this.add(key);
  }

  close(): void {
    this.isClosed = true;
    this.waiting.clear();
    for (const { timer } of this.delayed.values()) timer.cancel();
    this.delayed.clear();
    for (const taker of this.takers.splice(0)) taker(undefined);
  }
}
