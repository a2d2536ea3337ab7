// The pod lifecycle event generator: lists what the runtime has, at least each second and whenever the runtime hints at a
// change, and tells which pods changed. The list is the truth; a hint that is lost costs a second.

import type { Timer } from '@portolan/client/clock.ts';
import type { AgentClock } from './clock.ts';
import type { RuntimeService } from './runtime/runtime-service.ts';
import { durationText } from './runtime-manager/back-off.ts';
import { emptyState, groupByPod, type PodRuntimeState } from './runtime-manager/pod-runtime-state.ts';

const relistMs = 1_000;
const thresholdMs = 180_000;

export interface PlegOptions {
  readonly runtime: RuntimeService;
  readonly clock: AgentClock;
  onPodsChanged(uids: readonly string[]): void;
  report(error: unknown, where: string): void;
}

export class Pleg {
  private readonly options: PlegOptions;
  private states: ReadonlyMap<string, PodRuntimeState> = new Map();
  private running: Promise<void> | undefined;
  private following: Promise<void> | undefined;
  private lastSuccessMs: number | undefined;
  private timer: Timer | undefined;
  private unsubscribe: (() => void) | undefined;
  private isStopped = false;

  constructor(options: PlegOptions) {
    this.options = options;
  }

  /** Resolves when what runs already is known. */
  async start(): Promise<void> {
    this.unsubscribe = this.options.runtime.onEvent(() => this.relistSoon());
    await this.fresh();
    this.schedule();
  }

  stop(): void {
    this.isStopped = true;
    this.timer?.cancel();
    this.unsubscribe?.();
  }

  state(uid: string): PodRuntimeState {
    return this.states.get(uid) ?? emptyState(uid);
  }

  /** Every pod of which the runtime has something. */
  all(): readonly PodRuntimeState[] {
    return [...this.states.values()];
  }

  /** Resolves when the states show everything that happened before the call. */
  fresh(): Promise<void> {
    this.following ??= (this.running ?? Promise.resolve())
      .catch(() => undefined) // Whoever asked for that list hears of its failure.
      .then(() => {
        this.following = undefined;
        this.running = this.relist().finally(() => {
          this.running = undefined;
        });
        return this.running;
      });
    return this.following;
  }

  /** Why the node is not ready; undefined while all is well. */
  trouble(): string | undefined {
    if (this.lastSuccessMs === undefined) return 'PLEG is not healthy: pleg has yet to be successful';
    const elapsedMs = this.options.clock.monotonic() - this.lastSuccessMs;
    if (elapsedMs <= thresholdMs) return undefined;
    return `PLEG is not healthy: pleg was last seen active ${durationText(elapsedMs)} ago; threshold is 3m0s`;
  }

  private schedule(): void {
    if (this.isStopped) return;
    this.timer = this.options.clock.setTimer(relistMs, () => {
      this.relistAndReport().then(() => this.schedule());
    });
  }

  private relistSoon(): void {
    if (!this.isStopped) void this.relistAndReport();
  }

  private relistAndReport(): Promise<void> {
    return this.fresh().catch((error: unknown) => this.options.report(error, 'list the containers of the runtime'));
  }

  private async relist(): Promise<void> {
    const { runtime, clock } = this.options;
    // Containers first: a container that is listed has its sandbox listed after it.
    const containers = await runtime.listContainers();
    const sandboxes = await runtime.listPodSandboxes();
    const before = this.states;
    this.states = groupByPod(sandboxes, containers);
    this.lastSuccessMs = clock.monotonic();
    const uids = new Set([...before.keys(), ...this.states.keys()]);
    const changed = [...uids].filter((uid) => digestOf(before.get(uid)) !== digestOf(this.states.get(uid)));
    if (changed.length > 0 && !this.isStopped) this.options.onPodsChanged(changed);
  }
}

function digestOf(state: PodRuntimeState | undefined): string {
  if (!state) return '';
  const sandboxes = state.sandboxes.map((each) => `${each.id} ${each.state} ${each.ips.join()}`);
  return [...sandboxes, ...state.containers.map((each) => `${each.id} ${each.state}`)].join('\n');
}
