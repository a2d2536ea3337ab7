// Gathers writes of one sort and sends them many at a time, several calls at once. A write that finds the API away waits and
// is sent again; what the API refuses is told to whoever wrote it.
import { ApiError, ConnectionError, isCode } from '@portolan/client';
import { RetryDelay } from '@portolan/client/retry-delay.ts';
import { type AgentClock, sleep } from '../clock.ts';

export interface BatchWriterOptions<T> {
  readonly clock: AgentClock;
  readonly maxBatch: number;
  readonly maxCalls: number;
  /** One answer per item: undefined where it was done. */
  write(items: readonly T[]): Promise<ReadonlyArray<ApiError | undefined>>;
  onRefused(item: T, error: ApiError): void;
}

const outage = { firstMs: 200, maxMs: 10_000 };

export class BatchWriter<T> {
  private readonly options: BatchWriterOptions<T>;
  /** By key; a newer write of a key replaces one that was not sent. */
  private readonly waiting = new Map<string, T>();
  private readonly retry: RetryDelay;
  private calls = 0;
  private isScheduled = false;
  private isStopped = false;
  /** Items done since the start. */
  written = 0;

  constructor(options: BatchWriterOptions<T>) {
    this.options = options;
    this.retry = new RetryDelay(options.clock, outage);
  }

  get depth(): number {
    return this.waiting.size;
  }

  add(key: string, item: T): void {
    this.waiting.set(key, item);
    if (this.isScheduled || this.isStopped) return;
    this.isScheduled = true;
    // Whatever comes in the same turn goes out together.
    this.options.clock.setTimer(1, () => {
      this.isScheduled = false;
      this.send();
    });
  }

  drop(key: string): void {
    this.waiting.delete(key);
  }

  stop(): void {
    this.isStopped = true;
    this.waiting.clear();
  }

  private send(): void {
    while (!this.isStopped && this.waiting.size > 0 && this.calls < this.options.maxCalls) {
      const batch: Array<[string, T]> = [];
      for (const entry of this.waiting) {
        if (batch.length === this.options.maxBatch) break;
        batch.push(entry);
      }
      for (const [key] of batch) this.waiting.delete(key);
      this.calls += 1;
      void this.call(batch);
    }
  }

  private async call(batch: ReadonlyArray<[string, T]>): Promise<void> {
    const { write, clock, onRefused } = this.options;
    try {
      const answers = await write(batch.map(([, item]) => item));
      this.retry.works();
      for (const [index, [, item]] of batch.entries()) {
        const refusal = answers[index];
        if (refusal) onRefused(item, refusal);
        else this.written += 1;
      }
    } catch (error) {
      if (!mayPass(error)) {
        if (!(error instanceof ApiError)) throw error;
        for (const [, item] of batch) onRefused(item, error);
        return;
      }
      for (const [key, item] of batch) if (!this.waiting.has(key) && !this.isStopped) this.waiting.set(key, item);
      await sleep(clock, this.retry.fails());
    } finally {
      this.calls -= 1;
      this.send();
    }
  }
}

function mayPass(error: unknown): boolean {
  return (
    error instanceof ConnectionError ||
    isCode(error, 'TOO_MANY_REQUESTS', 'SERVICE_UNAVAILABLE', 'TIMEOUT', 'INTERNAL_ERROR')
  );
}
