// Runs controllers: brings changes to their queues, works the queues off, and keeps what can be told about it.
//
// A change puts the keys it concerns into the queue of each controller that watches its kind. A worker takes a key, waits
// until the cache shows what the controller wrote for it the last time, and calls `reconcile`. What throws is tried again
// with back-off and hurts no other key and no other controller. `Fenced` ends the whole run: another process leads.

import type { Registry } from '../registry/registry.ts';
import type { Request } from '../registry/request.ts';
import type { Clock } from '../resource/clock.ts';
import type { GroupKind } from '../resource/object.ts';
import type { RevisionChanges, StoredObject } from '../store/store.ts';
import type { WatchCache } from '../store/watch-cache.ts';
import type { ControllerDefinition, EventDraft, WatchRule } from './controller.ts';
import { type ControllerStats, ControllerWorker } from './controller-worker.ts';

export interface ControllersOptions {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly controllers: readonly ControllerDefinition[];
  /** Whose rights the controllers have, and the fence they write under. */
  readonly request: Request;
  /** `controller` is who says it. */
  readonly recordEvent: (event: EventDraft, controller: string) => void;
  /** Told of what a controller throws; the key is tried again by itself. */
  readonly warn: (text: string, error: unknown) => void;
  /** Another leads: told once; nothing more is reconciled. */
  readonly onFenced?: () => void;
}

export interface RunningControllers {
  /** Resolves once the last reconcile has ended; none begins after the call. */
  stop(): Promise<void>;
  stats(): readonly ControllerStats[];
}

/** Begins with every live object that is watched. */
export function startControllers(options: ControllersOptions): RunningControllers {
  const { cache } = options.registry;
  let stopped: Promise<void> | undefined;
  const stop = () => {
    if (!stopped) {
      unsubscribe();
      stopped = Promise.all(workers.map((worker) => worker.stop())).then(() => undefined);
    }
    return stopped;
  };
  const onFenced = () => {
    if (stopped) return;
    void stop();
    options.onFenced?.();
  };
  const workers = options.controllers.map((definition) => new ControllerWorker(definition, { ...options, onFenced }));
  const feed = new Feed(cache, workers);
  const unsubscribe = cache.subscribe(feed);
  feed.onReset();
  for (const worker of workers) worker.start();
  return { stop, stats: () => workers.map((worker) => worker.stats()) };
}

/** From changes to keys. */
class Feed {
  private readonly cache: WatchCache;
  private readonly workers: readonly ControllerWorker[];
  private readonly byKind = new Map<GroupKind, Array<{ worker: ControllerWorker; rule: WatchRule }>>();

  constructor(cache: WatchCache, workers: readonly ControllerWorker[]) {
    this.cache = cache;
    this.workers = workers;
    for (const worker of workers) {
      for (const rule of worker.definition.watches) {
        const rules = this.byKind.get(rule.kind);
        if (rules) rules.push({ worker, rule });
        else this.byKind.set(rule.kind, [{ worker, rule }]);
      }
    }
  }

  onChanges(batch: readonly RevisionChanges[]): void {
    for (const { changes } of batch) {
      for (const change of changes) {
        const rules = this.byKind.get(change.key.kind);
        if (!rules) continue;
        const now = change.type === 'DELETED' ? undefined : change;
        for (const { worker, rule } of rules) worker.addAll(() => rule.keysOf(now, change.previous, this.cache));
      }
    }
  }

  onHeartbeats(beats: readonly { readonly uid: string }[]): void {
    for (const { uid } of beats) {
      const lease = this.cache.byUid(uid);
      if (lease) this.beat(lease);
    }
  }

  private beat(lease: StoredObject): void {
    for (const worker of this.workers) {
      const { definition } = worker;
      if (definition.keysOfHeartbeat) worker.addAll(() => definition.keysOfHeartbeat?.(lease) ?? []);
    }
  }

  onReset(): void {
    for (const [kind, rules] of this.byKind) {
      for (const stored of this.cache.list(kind)) {
        for (const { worker, rule } of rules) worker.addAll(() => rule.keysOf(stored, undefined, this.cache));
      }
    }
  }
}
