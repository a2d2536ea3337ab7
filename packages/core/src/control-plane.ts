// The parts of a control plane put together over one store.
import { kinds } from './kinds/kinds.ts';
import { Registry } from './registry/registry.ts';
import type { Clock } from './resource/clock.ts';
import type { Store } from './store/store.ts';
import { WatchCache } from './store/watch-cache.ts';

export interface ControlPlane {
  readonly store: Store;
  readonly cache: WatchCache;
  readonly registry: Registry;
  /** Ends everything that works on the store, then closes it. */
  stop(): Promise<void>;
}

export async function startControlPlane(store: Store, clock: Clock): Promise<ControlPlane> {
  const cache = await WatchCache.start(store, { clock });
  const registry = new Registry({ store, cache, kinds, clock });
  return {
    store,
    cache,
    registry,
    async stop() {
      cache.stop();
      await store.close();
    },
  };
}
