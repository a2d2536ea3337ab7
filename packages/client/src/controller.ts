// A level-triggered controller: whatever happens to an object, its key is queued once, and `reconcile` looks at the state as
// it is then. It never learns what happened, so a lost or doubled event cannot hurt it.
import type { Clock } from './clock.ts';
import { Informer } from './informer.ts';
import { type ApiObject, groupKindOf, keyOf } from './objects.ts';
import type { WatchOptions, WatchParts } from './watch.ts';
import { type BackoffOptions, controllerBackoff, WorkQueue } from './work-queue.ts';

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
  /** How often this key has failed in a row. */
  readonly retries: number;
  /** Aborted when the controller stops. */
  readonly signal: AbortSignal;
}

export interface ReconcileResult {
  /** Look at this key again after so many milliseconds, whatever happens. */
  readonly requeueAfterMs?: number;
}

export interface ControllerOptions<T> extends Omit<WatchOptions, 'kinds' | 'since'> {
  /** The kind that is reconciled. */
  readonly for: string;
  /** Kinds whose changes queue their controlling owner of the kind `for`. */
  readonly owns?: readonly string[];
  /** Keys worked on at the same time; 1 unless told. */
  readonly concurrency?: number;
  readonly backoff?: BackoffOptions;
  reconcile(input: ReconcileInput<T>): ReconcileResult | undefined | Promise<ReconcileResult | undefined>;
  /** Hears of every failed reconcile. */
  onError?(error: unknown, key: string): void;
}

export class Controller<T extends ApiObject> {
  readonly name: string;
  readonly queue: WorkQueue;
  private readonly options: ControllerOptions<T>;
  private readonly informer: Informer<T>;
  private readonly owned: Informer<ApiObject> | undefined;
  private readonly stopping = new AbortController();

  constructor(name: string, parts: WatchParts & { clock: Clock }, options: ControllerOptions<T>) {
    this.name = name;
    this.options = options;
    this.queue = new WorkQueue(parts.clock, options.backoff ?? controllerBackoff);
    const { for: kind, owns, concurrency: _, backoff: __, reconcile: ___, onError: ____, ...selection } = options;
    this.informer = new Informer<T>(parts, { ...selection, kinds: [kind] });
    const enqueue = (object: ApiObject) => this.queue.add(keyOf(object));
    this.informer.on({ add: enqueue, update: enqueue, delete: enqueue });
    if (!owns?.length) return;
    this.owned = new Informer<ApiObject>(parts, {
      kinds: owns,
      ...(selection.namespace && { namespace: selection.namespace }),
    });
    const enqueueOwner = (object: ApiObject) => this.enqueueOwner(object);
    this.owned.on({
      add: enqueueOwner,
      update: (object, before) => {
        enqueueOwner(object);
        enqueueOwner(before);
      },
      delete: enqueueOwner,
    });
  }

  private enqueueOwner(object: ApiObject): void {
    const owner = object.metadata.ownerReferences?.find((each) => each.controller === true);
    if (!owner || groupKindOf(owner) !== this.options.for) return;
    const { namespace } = object.metadata;
    this.queue.add(namespace ? `${namespace}/${owner.name}` : owner.name);
  }

  /** Works until `stop`; resolves then. Rejects when the API refuses the watch. */
  async run(): Promise<void> {
    await Promise.all([this.informer.synced, this.owned?.synced]);
    const workers = Array.from({ length: this.options.concurrency ?? 1 }, () => this.work());
    await Promise.all(workers);
  }

  stop(): void {
    this.stopping.abort();
    this.queue.close();
    this.informer.stop();
    this.owned?.stop();
  }

  private async work(): Promise<void> {
    for (let key = await this.queue.take(); key !== undefined; key = await this.queue.take()) {
      await this.reconcile(key);
      this.queue.done(key);
    }
  }

  private async reconcile(key: string): Promise<void> {
    const { signal } = this.stopping;
    try {
      const input = { key, object: this.informer.get(key), retries: this.queue.retriesOf(key), signal };
      const result = await this.options.reconcile(input);
      this.queue.forget(key);
      if (result?.requeueAfterMs !== undefined) this.queue.addAfter(key, result.requeueAfterMs);
    } catch (error) {
      if (signal.aborted) return;
      this.options.onError?.(error, key);
      if (error instanceof TerminalError) this.queue.forget(key);
      else this.queue.addAfterFailure(key);
    }
  }
}
