// How long to wait before the next attempt: each failure in a row doubles the wait, and no two clients wait equally long.
import type { Clock } from './clock.ts';

export interface RetryDelayOptions {
  readonly firstMs: number;
  readonly maxMs: number;
}

/** What worked for this long was good: the next failure is a first one again. */
const stableAfterMs = 10_000;

export class RetryDelay {
  private readonly clock: Clock;
  private readonly options: RetryDelayOptions;
  private failures = 0;
  private workingSinceMs: number | undefined;

  constructor(clock: Clock, options: RetryDelayOptions) {
    this.clock = clock;
    this.options = options;
  }

  /** To be called whenever it is seen to work; the first time after a failure counts. */
  works(): void {
    this.workingSinceMs ??= this.clock.monotonic();
  }

  /** To be called once for each failure; the wait before the next attempt. */
  fails(): number {
    const workedMs = this.workingSinceMs === undefined ? 0 : this.clock.monotonic() - this.workingSinceMs;
    if (workedMs >= stableAfterMs) this.failures = 0;
    this.workingSinceMs = undefined;
    const { firstMs, maxMs } = this.options;
    const waitMs = Math.min(maxMs, firstMs * 2 ** Math.min(this.failures++, 30));
    return waitMs * (0.5 + this.clock.random() / 2);
  }
}
