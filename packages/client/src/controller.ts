// A level-triggered controller: whatever happens to an object, its key is queued once, and `reconcile` looks at the state as
// it is then. It never learns what happened, so a lost or doubled event cannot hurt it.
//
// What it looks at is a copy that may lag behind its own writes. A reconciler whose next step depends on its last write
// waits for it with `seen`; one that only repeats what is not done yet, under names that collide or with a resourceVersion,
// need not.
import { ApiError } from './errors.ts';
import { Informer } from './informer.ts';
import { type ApiObject, groupKindOf, keyOf } from './objects.ts';
import type { WatchOptions, WatchParts } from './watch.ts';
import { type BackoffOptions, WorkQueue } from './work-queue.ts';
import type { WriteResult } from './writes.ts';

/** Thrown by `reconcile` to say that trying again is no use until the object changes. */
export class TerminalError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'TerminalError';
  }
}

export interface ReconcileInput<T> {
  /** `namespace/name`, or the name of a cluster-scoped object. */
  readonly key: string;
  /** `undefined` when the object is gone. */
  readonly object: T | undefined;
  /** Objects of the kinds in `owns` that this object controls. */
  readonly owned: readonly ApiObject[];
  /** How often this key has failed in a row. */
  readonly retries: number;
  /** Aborted when the controller stops. */
  readonly signal: AbortSignal;
  /** Resolves when the controller's copy shows this write, of an object of a kind that it watches. */
  seen(result: WriteResult<ApiObject>): Promise<void>;
}

export interface ReconcileResult {
  /** Look at this key again after so many milliseconds, whatever happens. */
  readonly requeueAfterMs?: number;
}

export interface ControllerOptions<T> extends Omit<WatchOptions, 'kinds' | 'since'> {
  /** The kind that is reconciled. */
  readonly for: string;
  /** Kinds whose changes queue their controlling owner of the kind `for`; selectors do not apply to them. */
  readonly owns?: readonly string[];
  /** Keys worked on at the same time; 1 unless told. */
  readonly concurrency?: number;
  /** 5 ms doubling to 1000 s unless told, as in Kubernetes. */
  readonly backoff?: BackoffOptions;
  reconcile(input: ReconcileInput<T>): ReconcileResult | undefined | Promise<ReconcileResult | undefined>;
  /** Hears of every failed reconcile; the client's `onError` does unless told. */
  onError?(error: unknown, key: string): void;
}

interface Informers<T extends ApiObject> {
  readonly main: Informer<T, 'uid'>;
  readonly owned: Informer<ApiObject, 'controller'> | undefined;
}

export class Controller<T extends ApiObject> {
  readonly name: string;
  private readonly parts: WatchParts;
  private readonly options: ControllerOptions<T>;
  private readonly queue: WorkQueue;
  private readonly stopping = new AbortController();
  private isStarted = false;

  constructor(name: string, parts: WatchParts, options: ControllerOptions<T>) {
    this.name = name;
    this.parts = parts;
    this.options = options;
    this.queue = new WorkQueue(parts.clock, options.backoff);
  }

  /** Keys that wait to be reconciled. */
  get depth(): number {
    return this.queue.depth;
  }

  /**
   * Works until `stop`, the signal or the end of the client, once in its life; resolves when the last reconcile has ended.
   * Rejects when the API refuses to let it watch.
   */
  async run({ signal }: { readonly signal?: AbortSignal } = {}): Promise<void> {
    if (this.isStarted) throw new Error(`the controller ${this.name} has been started before`);
    this.isStarted = true;
    const stop = () => this.stop();
    signal?.addEventListener('abort', stop);
    if (signal?.aborted) stop();
    if (!this.stopping.signal.aborted) await this.runUntilStopped();
    signal?.removeEventListener('abort', stop);
  }

  stop(): void {
    this.stopping.abort();
    this.queue.close();
  }

  private async runUntilStopped(): Promise<void> {
    const informers = this.watchAll();
    const all = [informers.main, ...(informers.owned ? [informers.owned] : [])];
    const ended = Promise.race(all.map((informer) => informer.ended));
    const synced = Promise.all(all.map((informer) => informer.synced));
    const workers = Array.from({ length: this.options.concurrency ?? 1 }, async () => {
      await Promise.race([synced, ended]);
      await this.work(informers);
    });
    try {
      await Promise.race([ended, ...workers]);
    } finally {
      this.stop();
      await Promise.allSettled(workers);
    }
  }

  private watchAll(): Informers<T> {
    const { for: kind, owns, namespace, labelSelector, fieldSelector, batchMs } = this.options;
    const place = {
      signal: this.stopping.signal,
      ...(namespace !== undefined && { namespace }),
      ...(batchMs !== undefined && { batchMs }),
    };
    const main = new Informer<T, 'uid'>(this.parts, {
      ...place,
      kinds: [kind],
      ...(labelSelector !== undefined && { labelSelector }),
      ...(fieldSelector !== undefined && { fieldSelector }),
      indexes: { uid: ({ metadata }) => metadata.uid },
    });
    const add = (object: T) => this.queue.add(keyOf(object));
    main.on({ add, update: add, delete: add });
    if (!owns?.length) return { main, owned: undefined };
    const owned = new Informer<ApiObject, 'controller'>(this.parts, {
      ...place,
      kinds: owns,
      indexes: { controller: controllerOf },
    });
    const addOwner = (object: ApiObject) => this.addOwner(main, object);
    owned.on({
      add: addOwner,
      update: (object, before) => {
        addOwner(before);
        addOwner(object);
      },
      delete: addOwner,
    });
    return { main, owned };
  }

  /** An owner that is not in the copy yet is queued when it comes. */
  private addOwner(main: Informer<T, 'uid'>, object: ApiObject): void {
    const uid = controllerOf(object);
    for (const owner of uid === undefined ? [] : main.by('uid', uid)) this.queue.add(keyOf(owner));
  }

  private async work(informers: Informers<T>): Promise<void> {
    for (let key = await this.queue.take(); key !== undefined; key = await this.queue.take()) {
      await this.reconcile(informers, key);
      this.queue.done(key);
    }
  }

  private async reconcile({ main, owned }: Informers<T>, key: string): Promise<void> {
    const { signal } = this.stopping;
    const object = main.get(key);
    const uid = object?.metadata.uid;
    try {
      const result = await this.options.reconcile({
        key,
        object,
        owned: uid === undefined ? [] : (owned?.by('controller', uid) ?? []),
        retries: this.queue.retriesOf(key),
        signal,
        seen: ({ object: written, revision }) =>
          (groupKindOf(written) === this.options.for ? main : (owned ?? main)).waitFor(revision, { signal }),
      });
      this.queue.forget(key);
      if (result?.requeueAfterMs !== undefined) this.queue.addAfter(key, result.requeueAfterMs);
    } catch (error) {
      if (signal.aborted && error === signal.reason) return;
      this.failed(error, key);
    }
  }

  private failed(error: unknown, key: string): void {
    const { onError } = this.options;
    if (onError) onError(error, key);
    else this.parts.report(error, `controller ${this.name}, for ${key}`);
    if (error instanceof TerminalError) return this.queue.forget(key);
    const retryAfterSeconds = error instanceof ApiError ? error.retryAfterSeconds : undefined;
    this.queue.addAfterFailure(key, (retryAfterSeconds ?? 0) * 1000);
  }
}

/** The uid of the object's controlling owner. */
function controllerOf({ metadata }: ApiObject): string | undefined {
  return metadata.ownerReferences?.find((each) => each.controller === true)?.uid;
}
