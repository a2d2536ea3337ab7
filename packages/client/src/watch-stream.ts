// A watch as an async iterable. Whoever reads slowly does not grow the memory: the stream lets go of its subscription when
// too much waits, and resumes it where the reader is once that is read.
import type { ApiError } from './errors.ts';
import {
  type LiveListener,
  manifestDocument,
  Watch,
  type WatchEvent,
  type WatchOptions,
  type WatchParts,
} from './watch.ts';

export type WatchItem<T> =
  /** All selected objects: whatever is not among them is gone. Comes first, and again when history was lost. */
  | { readonly type: 'SNAPSHOT'; readonly objects: readonly T[]; readonly resourceVersion: string }
  /** Changes of one revision or several, in order. */
  | { readonly type: 'DELTA'; readonly events: readonly WatchEvent<T>[]; readonly resourceVersion: string };

export interface WatchStreamOptions extends WatchOptions {
  /** Ends the stream. */
  readonly signal?: AbortSignal;
  /** Events and objects that may wait for the reader; 10,000 unless told. A single frame may exceed it. */
  readonly maxWaiting?: number;
  readonly onLive?: LiveListener;
}

type Result<T> = IteratorResult<WatchItem<T>, undefined>;

const defaultMaxWaiting = 10_000;

/**
 * Begins to watch when it is first read. Ends when its reader leaves the loop, the signal aborts or the client is closed;
 * throws ApiError when the API refuses the watch.
 */
export class WatchStream<T> implements AsyncIterableIterator<WatchItem<T>, undefined> {
  private readonly parts: WatchParts;
  private readonly options: WatchStreamOptions;
  private readonly abort = () => this.end();
  private items: WatchItem<T>[] = [];
  private waiting = 0;
  private watch: Watch<T> | undefined;
  /** Where the next subscription resumes. */
  private since: string | undefined;
  private refusal: ApiError | undefined;
  private isEnded: boolean;
  private readers: Array<{ resolve(result: Result<T>): void; reject(error: unknown): void }> = [];

  constructor(parts: WatchParts, options: WatchStreamOptions) {
    this.parts = parts;
    this.options = options;
    this.since = options.since;
    this.isEnded = options.signal?.aborted === true;
    options.signal?.addEventListener('abort', this.abort);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<Result<T>> {
    return new Promise((resolve, reject) => {
      this.readers.push({ resolve, reject });
      this.serve();
    });
  }

  async return(): Promise<Result<T>> {
    this.end();
    return { done: true, value: undefined };
  }

  /** Answers as many readers as there is something to answer with. */
  private serve(): void {
    while (this.readers.length > 0) {
      const item = this.items.shift();
      if (!item && !this.isEnded) return this.resume();
      const reader = this.readers.shift();
      if (item) {
        this.waiting -= sizeOf(item);
        reader?.resolve({ done: false, value: item });
      } else if (this.refusal) {
        reader?.reject(this.refusal);
        this.refusal = undefined;
      } else reader?.resolve({ done: true, value: undefined });
    }
  }

  private end(): void {
    this.items = [];
    this.finish();
  }

  /** What was received before is still read. */
  private finish(refusal?: ApiError): void {
    this.isEnded = true;
    this.refusal = refusal;
    this.watch?.stop();
    this.options.signal?.removeEventListener('abort', this.abort);
    this.serve();
  }

  private resume(): void {
    if (this.watch) return;
    const { signal: _, maxWaiting: __, onLive, ...options } = this.options;
    this.watch = new Watch<T>(
      this.parts,
      { ...options, ...(this.since !== undefined && { since: this.since }), document: manifestDocument<T>() },
      {
        onSnapshot: (objects, resourceVersion) => this.push({ type: 'SNAPSHOT', objects, resourceVersion }),
        onEvents: (events, resourceVersion) => this.push({ type: 'DELTA', events, resourceVersion }),
        onBookmark: (resourceVersion) => {
          this.since = resourceVersion;
        },
        onLive: (isLive, why) => onLive?.(isLive, why),
        onEnd: (refusal) => this.finish(refusal),
      },
    );
  }

  private push(item: WatchItem<T>): void {
    this.items.push(item);
    this.waiting += sizeOf(item);
    this.since = item.resourceVersion;
    if (this.waiting > (this.options.maxWaiting ?? defaultMaxWaiting)) {
      this.watch?.stop();
      this.watch = undefined;
    }
    this.serve();
  }
}

function sizeOf<T>(item: WatchItem<T>): number {
  return item.type === 'SNAPSHOT' ? item.objects.length : item.events.length;
}
