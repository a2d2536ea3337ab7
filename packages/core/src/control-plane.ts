// The parts of a control plane put together over one store. A process may serve the API, run the loops, or both.
import { type ControllerSettings, controllersWith } from './kinds/controllers.ts';
import { kinds } from './kinds/kinds.ts';
import { Registry } from './registry/registry.ts';
import type { Clock } from './resource/clock.ts';
import {
  type ComponentOptions,
  type ComponentReport,
  type RunningComponent,
  startComponent,
} from './runtime/component.ts';
import {
  type ControllerReport,
  type RunningControllerManager,
  startControllerManager,
} from './runtime/controller-manager.ts';
import { selectControllers } from './runtime/controller-selection.ts';
import type { LeaderElectionOptions } from './runtime/leader-election-options.ts';
import {
  idleSchedulerStats,
  type RunningScheduler,
  type SchedulerReport,
  startScheduler,
} from './scheduler/scheduler.ts';
import type { Store } from './store/store.ts';
import { WatchCache } from './store/watch-cache.ts';

export interface ControlPlane {
  readonly store: Store;
  readonly cache: WatchCache;
  readonly registry: Registry;
  /** Lets this process compete to run the controllers; to be called once. Throws BadRequest for those that do not exist. */
  startControllers(options: ControllerOptions): void;
  /** Lets this process compete to run the scheduler; to be called once. */
  startScheduler(options: LoopOptions): void;
  /** The controllers of this process; none where it does not compete to run them. */
  controllers(): readonly ControllerReport[];
  /** The scheduler of this process; none where it does not compete to run it. */
  scheduler(): SchedulerReport | undefined;
  /** What this process competes to run, and with what settings. */
  components(): readonly ComponentReport[];
  /** Ends everything that works on the store, then closes it. */
  stop(): Promise<void>;
}

export interface LoopOptions {
  /** Unique among all processes: `<host>_<random>`. */
  readonly identity: string;
  readonly leaderElection: Omit<LeaderElectionOptions, 'resourceName'>;
  /** Name of the lease: that of the component unless told. */
  readonly leaseName?: string;
  /** Told of failures that are tried again by themselves. */
  readonly warn: (text: string, error: unknown) => void;
  /** Told when this process begins to lead and when it has stopped. */
  readonly onLeading?: (component: string, isLeader: boolean) => void;
}

export interface ControllerOptions extends LoopOptions {
  /** `--controllers`: `['*', '-garbage-collector-controller']`. */
  readonly controllers: readonly string[];
  readonly settings?: ControllerSettings;
}

const [managerName, schedulerName] = ['kube-controller-manager', 'kube-scheduler'];
/** Who says what is said of pods: the name of the default profile. */
const schedulerReporter = 'default-scheduler';

/** Throws BadRequest for a name that no controller has. */
export function checkControllerNames(selection: readonly string[]): void {
  selectControllers(controllersWith(), selection);
}

export async function startControlPlane(store: Store, clock: Clock): Promise<ControlPlane> {
  const cache = await WatchCache.start(store, { clock });
  const registry = new Registry({ store, cache, kinds, clock });
  let manager: RunningControllerManager | undefined;
  let scheduler: RunningComponent | undefined;
  let scheduling: RunningScheduler | undefined;
  return {
    store,
    cache,
    registry,
    startControllers(options) {
      const { controllers: selection, settings } = options;
      manager = startControllerManager({
        ...componentOptions(options, managerName, { registry, clock }),
        factories: controllersWith(settings),
        selection,
      });
    },
    startScheduler(options) {
      const component = componentOptions(options, schedulerName, { registry, clock });
      scheduler = startComponent(component, async ({ request, recordEvent, fenced }) => {
        const term = await startScheduler({
          registry,
          clock,
          request,
          fenced,
          warn: options.warn,
          recordEvent: (event) => recordEvent(event, schedulerReporter),
        });
        scheduling = term;
        return {
          async stop() {
            await term.stop();
            scheduling = undefined;
          },
        };
      });
    },
    controllers: () => manager?.controllers() ?? [],
    scheduler: () => scheduler && { leader: scheduler.isLeader, ...(scheduling?.stats() ?? idleSchedulerStats) },
    components: () => [manager?.report(), scheduler?.report()].filter((each) => each !== undefined),
    async stop() {
      await Promise.all([manager?.stop(), scheduler?.stop()]);
      cache.stop();
      await store.close();
    },
  };
}

function componentOptions(
  { identity, leaderElection, leaseName, warn, onLeading }: LoopOptions,
  name: string,
  parts: Pick<ComponentOptions, 'registry' | 'clock'>,
): ComponentOptions {
  return {
    ...parts,
    name,
    identity,
    leaderElection: { ...leaderElection, resourceName: leaseName ?? name },
    warn,
    onLeading: (isLeader) => onLeading?.(name, isLeader),
  };
}
