// The parts of a control plane put together over one store. A process may serve the API, run the loops, or both.
import { controllers } from './kinds/controllers.ts';
import { kinds } from './kinds/kinds.ts';
import { Registry } from './registry/registry.ts';
import type { Clock } from './resource/clock.ts';
import {
  type ControllerReport,
  type RunningControllerManager,
  startControllerManager,
} from './runtime/controller-manager.ts';
import { selectControllers } from './runtime/controller-selection.ts';
import type { LeaderElectionOptions } from './runtime/leader-election-options.ts';
import type { Store } from './store/store.ts';
import { WatchCache } from './store/watch-cache.ts';

export interface ControlPlane {
  readonly store: Store;
  readonly cache: WatchCache;
  readonly registry: Registry;
  /** Lets this process compete to run the controllers. Throws BadRequest for controllers that do not exist. */
  startControllers(options: LoopOptions): void;
  /** The controllers of this process; none where it does not compete to run them. */
  controllers(): readonly ControllerReport[];
  /** Ends everything that works on the store, then closes it. */
  stop(): Promise<void>;
}

export interface LoopOptions {
  /** Unique among all processes: `<host>_<random>`. */
  readonly identity: string;
  /** `--controllers`: `['*', '-garbage-collector-controller']`. */
  readonly controllers: readonly string[];
  readonly leaderElection: Omit<LeaderElectionOptions, 'resourceName'>;
  /** Told of failures that are tried again by themselves. */
  readonly warn: (text: string, error: unknown) => void;
  /** Told when this process begins to lead and when it has stopped. */
  readonly onLeading?: (component: string, isLeader: boolean) => void;
}

/** Throws BadRequest for a name that no controller has. */
export function checkControllerNames(selection: readonly string[]): void {
  selectControllers(controllers, selection);
}

export async function startControlPlane(store: Store, clock: Clock): Promise<ControlPlane> {
  const cache = await WatchCache.start(store, { clock });
  const registry = new Registry({ store, cache, kinds, clock });
  let manager: RunningControllerManager | undefined;
  return {
    store,
    cache,
    registry,
    startControllers({ identity, controllers: selection, leaderElection, warn, onLeading }) {
      manager = startControllerManager({
        registry,
        clock,
        identity,
        factories: controllers,
        selection,
        leaderElection: { ...leaderElection, resourceName: 'kube-controller-manager' },
        warn,
        onLeading: (isLeader) => onLeading?.('kube-controller-manager', isLeader),
      });
    },
    controllers: () => manager?.controllers() ?? [],
    async stop() {
      await manager?.stop();
      cache.stop();
      await store.close();
    },
  };
}
