// One controller at work: its queue, its workers and what they did last.
import type { ExecuteOptions, Operation } from '../registry/operation.ts';
import type { Registry } from '../registry/registry.ts';
import type { Request } from '../registry/request.ts';
import { isReason } from '../resource/api-error.ts';
import type { Clock } from '../resource/clock.ts';
import type { Revision } from '../store/store.ts';
import type { ControllerDefinition, EventDraft, ReconcileContext, ReconcileResult } from './controller.ts';
import { type Taken, WorkQueue } from './work-queue.ts';

const defaultConcurrency = 5;
const keptReconciles = 50;
/** Above so many remembered writes, those that the cache shows by now are forgotten. */
const rememberedWrites = 1_024;

export interface WorkerOptions {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly request: Request;
  /** `controller` is who says it. */
  readonly recordEvent: (event: EventDraft, controller: string) => void;
  readonly warn: (text: string, error: unknown) => void;
  readonly onFenced: () => void;
}

export type ReconcileOutcome = 'success' | 'requeue_after' | 'error';

export interface ReconcileRecord {
  readonly key: string;
  /** Milliseconds since the epoch: when the key came into the queue, and when work on it began. */
  readonly triggeredAtMs: number;
  readonly startedAtMs: number;
  readonly durationMs: number;
  readonly outcome: ReconcileOutcome;
  readonly error?: string;
}

export interface ControllerStats {
  readonly name: string;
  readonly queueDepth: number;
  /** Keys that wait for a retry or a time of their own. */
  readonly delayed: number;
  readonly oldestSeconds: number;
  readonly inFlight: number;
  readonly concurrency: number;
  readonly adds: number;
  readonly retries: number;
  /** How many reconciles ended in each way. */
  readonly totals: Readonly<Record<ReconcileOutcome, number>>;
  readonly lastError?: { readonly message: string; readonly key: string; readonly atMs: number };
  readonly lastReconcileAtMs?: number;
  /** The latest, the newest first. */
  readonly reconciles: readonly ReconcileRecord[];
}

export class ControllerWorker {
  readonly definition: ControllerDefinition;
  private readonly options: WorkerOptions;
  private readonly request: Request;
  private readonly queue: WorkQueue;
  private readonly concurrency: number;
  /** What was written for a key, until the cache is known to show it. */
  private readonly written = new Map<string, Revision>();
  /** Keys of which a write may or may not have happened. */
  private readonly uncertain = new Set<string>();
  private readonly totals = { success: 0, requeue_after: 0, error: 0 };
  private reconciles: ReconcileRecord[] = [];
  private lastError: ControllerStats['lastError'];
  private loops: Promise<void>[] = [];

  constructor(definition: ControllerDefinition, options: WorkerOptions) {
    this.definition = definition;
    this.options = options;
    this.request = { ...options.request, source: definition.name };
    this.queue = new WorkQueue(options.clock);
    this.concurrency = definition.concurrency ?? defaultConcurrency;
  }

  /** Adds what `keysOf` names; that it throws is this controller's trouble alone. */
  addAll(keysOf: () => Iterable<string>): void {
    try {
      for (const key of keysOf()) this.queue.add(key);
    } catch (error) {
      this.noteError('', error);
      this.options.warn(`${this.definition.name} cannot tell what a change concerns`, error);
    }
  }

  start(): void {
    this.loops = Array.from({ length: this.concurrency }, () => this.loop());
  }

  async stop(): Promise<void> {
    this.queue.close();
    await Promise.all(this.loops);
  }

  stats(): ControllerStats {
    const { queue, lastError, reconciles } = this;
    const [latest] = reconciles.slice(-1);
    return {
      name: this.definition.name,
      queueDepth: queue.depth,
      delayed: queue.delayedCount,
      oldestSeconds: queue.oldestMs / 1000,
      inFlight: queue.inFlight,
      concurrency: this.concurrency,
      ...queue.totals,
      totals: { ...this.totals },
      ...(lastError && { lastError }),
      ...(latest && { lastReconcileAtMs: latest.startedAtMs + latest.durationMs }),
      reconciles: reconciles.slice(-keptReconciles).reverse(),
    };
  }

  private async loop(): Promise<void> {
    for (let taken = await this.queue.take(); taken; taken = await this.queue.take()) {
      await this.work(taken);
      this.queue.done(taken.key);
    }
  }

  private async work({ key, sinceMs }: Taken): Promise<void> {
    const { clock } = this.options;
    const startedMs = clock.monotonic();
    const startedAtMs = clock.now();
    const times = { key, triggeredAtMs: startedAtMs - (startedMs - sinceMs), startedAtMs };
    try {
      await this.seeOwnWrites(key);
      const result = await this.definition.reconcile(this.context(key), key);
      this.queue.forget(key);
      if (result) this.queue.addAfter(key, result.requeueAfterMs);
      this.note({ ...times, durationMs: clock.monotonic() - startedMs, outcome: outcomeOf(result) });
    } catch (error) {
      this.note({ ...times, durationMs: clock.monotonic() - startedMs, outcome: 'error', error: textOf(error) });
      this.noteError(key, error);
      this.fail(key, error);
    }
  }

  /** Until then the cache shows a world without them, and what was done would be done again. */
  private async seeOwnWrites(key: string): Promise<void> {
    const { cache } = this.options.registry;
    if (this.uncertain.has(key)) {
      await cache.fresh();
      this.uncertain.delete(key);
    }
    const revision = this.written.get(key);
    if (revision === undefined) return;
    await cache.waitFor(revision);
    this.written.delete(key);
  }

  private context(key: string): ReconcileContext {
    const { registry, clock, recordEvent } = this.options;
    return {
      cache: registry.cache,
      clock,
      recordEvent: (event) => recordEvent(event, this.definition.name),
      enqueue: (other, afterMs = 0) => this.queue.addAfter(other, afterMs),
      execute: (operations, options) => this.execute(key, operations, options),
    };
  }

  private async execute(key: string, operations: readonly Operation[], options?: ExecuteOptions) {
    try {
      const result = await this.options.registry.execute(this.request, operations, options);
      this.remember(key, result.revision);
      return result;
    } catch (error) {
      if (isReason(error, 'Timeout')) this.uncertain.add(key);
      throw error;
    }
  }

  private remember(key: string, revision: Revision): void {
    const { cache } = this.options.registry;
    if (revision <= cache.revision) return;
    this.written.set(key, Math.max(revision, this.written.get(key) ?? 0));
    if (this.written.size <= rememberedWrites) return;
    for (const [other, seen] of this.written) if (seen <= cache.revision) this.written.delete(other);
  }

  private fail(key: string, error: unknown): void {
    if (isReason(error, 'Fenced')) {
      this.options.onFenced();
      return;
    }
    this.options.warn(`${this.definition.name} failed for ${key}`, error);
    const retryAfterMs = isReason(error, 'TooManyRequests') ? (error.details.retryAfterSeconds ?? 0) * 1000 : 0;
    this.queue.retry(key, retryAfterMs);
  }

  private note(record: ReconcileRecord): void {
    this.totals[record.outcome]++;
    this.reconciles.push(record);
    if (this.reconciles.length > 2 * keptReconciles) this.reconciles = this.reconciles.slice(-keptReconciles);
  }

  private noteError(key: string, error: unknown): void {
    this.lastError = { message: textOf(error), key, atMs: this.options.clock.now() };
  }
}

/** Of a controller that does not run. */
export function idleStats({ name, concurrency = defaultConcurrency }: ControllerDefinition): ControllerStats {
  return {
    name,
    queueDepth: 0,
    delayed: 0,
    oldestSeconds: 0,
    inFlight: 0,
    concurrency,
    adds: 0,
    retries: 0,
    totals: { success: 0, requeue_after: 0, error: 0 },
    reconciles: [],
  };
}

function outcomeOf(result: ReconcileResult): ReconcileOutcome {
  return result ? 'requeue_after' : 'success';
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
