// Controllers over a store in memory and a clock that stands still: one reconcile after another, in a fixed order, until
// nothing is left to do. A process is a cache, a registry and controllers of its own, so that several may share a store.

import { kinds } from '@portolan/core/kinds/kinds.ts';
import type { ExecuteResult, Operation } from '@portolan/core/registry/operation.ts';
import { Registry } from '@portolan/core/registry/registry.ts';
import { mastersGroup, type Request } from '@portolan/core/registry/request.ts';
import type { VirtualClock } from '@portolan/core/resource/virtual-clock.ts';
import type { ControllerDefinition, EventDraft } from '@portolan/core/runtime/controller.ts';
import type { Store } from '@portolan/core/store/store.ts';
import { WatchCache } from '@portolan/core/store/watch-cache.ts';

const controllerRequest: Request = {
  identity: { user: 'system:kube-controller-manager', groups: [mastersGroup] },
  fieldManager: 'kube-controller-manager',
};

export interface ProcessOptions {
  readonly store: Store;
  readonly clock: VirtualClock;
  readonly controllers: readonly ControllerDefinition[];
  /** Stands between the controllers and the registry. */
  readonly intercept?: (write: Write) => Promise<ExecuteResult>;
}

export interface Write {
  readonly controller: string;
  readonly operations: readonly Operation[];
  /** Executes these operations, or its own. */
  run(operations?: readonly Operation[]): Promise<ExecuteResult>;
}

/** Reconciles that come to no end are a mistake of the controllers. */
const maxReconciles = 5_000;

export class ControllerProcess {
  readonly registry: Registry;
  readonly cache: WatchCache;
  readonly events: EventDraft[] = [];
  readonly errors: unknown[] = [];
  private readonly options: ProcessOptions;
  private readonly queue = new Map<string, { definition: ControllerDefinition; key: string }>();
  private readonly unsubscribe: () => void;
  private readonly timers = new Map<string, { cancel(): void }>();
  private reconciles = 0;

  private constructor(options: ProcessOptions, cache: WatchCache) {
    this.options = options;
    this.cache = cache;
    this.registry = new Registry({ store: options.store, cache, kinds, clock: options.clock });
    this.unsubscribe = cache.subscribe({
      onChanges: (batch) => {
        for (const { changes } of batch) {
          for (const change of changes) {
            for (const definition of options.controllers) {
              for (const rule of definition.watches) {
                if (rule.kind !== change.key.kind) continue;
                const now = change.type === 'DELETED' ? undefined : change;
                for (const key of rule.keysOf(now, change.previous, cache)) this.add(definition, key);
              }
            }
          }
        }
      },
      onReset: () => undefined,
    });
  }

  static async start(options: ProcessOptions): Promise<ControllerProcess> {
    const process = new ControllerProcess(options, await WatchCache.start(options.store, { clock: options.clock }));
    process.addEverything();
    return process;
  }

  addEverything(): void {
    for (const definition of this.options.controllers) {
      for (const rule of definition.watches) {
        for (const stored of this.cache.list(rule.kind)) {
          for (const key of rule.keysOf(stored, undefined, this.cache)) this.add(definition, key);
        }
      }
    }
  }

  /** Empties the queue: as a process that has just become the leader. */
  forget(): void {
    this.queue.clear();
  }

  private add(definition: ControllerDefinition, key: string): void {
    this.queue.set(`${definition.name} ${key}`, { definition, key });
  }

  /** Reconciles one key, on what was committed before; false when there was none. */
  async step(): Promise<boolean> {
    await this.cache.fresh();
    return this.stepOnCache();
  }

  /** The same, on what the cache happens to show. */
  async stepOnCache(): Promise<boolean> {
    const next = this.queue.entries().next();
    if (next.done) return false;
    const [id, { definition, key }] = next.value;
    this.queue.delete(id);
    if (++this.reconciles > maxReconciles) throw new Error(`the controllers come to no end; ${id} is next`);
    try {
      const result = await definition.reconcile(this.contextOf(definition), key);
      if (result) this.addLater(definition, key, result.requeueAfterMs);
    } catch (error) {
      if (error instanceof Crash) throw error;
      this.errors.push(error);
      this.addLater(definition, key, 5);
    }
    return true;
  }

  stop(): void {
    this.unsubscribe();
    for (const timer of this.timers.values()) timer.cancel();
    this.cache.stop();
  }

  private addLater(definition: ControllerDefinition, key: string, afterMs: number): void {
    const id = `${definition.name} ${key}`;
    this.timers.get(id)?.cancel();
    this.timers.set(
      id,
      this.options.clock.setTimer(afterMs, () => this.add(definition, key)),
    );
  }

  private contextOf(definition: ControllerDefinition) {
    const { clock, intercept = ({ run }: Write) => run() } = this.options;
    return {
      cache: this.cache,
      clock,
      execute: async (operations: readonly Operation[], options = {}) => {
        const run = (other = operations) => this.registry.execute(controllerRequest, other, options);
        const result = await intercept({ controller: definition.name, operations, run });
        await this.cache.fresh();
        return result;
      },
      recordEvent: (event: EventDraft) => void this.events.push(event),
      enqueue: (key: string, afterMs = 0) => this.addLater(definition, key, afterMs),
    };
  }
}

export interface Worker {
  step(): Promise<boolean>;
}

/** The end of a process in the middle of its work. */
export class Crash extends Error {}

/** Lets all processes work, in turn, until none has anything to do at this moment. */
async function settle(...processes: readonly Worker[]): Promise<void> {
  for (let isBusy = true; isBusy; ) {
    isBusy = false;
    for (const process of processes) if (await process.step()) isBusy = true;
  }
}

/** The same, while time passes: `ms` milliseconds of it. */
export async function pass(clock: VirtualClock, ms: number, ...processes: readonly Worker[]): Promise<void> {
  const end = clock.now() + ms;
  await settle(...processes);
  for (let due = clock.nextDueMs(); due !== undefined && due <= end; due = clock.nextDueMs()) {
    clock.advance(Math.max(0, due - clock.now()));
    await settle(...processes);
  }
  clock.advance(Math.max(0, end - clock.now()));
}
