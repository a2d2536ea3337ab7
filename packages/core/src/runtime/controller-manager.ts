// kube-controller-manager: of all its replicas one runs the controllers, anew for each term.
import { type ComponentOptions, type ComponentReport, startComponent } from './component.ts';
import type { ControllerFactory } from './controller.ts';
import { type RunningControllers, startControllers } from './controller-runner.ts';
import { selectControllers } from './controller-selection.ts';
import { type ControllerStats, idleStats } from './controller-worker.ts';

export interface ControllerManagerOptions extends ComponentOptions {
  readonly factories: readonly ControllerFactory[];
  /** `--controllers`: `['*', '-garbage-collector-controller']`. */
  readonly selection: readonly string[];
}

export interface ControllerReport extends ControllerStats {
  /** Whether this process runs it: false while another replica leads. */
  readonly leader: boolean;
}

export interface RunningControllerManager {
  readonly isLeader: boolean;
  report(): ComponentReport;
  controllers(): readonly ControllerReport[];
  stop(): Promise<void>;
}

export function startControllerManager(options: ControllerManagerOptions): RunningControllerManager {
  const { registry, clock, factories, selection, warn } = options;
  const selected = selectControllers(factories, selection);
  let running: RunningControllers | undefined;
  const component = startComponent(options, ({ request, recordEvent, fenced }) => {
    const controllers = selected.map((make) => make());
    const term = startControllers({ registry, clock, controllers, request, recordEvent, warn, onFenced: fenced });
    running = term;
    return {
      async stop() {
        await term.stop();
        running = undefined;
      },
    };
  });
  const idle = selected.map((make) => ({ ...idleStats(make()), leader: false }));
  return {
    get isLeader() {
      return component.isLeader;
    },
    controllers: () => running?.stats().map((stats) => ({ ...stats, leader: true })) ?? idle,
    report: () => component.report(),
    stop: () => component.stop(),
  };
}
