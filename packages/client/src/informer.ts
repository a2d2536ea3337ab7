// A local copy of selected objects that is kept current, with indexes and handlers.
//
// Handlers learn of every object's final state; of states that were overtaken before a handler ran they may learn only the
// last. For one key they run one after another, in order, also when they are asynchronous.
import type { ApiError } from './errors.ts';
import { type ApiObject, keyOf } from './objects.ts';
import { Watch, type WatchEvent, type WatchOptions, type WatchParts } from './watch.ts';

export interface InformerHandlers<T> {
  add?(object: T): void | Promise<void>;
  update?(object: T, before: T): void | Promise<void>;
  delete?(last: T): void | Promise<void>;
  /** A handler threw; without this the error is thrown where nobody catches it. */
  error?(error: unknown): void;
}

/** Values under which an object is found: none, one or several. */
export type IndexFunction<T> = (object: T) => string | readonly string[] | undefined;

export interface InformerOptions<T, I extends string = string> extends Omit<WatchOptions, 'since'> {
  readonly indexes?: Readonly<Record<I, IndexFunction<T>>>;
}

class Index<T> {
  private readonly valuesOf: IndexFunction<T>;
  private readonly keys = new Map<string, Set<string>>();

  constructor(valuesOf: IndexFunction<T>) {
    this.valuesOf = valuesOf;
  }

  private values(object: T): readonly string[] {
    const values = this.valuesOf(object);
    return values === undefined ? [] : typeof values === 'string' ? [values] : values;
  }

  add(key: string, object: T): void {
    for (const value of this.values(object)) {
      const keys = this.keys.get(value);
      if (keys) keys.add(key);
      else this.keys.set(value, new Set([key]));
    }
  }

  remove(key: string, object: T): void {
    for (const value of this.values(object)) {
      const keys = this.keys.get(value);
      keys?.delete(key);
      if (keys?.size === 0) this.keys.delete(value);
    }
  }

  find(value: string): Iterable<string> {
    return this.keys.get(value) ?? [];
  }
}

/** What handlers still have to learn of one key: its latest state, and the state they know. */
interface Notice<T> {
  known: T | undefined;
  latest: T | undefined;
}

export class Informer<T extends ApiObject, I extends string = string> {
  /** Resolves when the first snapshot is in; rejects when the API refuses the watch or the informer is stopped before. */
  readonly synced: Promise<void>;
  private readonly watch: Watch<T>;
  private readonly keyOf: (object: T) => string;
  private readonly objects = new Map<string, T>();
  private readonly indexes = new Map<string, Index<T>>();
  private readonly handlers: InformerHandlers<T>[] = [];
  private readonly lanes = new Map<InformerHandlers<T>, Map<string, Notice<T>>>();
  private resolveSynced: () => void = () => undefined;
  private rejectSynced: (error: unknown) => void = () => undefined;
  private refusal: ApiError | undefined;
  private live = false;
  private version = '';

  constructor(parts: WatchParts, options: InformerOptions<T, I>) {
    this.synced = new Promise((resolve, reject) => {
      this.resolveSynced = resolve;
      this.rejectSynced = reject;
    });
    this.synced.catch(() => undefined); // Whoever awaits it hears of it; nobody has to.
    const { indexes, ...watchOptions } = options;
    this.keyOf = options.kinds.length === 1 ? keyOf : (object) => `${object.kind}/${keyOf(object)}`;
    for (const [name, valuesOf] of Object.entries<IndexFunction<T>>(indexes ?? {}))
      this.indexes.set(name, new Index(valuesOf));
    this.watch = new Watch<T>(parts, watchOptions, {
      onSnapshot: (snapshot, version) => this.replace(snapshot, version),
      onEvents: (events, version) => this.change(events, version),
      onBookmark: (version) => {
        this.version = version;
      },
      onLive: (isLive) => {
        this.live = isLive;
      },
      onRefused: (error) => this.refused(error),
    });
  }

  /** Whether the copy is being kept current at this moment. */
  get isLive(): boolean {
    return this.live;
  }

  /** Why the API ended the watch for good, if it did. */
  get refusedWith(): ApiError | undefined {
    return this.refusal;
  }

  /** Everything up to this revision is in the copy; empty before the first snapshot. */
  get resourceVersion(): string {
    return this.version;
  }

  /** `key`: `namespace/name`, or the name of a cluster-scoped object; `Kind/…` before it when several kinds are watched. */
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
    this.handlers.push(handlers);
    for (const [key, object] of this.objects) this.notify(handlers, key, undefined, object);
    return () => {
      this.handlers.splice(this.handlers.indexOf(handlers), 1);
      this.lanes.delete(handlers);
    };
  }

  stop(): void {
    this.watch.stop();
    this.live = false;
    this.rejectSynced(new Error('the informer was stopped'));
  }

  private refused(error: ApiError): void {
    this.refusal = error;
    this.rejectSynced(error);
  }

  private replace(snapshot: readonly T[], version: string): void {
    const present = new Set<string>();
    for (const object of snapshot) {
      present.add(this.keyOf(object));
      this.set(object);
    }
    for (const key of [...this.objects.keys()]) if (!present.has(key)) this.remove(key);
    this.version = version;
    this.resolveSynced();
  }

  private change(events: readonly WatchEvent<T>[], version: string): void {
    for (const { type, object } of events) {
      if (type === 'DELETED') this.remove(this.keyOf(object));
      else this.set(object);
    }
    this.version = version;
  }

  private set(object: T): void {
    const key = this.keyOf(object);
    const before = this.objects.get(key);
    if (before && isSameState(before, object)) return;
    if (before) for (const index of this.indexes.values()) index.remove(key, before);
    this.objects.set(key, object);
    for (const index of this.indexes.values()) index.add(key, object);
    for (const handlers of this.handlers) this.notify(handlers, key, before, object);
  }

  private remove(key: string): void {
    const before = this.objects.get(key);
    if (!before) return;
    for (const index of this.indexes.values()) index.remove(key, before);
    this.objects.delete(key);
    for (const handlers of this.handlers) this.notify(handlers, key, before, undefined);
  }

  private notify(handlers: InformerHandlers<T>, key: string, before: T | undefined, latest: T | undefined): void {
    const lane = this.lanes.get(handlers) ?? new Map<string, Notice<T>>();
    this.lanes.set(handlers, lane);
    const waiting = lane.get(key);
    if (waiting) {
      waiting.latest = latest;
      return;
    }
    const notice: Notice<T> = { known: before, latest };
    lane.set(key, notice);
    void this.tell(handlers, lane, key, notice);
  }

  /** Runs the handlers of one key until they know its latest state. */
  private async tell(
    handlers: InformerHandlers<T>,
    lane: Map<string, Notice<T>>,
    key: string,
    notice: Notice<T>,
  ): Promise<void> {
    while (notice.known !== notice.latest) {
      const { known, latest } = notice;
      notice.known = latest;
      try {
        await tellOnce(handlers, known, latest);
      } catch (error) {
        if (!handlers.error) throw error;
        handlers.error(error);
      }
    }
    lane.delete(key);
  }
}

async function tellOnce<T extends ApiObject>(
  handlers: InformerHandlers<T>,
  known: T | undefined,
  latest: T | undefined,
): Promise<void> {
  const isReplaced = known !== undefined && latest !== undefined && known.metadata.uid !== latest.metadata.uid;
  if (known && latest && !isReplaced) return handlers.update?.(latest, known);
  if (known) await handlers.delete?.(known);
  if (latest) await handlers.add?.(latest);
}

/** Heartbeats of leases change an object without a new version, so equal versions are the same state for all others only. */
function isSameState(before: ApiObject, after: ApiObject): boolean {
  if (before.metadata.uid !== after.metadata.uid || before.kind === 'Lease') return false;
  return before.metadata.resourceVersion === after.metadata.resourceVersion;
}
