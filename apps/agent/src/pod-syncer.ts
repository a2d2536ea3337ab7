// What a pod worker does at each stage of a pod's life, with everything that keeps a pod going: probes, volumes, runtime,
// status.
import type { Pod, PodStatus } from '@portolan/client';
import type { AgentClock } from './clock.ts';
import { podEvent, type RecordEvent } from './events/pod-events.ts';
import type { Pleg } from './pleg.ts';
import type { PodManager } from './pod-manager/pod-manager.ts';
import { fullNameOf, isStaticPod, isTerminalPhase, specOf, uidOf } from './pod-spec.ts';
import type { PodVolumes } from './pod-volumes.ts';
import type { PodSteps, SyncResult, Termination } from './pod-workers.ts';
import type { ProbeManager } from './probe-manager/probe-manager.ts';
import type { RuntimeService } from './runtime/runtime-service.ts';
import type { PodPlace } from './runtime-manager/pod-fields.ts';
import { isRunning, type PodRuntimeState } from './runtime-manager/pod-runtime-state.ts';
import type { RuntimeManager } from './runtime-manager/runtime-manager.ts';
import { type PodStatusInput, type PodVerdict, podStatus } from './status-manager/pod-status.ts';
import type { StatusManager } from './status-manager/status-manager.ts';

export interface PodSyncerParts {
  readonly clock: AgentClock;
  readonly runtime: RuntimeService;
  readonly pleg: Pleg;
  readonly pods: PodManager;
  readonly probes: ProbeManager;
  readonly volumes: PodVolumes;
  readonly containers: RuntimeManager;
  readonly statuses: StatusManager;
  readonly record: RecordEvent;
  place(): Omit<PodPlace, 'podIps'>;
  removeLogs(pod: Pod): Promise<void>;
  /** Makes the API show the static pod. */
  mirror(pod: Pod): void;
}

const volumesMs = 60_000;
const deadline = {
  phase: 'Failed',
  reason: 'DeadlineExceeded',
  message: 'Pod was active on the node longer than the specified deadline',
} as const;

export class PodSyncer implements PodSteps {
  private readonly parts: PodSyncerParts;
  /** When the volumes of each pod were last brought up to date. */
  private readonly volumesAtMs = new Map<string, number>();

  constructor(parts: PodSyncerParts) {
    this.parts = parts;
  }

  async syncPod(given: Pod): Promise<SyncResult> {
    const { pleg, probes, containers } = this.parts;
    await pleg.fresh();
    const pod = this.withOwnStatus(given);
    const leftMs = this.deadlineLeftMs(pod);
    if (leftMs !== undefined && leftMs <= 0) return { end: { verdict: deadline } };
    const uid = uidOf(pod);
    const state = pleg.state(uid);
    const status = this.show(pod, state, 'living');
    if (isTerminalPhase(status.phase)) return { end: {} };
    if (isStaticPod(pod)) this.parts.mirror(pod);
    probes.addPod(pod);
    await this.refreshVolumes(pod, state);
    const outcome = await containers.syncPod({
      pod,
      state,
      place: this.parts.place(),
      mountsOf: (place) => this.prepareVolumes(pod, place),
    });
    await pleg.fresh();
    const after = this.show(this.withOwnStatus(given), pleg.state(uid), 'living');
    if (isTerminalPhase(after.phase)) return { end: {} };
    const waits = [outcome.retryAfterMs, leftMs, this.deadlineLeftMs({ ...pod, status: after })];
    const known = waits.filter((each) => each !== undefined);
    return known.length > 0 ? { againAfterMs: Math.max(0, Math.min(...known)) } : {};
  }

  async syncTerminatingPod(given: Pod, { graceSeconds, verdict, signal }: Termination): Promise<void> {
    const { pleg, probes, containers } = this.parts;
    const uid = uidOf(given);
    const pod = this.withOwnStatus(given);
    await pleg.fresh();
    this.show(pod, pleg.state(uid), 'ending', verdict);
    probes.stopLivenessAndStartup(uid);
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
    await Promise.race([containers.killPod(pod, pleg.state(uid), graceSeconds), aborted]);
    if (signal.aborted) return;
    await pleg.fresh();
    const left = pleg.state(uid).containers.filter(isRunning);
    if (left.length > 0) throw new Error(`containers still run: ${left.map(({ config }) => config.name).join(', ')}`);
    probes.removePod(uid);
    this.show(this.withOwnStatus(given), pleg.state(uid), 'ended', verdict);
  }

  async syncTerminatedPod(given: Pod, verdict: PodVerdict | undefined): Promise<void> {
    const { volumes, statuses, pleg, containers } = this.parts;
    const uid = uidOf(given);
    await volumes.remove(uid);
    this.volumesAtMs.delete(uid);
    containers.forget(uid);
    const pod = this.withOwnStatus(given);
    statuses.set(given, this.statusOf(pod, pleg.state(uid), 'ended', verdict), { isFinished: true });
  }

  async forgetPod(pod: Pod): Promise<void> {
    const { runtime, pleg, statuses, removeLogs } = this.parts;
    const uid = uidOf(pod);
    for (const { id } of pleg.state(uid).sandboxes) {
      await runtime.stopPodSandbox(id);
      await runtime.removePodSandbox(id);
    }
    statuses.forget(uid);
    await removeLogs(pod);
  }

  /** The pod with what this node knows better than the API's copy, which lags behind. */
  private withOwnStatus(pod: Pod): Pod {
    const { statuses, pods } = this.parts;
    const stored = pods.storedPod(pod)?.status ?? pod.status;
    const own = statuses.get(uidOf(pod));
    if (!own) return { ...pod, ...(stored && { status: stored }) };
    const { conditions: _, ...known } = own;
    return { ...pod, status: { ...stored, ...known, ...(stored?.conditions && { conditions: stored.conditions }) } };
  }

  private show(pod: Pod, state: PodRuntimeState, stage: PodStatusInput['stage'], verdict?: PodVerdict): PodStatus {
    const status = this.statusOf(pod, state, stage, verdict);
    this.parts.statuses.set(pod, status);
    return status;
  }

  private statusOf(
    pod: Pod,
    state: PodRuntimeState,
    stage: PodStatusInput['stage'],
    verdict: PodVerdict | undefined,
  ): PodStatus {
    const { clock, runtime, containers, probes } = this.parts;
    const uid = uidOf(pod);
    return podStatus({
      pod,
      state,
      stage,
      hostIps: this.parts.place().hostIps,
      nowMs: clock.now(),
      ...(verdict && { verdict }),
      view: {
        runtimeName: runtime.name,
        reasonOf: (container) => (stage === 'living' ? containers.reasonOf(uid, container) : undefined),
        isStarted: (container, { id }) => probes.isStarted(pod, container, id),
        isReady: (container, { id }) =>
          !container.readinessProbe || probes.result(uid, container.name, 'readiness', id) === 'Success',
      },
    });
  }

  private deadlineLeftMs(pod: Pod): number | undefined {
    const { activeDeadlineSeconds } = specOf(pod);
    const startTime = pod.status?.startTime;
    if (activeDeadlineSeconds === undefined || startTime === undefined) return undefined;
    return Date.parse(startTime) + activeDeadlineSeconds * 1000 - this.parts.clock.now();
  }

  /** Files that follow objects are brought up to date once a minute. */
  private async refreshVolumes(pod: Pod, state: PodRuntimeState): Promise<void> {
    const [sandbox] = state.sandboxes;
    const atMs = this.volumesAtMs.get(uidOf(pod));
    const isRecent = atMs !== undefined && this.parts.clock.monotonic() - atMs < volumesMs;
    if (!sandbox || isRecent || (specOf(pod).volumes ?? []).length === 0) return;
    await this.prepareVolumes(pod, { ...this.parts.place(), podIps: sandbox.ips });
  }

  private async prepareVolumes(pod: Pod, place: PodPlace) {
    try {
      const mounts = await this.parts.volumes.prepare(pod, place);
      this.volumesAtMs.set(uidOf(pod), this.parts.clock.monotonic());
      return mounts;
    } catch (error) {
      const note = (error as Error).message;
      this.parts.record(podEvent(pod, { type: 'Warning', reason: 'FailedMount', note }));
      throw new Error(`prepare the volumes of ${fullNameOf(pod)}`, { cause: error });
    }
  }
}
