// A watch as an async iterable. Whoever reads slowly does not grow the memory: the stream lets go of its subscription when
// too much waits, and resumes it where the reader is once that is read.
import type { ApiError } from './errors.ts';
import { Watch, type WatchEvent, type WatchOptions, type WatchParts } from './watch.ts';

export type WatchItem<T> =
  /** All selected objects: whatever is not among them is gone. Comes first, and again when history was lost. */
  | { readonly type: 'SNAPSHOT'; readonly objects: readonly T[]; readonly resourceVersion: string }
  /** Changes of one revision or several, in order. */
  | { readonly type: 'DELTA'; readonly events: readonly WatchEvent<T>[]; readonly resourceVersion: string };

export interface WatchStreamOptions extends WatchOptions {
  readonly signal?: AbortSignal;
  /** Events and objects that may wait for the reader; 10,000 unless told. A single frame may exceed it. */
  readonly maxWaiting?: number;
}

const defaultMaxWaiting = 10_000;

/** Ends when its reader leaves the loop or the signal aborts; throws ApiError when the API refuses the watch. */
export async function* watchStream<T>(parts: WatchParts, options: WatchStreamOptions): AsyncGenerator<WatchItem<T>> {
  const { signal, maxWaiting = defaultMaxWaiting, ...watchOptions } = options;
  const buffer = new Buffered<T>(parts, watchOptions, maxWaiting);
  const abort = () => buffer.end();
  signal?.addEventListener('abort', abort);
  try {
    if (signal?.aborted) return;
    for (let item = await buffer.next(); item; item = await buffer.next()) yield item;
  } finally {
    signal?.removeEventListener('abort', abort);
    buffer.end();
  }
}

class Buffered<T> {
  private readonly parts: WatchParts;
  private readonly options: WatchOptions;
  private readonly maxWaiting: number;
  private items: WatchItem<T>[] = [];
  private waiting = 0;
  private watch: Watch<T> | undefined;
  /** Where the next subscription resumes. */
  private since: string | undefined;
  private refusal: ApiError | undefined;
  private isEnded = false;
  private wake: () => void = () => undefined;

  constructor(parts: WatchParts, options: WatchOptions, maxWaiting: number) {
    this.parts = parts;
    this.options = options;
    this.maxWaiting = maxWaiting;
    this.since = options.since;
  }

  async next(): Promise<WatchItem<T> | undefined> {
    for (;;) {
      const item = this.items.shift();
      if (item) {
        this.waiting -= sizeOf(item);
        return item;
      }
      if (this.refusal) throw this.refusal;
      if (this.isEnded) return undefined;
      this.resume();
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }

  end(): void {
    this.isEnded = true;
    this.watch?.stop();
    this.wake();
  }

  private resume(): void {
    if (this.watch) return;
    const options = { ...this.options, ...(this.since !== undefined && { since: this.since }) };
    this.watch = new Watch<T>(this.parts, options, {
      onSnapshot: (objects, resourceVersion) => this.push({ type: 'SNAPSHOT', objects, resourceVersion }),
      onEvents: (events, resourceVersion) => this.push({ type: 'DELTA', events, resourceVersion }),
      onBookmark: (resourceVersion) => {
        this.since = resourceVersion;
      },
      onRefused: (error) => {
        this.refusal = error;
        this.wake();
      },
    });
  }

  private push(item: WatchItem<T>): void {
    this.items.push(item);
    this.waiting += sizeOf(item);
    this.since = item.resourceVersion;
    if (this.waiting > this.maxWaiting) {
      this.watch?.stop();
      this.watch = undefined;
    }
    this.wake();
  }
}

function sizeOf<T>(item: WatchItem<T>): number {
  return item.type === 'SNAPSHOT' ? item.objects.length : item.events.length;
}
