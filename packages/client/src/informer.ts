// A local copy of selected objects that is kept current, with indexes and handlers.
//
// A frame of the watch holds whole revisions and is taken over as a whole: nobody ever finds a part of a change set in the
// copy. Handlers learn of every object's final state; of states that were overtaken before a handler ran they may learn
// only the last.
import type { ApiError } from './errors.ts';
import { HandlerLanes, type InformerHandlers } from './handler-lanes.ts';
import { type IndexFunction, ObjectIndex } from './object-index.ts';
import { type ApiObject, groupKindOf, keyOf } from './objects.ts';
import {
  type LiveListener,
  manifestDocument,
  Watch,
  type WatchEvent,
  type WatchOptions,
  type WatchParts,
} from './watch.ts';

export interface InformerOptions<T, I extends string = never> extends Omit<WatchOptions, 'since'> {
  readonly indexes?: Readonly<Record<I, IndexFunction<T>>>;
  /** Stops the informer. */
  readonly signal?: AbortSignal;
  readonly onLive?: LiveListener;
}

interface Waiter {
  readonly revision: number;
  resolve(): void;
  reject(error: unknown): void;
}

export class Informer<T extends ApiObject, I extends string = never> {
  /** Resolves when the first snapshot is in; rejects when the API refuses the watch or the informer is stopped before. */
  readonly synced: Promise<void>;
  /** Resolves when the informer has been stopped, by whomever; rejects when the API refuses the watch. */
  readonly ended: Promise<void>;
  private readonly parts: WatchParts;
  private readonly options: InformerOptions<T, I>;
  private readonly watch: Watch<T>;
  private readonly objects = new Map<string, T>();
  private readonly indexes: ReadonlyMap<string, ObjectIndex<T>>;
  private readonly subscribers = new Set<HandlerLanes<T>>();
  private readonly waiters = new Set<Waiter>();
  private readonly abort = () => this.stop();
  private settleEnded: (refusal?: ApiError) => void = () => undefined;
  private live = false;
  private lastTrouble: Error | undefined;
  private version = '';
  private isEnded = false;
  private refusal: ApiError | undefined;

  constructor(parts: WatchParts, options: InformerOptions<T, I>) {
    this.parts = parts;
    this.options = options;
    const { indexes, signal, onLive, ...watchOptions } = options;
    this.indexes = new Map(
      Object.entries<IndexFunction<T>>(indexes ?? {}).map(([name, valuesOf]) => [name, new ObjectIndex(valuesOf)]),
    );
    this.ended = new Promise((resolve, reject) => {
      this.settleEnded = (refusal) => (refusal ? reject(refusal) : resolve());
    });
    this.synced = this.waitFor('0');
    for (const each of [this.synced, this.ended]) each.catch(() => undefined); // Whoever awaits it hears of it; nobody has to.
    this.watch = new Watch<T>(
      parts,
      { ...watchOptions, document: manifestDocument<T>() },
      {
        onSnapshot: (snapshot, version) => this.replace(snapshot, version),
        onEvents: (events, version) => this.change(events, version),
        onBookmark: (version) => this.advance(version),
        onLive: (isLive, why) => {
          this.live = isLive;
          this.lastTrouble = why;
          onLive?.(isLive, why);
        },
        onEnd: (refusal) => this.end(refusal),
      },
    );
    signal?.addEventListener('abort', this.abort);
    if (signal?.aborted) this.stop();
  }

  /** Whether the copy is being kept current at this moment. */
  get isLive(): boolean {
    return this.live;
  }

  /** Why it is not live; undefined while it is, and before anything has gone wrong. */
  get trouble(): Error | undefined {
    return this.lastTrouble;
  }

  /** Everything up to this revision is in the copy; empty before the first snapshot. */
  get resourceVersion(): string {
    return this.version;
  }

  /** `key`: `namespace/name`, or the name of a cluster-scoped object; `Kind.group/…` before it when several kinds are watched. */
  get(key: string): T | undefined {
    return this.objects.get(key);
  }

  list(): T[] {
    return [...this.objects.values()];
  }

  /** Objects whose index function gives this value. Throws for an index that was not asked for. */
  by(index: I, value: string): T[] {
    const found = this.indexes.get(index);
    if (!found) throw new Error(`the informer has no index "${index}"`);
    return [...found.find(value)].flatMap((key) => this.objects.get(key) ?? []);
  }

  /** Handlers added late hear of what is there as `add`. Returns what takes them off again. */
  on(handlers: InformerHandlers<T>): () => void {
    const lanes = new HandlerLanes(handlers, (error, key) =>
      this.parts.report(error, `a handler of an informer, for ${key}`),
    );
    this.subscribers.add(lanes);
    for (const [key, object] of this.objects) lanes.notify(key, undefined, object);
    return () => {
      lanes.stop();
      this.subscribers.delete(lanes);
    };
  }

  /**
   * Resolves when everything up to this revision is in the copy: `await informer.waitFor(result.revision)` after a write of
   * an object that is watched. A revision that changes nothing here is seen with the next bookmark, some seconds later.
   * Rejects when the informer ends before, and with the signal's reason.
   */
  waitFor(revision: string, { signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    signal?.throwIfAborted();
    if (this.version !== '' && Number(this.version) >= Number(revision)) return Promise.resolve();
    return new Promise((resolve, reject) => {
      if (this.isEnded) return reject(this.endedError());
      const abort = () => settle(() => reject(signal?.reason));
      const settle = (how: () => void) => {
        this.waiters.delete(waiter);
        signal?.removeEventListener('abort', abort);
        how();
      };
      const waiter: Waiter = {
        revision: Number(revision),
        resolve: () => settle(resolve),
        reject: (error) => settle(() => reject(error)),
      };
      this.waiters.add(waiter);
      signal?.addEventListener('abort', abort);
    });
  }

  stop(): void {
    if (!this.isEnded) this.end();
  }

  private end(refusal?: ApiError): void {
    this.isEnded = true;
    this.watch.stop();
    this.live = false;
    this.refusal = refusal;
    this.options.signal?.removeEventListener('abort', this.abort);
    for (const lanes of this.subscribers) lanes.stop();
    this.settleEnded(refusal);
    for (const waiter of [...this.waiters]) waiter.reject(this.endedError());
  }

  private endedError(): Error {
    return this.refusal ?? new Error('the informer was stopped', { cause: this.lastTrouble });
  }

  private replace(snapshot: readonly T[], version: string): void {
    const changed = new Map<string, T | undefined>();
    const present = new Set<string>();
    for (const object of snapshot) {
      const key = this.keyOf(object);
      present.add(key);
      this.set(key, object, changed);
    }
    for (const key of [...this.objects.keys()]) if (!present.has(key)) this.remove(key, changed);
    this.tell(changed);
    this.advance(version);
  }

  private change(events: readonly WatchEvent<T>[], version: string): void {
    const changed = new Map<string, T | undefined>();
    for (const { type, object } of events) {
      const key = this.keyOf(object);
      if (type === 'DELETED') this.remove(key, changed);
      else this.set(key, object, changed);
    }
    this.tell(changed);
    this.advance(version);
  }

  /** `changed` keeps what each key was before the frame. */
  private set(key: string, object: T, changed: Map<string, T | undefined>): void {
    const before = this.objects.get(key);
    if (before && isSameState(before, object)) return;
    if (!changed.has(key)) changed.set(key, before);
    this.objects.set(key, object);
    for (const [name, index] of this.indexes) {
      try {
        index.set(key, object);
      } catch (error) {
        this.parts.report(error, `index "${name}" of an informer, for ${key}`);
      }
    }
  }

  private remove(key: string, changed: Map<string, T | undefined>): void {
    const before = this.objects.get(key);
    if (!before) return;
    if (!changed.has(key)) changed.set(key, before);
    this.objects.delete(key);
    for (const index of this.indexes.values()) index.remove(key);
  }

  private tell(changed: ReadonlyMap<string, T | undefined>): void {
    for (const lanes of this.subscribers) {
      for (const [key, before] of changed) lanes.notify(key, before, this.objects.get(key));
    }
  }

  private advance(version: string): void {
    this.version = version;
    const revision = Number(version);
    for (const waiter of [...this.waiters]) if (waiter.revision <= revision) waiter.resolve();
  }

  private keyOf(object: T): string {
    return this.options.kinds.length === 1 ? keyOf(object) : `${groupKindOf(object)}/${keyOf(object)}`;
  }
}

/** Heartbeats of leases change an object without a new version, so equal versions are the same state for all others only. */
function isSameState(before: ApiObject, after: ApiObject): boolean {
  if (before.metadata.uid !== after.metadata.uid || before.kind === 'Lease') return false;
  return before.metadata.resourceVersion === after.metadata.resourceVersion;
}
