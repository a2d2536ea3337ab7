// Runs the probes of all containers on the node, each on its own ticker, and keeps what they amount to.
import type { Container, Pod, Probe } from '@portolan/client';
import type { Timer } from '@portolan/client/clock.ts';
import type { AgentClock } from '../clock.ts';
import { podEvent, type RecordEvent } from '../events/pod-events.ts';
import { isSidecar, specOf, uidOf } from '../pod-spec.ts';
import type { RuntimeService } from '../runtime/runtime-service.ts';
import { isRunning, newestOf, type PodRuntimeState, readySandbox } from '../runtime-manager/pod-runtime-state.ts';
import {
  initialProbeState,
  isDue,
  nextProbeState,
  type ProbeKind,
  type ProbeOutcome,
  type ProbeResult,
  type ProbeState,
} from './probe-worker.ts';
import { runProbe } from './run-probe.ts';

export interface ProbeManagerOptions {
  readonly runtime: RuntimeService;
  readonly clock: AgentClock;
  readonly record: RecordEvent;
  stateOf(uid: string): PodRuntimeState;
  /** The result of a probe is another. */
  onResult(uid: string, kind: ProbeKind, result: ProbeResult): void;
}

interface Worker {
  readonly kind: ProbeKind;
  readonly probe: Probe;
  readonly containerName: string;
  pod: Pod;
  state: ProbeState | undefined;
  timer: Timer | undefined;
  isStopped: boolean;
  isProbing: boolean;
}

const kinds: ReadonlyArray<{ readonly kind: ProbeKind; readonly of: (container: Container) => Probe | undefined }> = [
  { kind: 'startup', of: (container) => container.startupProbe },
  { kind: 'readiness', of: (container) => container.readinessProbe },
  { kind: 'liveness', of: (container) => container.livenessProbe },
];
/** What could not be tried is tried so often at once. */
const maxTries = 3;
const podIpOf = (state: PodRuntimeState) => readySandbox(state)?.ips[0] ?? '';

export class ProbeManager {
  private readonly options: ProbeManagerOptions;
  private readonly startedAtMs: number;
  /** By pod and `container kind`. */
  private readonly pods = new Map<string, Map<string, Worker>>();

  constructor(options: ProbeManagerOptions) {
    this.options = options;
    this.startedAtMs = options.clock.monotonic();
  }

  result(uid: string, container: string, kind: ProbeKind, containerId: string): ProbeResult | undefined {
    const state = this.pods.get(uid)?.get(`${container} ${kind}`)?.state;
    return state?.containerId === containerId ? state.result : undefined;
  }

  has(uid: string, container: string, kind: ProbeKind): boolean {
    return this.pods.get(uid)?.has(`${container} ${kind}`) ?? false;
  }

  /** The result of whichever container it is that has this id. */
  resultOf(containerId: string, kind: ProbeKind): ProbeResult | undefined {
    for (const workers of this.pods.values()) {
      for (const worker of workers.values()) {
        if (worker.kind === kind && worker.state?.containerId === containerId) return worker.state.result;
      }
    }
    return undefined;
  }

  addPod(pod: Pod): void {
    const { initContainers = [], containers } = specOf(pod);
    const workers = this.pods.get(uidOf(pod)) ?? new Map<string, Worker>();
    this.pods.set(uidOf(pod), workers);
    for (const worker of workers.values()) worker.pod = pod;
    for (const container of [...containers, ...initContainers.filter(isSidecar)]) {
      for (const { kind, of } of kinds) {
        const probe = of(container);
        const key = `${container.name} ${kind}`;
        if (!probe || workers.has(key)) continue;
        const worker: Worker = {
          kind,
          probe,
          containerName: container.name,
          pod,
          state: undefined,
          timer: undefined,
          isStopped: false,
          isProbing: false,
        };
        workers.set(key, worker);
        this.begin(worker);
      }
    }
  }

  /** A pod that is being ended is not killed for its liveness, but its readiness still counts. */
  stopLivenessAndStartup(uid: string): void {
    for (const worker of this.pods.get(uid)?.values() ?? []) if (worker.kind !== 'readiness') this.stopWorker(worker);
  }

  removePod(uid: string): void {
    for (const worker of this.pods.get(uid)?.values() ?? []) this.stopWorker(worker);
    this.pods.delete(uid);
  }

  stop(): void {
    for (const uid of [...this.pods.keys()]) this.removePod(uid);
  }

  private stopWorker(worker: Worker): void {
    worker.isStopped = true;
    worker.timer?.cancel();
  }

  /** After a start of the agent, probes of many pods would all come at once: each waits for a part of its period. */
  private begin(worker: Worker): void {
    const { clock } = this.options;
    const periodMs = (worker.probe.periodSeconds ?? 10) * 1000;
    const isNewAgent = periodMs > clock.monotonic() - this.startedAtMs;
    this.schedule(worker, isNewAgent ? clock.random() * periodMs : 0);
  }

  private schedule(worker: Worker, delayMs: number): void {
    if (worker.isStopped) return;
    worker.timer?.cancel();
    worker.timer = this.options.clock.setTimer(delayMs, () => {
      this.schedule(worker, (worker.probe.periodSeconds ?? 10) * 1000);
      void this.tick(worker);
    });
  }

  private async tick(worker: Worker): Promise<void> {
    if (worker.isProbing) return;
    const { clock } = this.options;
    const container = this.containerOf(worker);
    const state = this.options.stateOf(uidOf(worker.pod));
    const record = newestOf(state, worker.containerName);
    if (!container || !record) return;
    if (worker.state?.containerId !== record.id) {
      worker.state = initialProbeState(worker.kind, record.id, this.wasReady(worker, record.id));
    }
    if (!isRunning(record)) return;
    const moment = {
      nowMs: clock.now(),
      startedAtMs: record.startedAtMs ?? record.createdAtMs,
      isStarted: this.isStarted(worker.pod, container, record.id),
    };
    if (!isDue(worker.state, worker.kind, worker.probe, moment)) return;
    worker.isProbing = true;
    const outcome = await this.attempt(worker, container, record.id, podIpOf(state));
    worker.isProbing = false;
    if (outcome && !worker.isStopped) this.take(worker, outcome, record.id);
  }

  private containerOf({ pod, containerName }: Worker): Container | undefined {
    const { initContainers = [], containers } = specOf(pod);
    return [...containers, ...initContainers].find(({ name }) => name === containerName);
  }

  private wasReady({ pod, containerName }: Worker, containerId: string): boolean {
    const { containerStatuses = [], initContainerStatuses = [] } = pod.status ?? {};
    const status = [...containerStatuses, ...initContainerStatuses].find(({ name }) => name === containerName);
    return status?.ready === true && (status.containerID?.endsWith(`//${containerId}`) ?? false);
  }

  isStarted(pod: Pod, container: Container, containerId: string): boolean {
    if (!container.startupProbe) return true;
    return this.result(uidOf(pod), container.name, 'startup', containerId) === 'Success';
  }

  private async attempt(
    worker: Worker,
    container: Container,
    containerId: string,
    podIp: string,
  ): Promise<ProbeOutcome | undefined> {
    const { runtime, clock } = this.options;
    let failure = '';
    for (let tries = 0; tries < maxTries; tries += 1) {
      try {
        return await runProbe(worker.probe, container, { runtime, clock, containerId, podIp });
      } catch (error) {
        failure = (error as Error).message;
      }
    }
    const note = `${title(worker.kind)} probe errored and resulted in unknown state: ${failure}`;
    this.tell(worker, 'Unhealthy', note);
    return undefined;
  }

  private take(worker: Worker, { result, output }: ProbeOutcome, containerId: string): void {
    const before = worker.state;
    if (before?.containerId !== containerId) return;
    if (result === 'failure') this.tell(worker, 'Unhealthy', `${title(worker.kind)} probe failed: ${output}`);
    if (result === 'warning') this.tell(worker, 'ProbeWarning', `${title(worker.kind)} probe warning: ${output}`);
    const after = nextProbeState(before, worker.kind, worker.probe, result !== 'failure');
    worker.state = after;
    if (after.result === before.result) return;
    const uid = uidOf(worker.pod);
    if (worker.kind === 'startup' && after.result === 'Success') this.hurry(uid, worker.containerName);
    this.options.onResult(uid, worker.kind, after.result);
  }

  /** A container that has just started need not wait a period to be found ready. */
  private hurry(uid: string, containerName: string): void {
    const readiness = this.pods.get(uid)?.get(`${containerName} readiness`);
    if (readiness) this.schedule(readiness, 0);
  }

  private tell({ pod, containerName }: Worker, reason: string, note: string): void {
    this.options.record(podEvent(pod, { type: 'Warning', reason, note, container: containerName }));
  }
}

function title(kind: ProbeKind): string {
  return kind.charAt(0).toUpperCase() + kind.slice(1);
}
