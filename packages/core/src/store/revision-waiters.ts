// Readers that wait until a revision is shown, each for a limited time.
import { ApiError } from '../resource/api-error.ts';
import type { Clock } from '../resource/clock.ts';
import type { Revision } from './store.ts';

interface Waiter {
  readonly revision: Revision;
  resolve(): void;
  reject(error: Error): void;
}

export class RevisionWaiters {
  private readonly clock: Clock;
  private readonly timeoutMs: number;
  private readonly waiting = new Set<Waiter>();

  constructor(clock: Clock, timeoutMs: number) {
    this.clock = clock;
    this.timeoutMs = timeoutMs;
  }

  wait(revision: Revision): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = this.clock.setTimer(this.timeoutMs, () => {
        this.waiting.delete(waiter);
        reject(new ApiError('Timeout', `revision ${revision} did not arrive within ${this.timeoutMs} ms`));
      });
      const waiter: Waiter = {
        revision,
        resolve: () => {
          timer.cancel();
          resolve();
        },
        reject: (error) => {
          timer.cancel();
          reject(error);
        },
      };
      this.waiting.add(waiter);
    });
  }

  resolve(shown: Revision): void {
    for (const waiter of this.waiting) {
      if (waiter.revision > shown) continue;
      this.waiting.delete(waiter);
      waiter.resolve();
    }
  }

  reject(error: Error): void {
    for (const waiter of this.waiting) waiter.reject(error);
    this.waiting.clear();
  }
}
