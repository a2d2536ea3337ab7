// A process of the control plane: a cache, a registry, the controllers and the scheduler, each behind a leader election.
import { controllersWith } from '@portolan/core/kinds/controllers.ts';
import { kinds } from '@portolan/core/kinds/kinds.ts';
import type { Operation } from '@portolan/core/registry/operation.ts';
import { Registry } from '@portolan/core/registry/registry.ts';
import { ApiError, isReason } from '@portolan/core/resource/api-error.ts';
import { startComponent } from '@portolan/core/runtime/component.ts';
import type { ControllerDefinition, ReconcileContext } from '@portolan/core/runtime/controller.ts';
import { startControllerManager } from '@portolan/core/runtime/controller-manager.ts';
import { leaderElectionDefaults } from '@portolan/core/runtime/leader-election-options.ts';
import { startScheduler } from '@portolan/core/scheduler/scheduler.ts';
import { WatchCache } from '@portolan/core/store/watch-cache.ts';
import type { SeededRandom } from '../../reliability/seeded-random.ts';
import type { Bug } from '../bugs/bug.ts';
import type { Step } from '../invariants/invariant.ts';
import { Link } from './link.ts';
import { ProcessClock } from './process-clock.ts';
import type { World } from './world.ts';

export interface ControlProcessParts {
  readonly world: World;
  readonly name: string;
  readonly random: SeededRandom;
  readonly bug: Bug | undefined;
  /** A quota as admission would keep it: whether this change set is refused. */
  isOverQuota(operations: readonly Operation[]): boolean;
}

export class ControlProcess {
  readonly name: string;
  readonly clock: ProcessClock;
  readonly link: Link;
  private readonly parts: ControlProcessParts;
  private steps = 0;

  constructor(parts: ControlProcessParts) {
    const { world, name, random, bug } = parts;
    this.parts = parts;
    this.name = name;
    this.clock = new ProcessClock(world.clock, 250);
    this.link = new Link({ world, name, clock: this.clock, random, mistake: bug?.link, crash: () => this.kill() });
    void this.run();
  }

  kill(): void {
    if (this.clock.isDead) return;
    this.clock.kill();
    this.link.close();
    this.parts.world.trace.add(this.name, 'killed');
  }

  private async run(): Promise<void> {
    const { bug, name: identity } = this.parts;
    const { clock } = this;
    const cache = await this.fill();
    const plain = new Registry({ store: this.link.store, cache, kinds, clock });
    const registry = bug?.registry?.(plain) ?? plain;
    const warn = (text: string, error: unknown) => this.warn(text, error);
    const common = { registry, clock, identity, warn };
    startControllerManager({
      ...common,
      name: 'kube-controller-manager',
      leaderElection: leaderElectionDefaults('kube-controller-manager'),
      factories: controllersWith().map((make) => () => this.watched(bug?.controller?.(make()) ?? make())),
      selection: ['*'],
    });
    const scheduling = { ...common, name: 'kube-scheduler', leaderElection: leaderElectionDefaults('kube-scheduler') };
    startComponent(scheduling, ({ request, recordEvent, fenced }) =>
      startScheduler({
        registry,
        clock,
        request,
        fenced,
        warn,
        ...(bug?.profile && { profile: bug.profile(registry) }),
        recordEvent: (event) => recordEvent(event, 'default-scheduler'),
      }),
    );
  }

  /** The store may be away when a process begins: as whoever starts it would, it tries again. */
  private async fill(): Promise<WatchCache> {
    for (;;) {
      try {
        return await WatchCache.start(this.link.store, { clock: this.clock });
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        await new Promise<void>((resolve) => this.clock.setTimer(1_000, resolve));
      }
    }
  }

  private warn(text: string, error: unknown): void {
    const { world } = this.parts;
    world.trace.add(this.name, `${text}: ${error instanceof Error ? error.message : String(error)}`);
    if (error instanceof Error && !(error instanceof ApiError)) world.report('no-surprise', `${text}: ${error.stack}`);
  }

  private watched(definition: ControllerDefinition): ControllerDefinition {
    return {
      ...definition,
      reconcile: (context, key) => {
        const step = { process: this.name, controller: definition.name, key, number: ++this.steps };
        return definition.reconcile({ ...context, execute: this.executing(step, context) }, key);
      },
    };
  }

  private executing(step: Step, context: ReconcileContext): ReconcileContext['execute'] {
    const { world, isOverQuota } = this.parts;
    return async (operations, options) => {
      const told = { step, operations, atMs: world.clock.now() };
      try {
        if (isOverQuota(operations)) throw new ApiError('Forbidden', 'exceeded quota: pods');
        const result = await context.execute(operations, options);
        world.attempted({ ...told, isRefused: false });
        return result;
      } catch (error) {
        world.attempted({ ...told, isRefused: isReason(error, 'Forbidden', 'Invalid') });
        throw error;
      }
    };
  }
}
