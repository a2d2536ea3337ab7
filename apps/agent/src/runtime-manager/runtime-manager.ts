// Brings the containers of a pod to what its spec says: asks computePodActions what to do, and does it.
import type { Pod } from '@portolan/client';
import type { AgentClock } from '../clock.ts';
import { podEvent, type RecordEvent } from '../events/pod-events.ts';
import { specOf, uidOf } from '../pod-spec.ts';
import type { Mount, PodSandbox, RuntimeService } from '../runtime/runtime-service.ts';
import type { WaitingReason } from '../status-manager/container-statuses.ts';
import { BackOff } from './back-off.ts';
import { computePodActions, type PodActions, type ProbeVerdicts } from './compute-pod-actions.ts';
import type { EnvironmentSources } from './environment.ts';
import { killAllContainers, killForRestart } from './kill-container.ts';
import type { PodPlace } from './pod-fields.ts';
import { newestOf, type PodRuntimeState } from './pod-runtime-state.ts';
import { hostnameOf, podLogDirectory, type StartContext, startContainer } from './start-container.ts';

export interface RuntimeManagerOptions {
  readonly runtime: RuntimeService;
  readonly clock: AgentClock;
  readonly sources: EnvironmentSources;
  readonly verdicts: ProbeVerdicts;
  readonly record: RecordEvent;
  /** Directory of all logs of this node. */
  readonly logs: string;
}

export interface SyncInput {
  readonly pod: Pod;
  readonly state: PodRuntimeState;
  readonly place: Omit<PodPlace, 'podIps'>;
  mountsOf(place: PodPlace): Promise<ReadonlyMap<string, readonly Mount[]>>;
}

/** Something did not start: the sandbox or a container; when to try again. */
export interface SyncOutcome {
  readonly retryAfterMs?: number;
}

const sandboxRetryMs = 10_000;

export class RuntimeManager {
  private readonly options: RuntimeManagerOptions;
  private readonly backOff: BackOff;
  private readonly reasons = new Map<string, WaitingReason>();

  constructor(options: RuntimeManagerOptions) {
    this.options = options;
    this.backOff = new BackOff(options.clock);
  }

  /** Why a container could not be started the last time it was to be. */
  reasonOf(uid: string, container: string): WaitingReason | undefined {
    return this.reasons.get(`${uid}/${container}`);
  }

  forget(uid: string): void {
    this.backOff.forget(`${uid}/`);
    for (const key of [...this.reasons.keys()]) if (key.startsWith(`${uid}/`)) this.reasons.delete(key);
  }

  async syncPod(input: SyncInput): Promise<SyncOutcome> {
    const { pod, state } = input;
    const actions = computePodActions(pod, state, this.options.verdicts);
    await this.kill(pod, state, actions);
    if (actions.starts.length === 0) return {};
    const found = state.sandboxes[0];
    const sandbox = actions.createSandbox || !found ? await this.createSandbox(pod, actions.attempt) : found;
    if (!sandbox) return { retryAfterMs: sandboxRetryMs };
    return this.startAll(input, actions, sandbox);
  }

  /** Ends everything of the pod. Resolves when nothing of it runs. */
  async killPod(pod: Pod, state: PodRuntimeState, graceSeconds?: number): Promise<void> {
    await killAllContainers(pod, state, graceSeconds, this.options);
    await Promise.all(state.sandboxes.map(({ id }) => this.options.runtime.stopPodSandbox(id)));
  }

  private async kill(pod: Pod, state: PodRuntimeState, { killPod, createSandbox, kills }: PodActions): Promise<void> {
    if (!killPod) {
      await Promise.all(kills.map((each) => killForRestart(pod, state, each, this.options)));
      return;
    }
    if (createSandbox) {
      const note = 'Pod sandbox changed, it will be killed and re-created.';
      this.options.record(podEvent(pod, { type: 'Normal', reason: 'SandboxChanged', note }));
    }
    await this.killPod(pod, state);
  }

  private async createSandbox(pod: Pod, attempt: number): Promise<PodSandbox | undefined> {
    const { runtime, logs, record } = this.options;
    const { name, namespace = 'default', labels = {}, annotations = {} } = pod.metadata;
    const uid = uidOf(pod);
    try {
      const id = await runtime.runPodSandbox({
        uid,
        name,
        namespace,
        attempt,
        hostname: hostnameOf(pod),
        hostNetwork: specOf(pod).hostNetwork ?? false,
        logDirectory: podLogDirectory(logs, { namespace, name, uid }),
        labels,
        annotations,
      });
      const sandboxes = await runtime.listPodSandboxes();
      return sandboxes.find((each) => each.id === id);
    } catch (error) {
      const note = `Failed to create pod sandbox: ${(error as Error).message}`;
      record(podEvent(pod, { type: 'Warning', reason: 'FailedCreatePodSandBox', note }));
      return undefined;
    }
  }

  private async startAll(input: SyncInput, { starts }: PodActions, sandbox: PodSandbox): Promise<SyncOutcome> {
    const { pod, state } = input;
    const { runtime, clock, sources, record } = this.options;
    const podIps = sandbox.ips.length === 0 && specOf(pod).hostNetwork === true ? input.place.hostIps : sandbox.ips;
    const place: PodPlace = { ...input.place, podIps };
    const mounts = await input.mountsOf(place);
    const context: StartContext = { runtime, clock, sources, record, backOff: this.backOff };
    const retries: number[] = [];
    for (const container of starts) {
      const before = newestOf(state, container.name);
      const result = await startContainer(
        { pod, container, sandboxId: sandbox.id, before, place, mounts: mounts.get(container.name) ?? [] },
        context,
      );
      const key = `${uidOf(pod)}/${container.name}`;
      if (result.waiting) this.reasons.set(key, result.waiting);
      else this.reasons.delete(key);
      if (result.retryAfterMs !== undefined) retries.push(result.retryAfterMs);
    }
    return retries.length > 0 ? { retryAfterMs: Math.min(...retries) } : {};
  }
}
