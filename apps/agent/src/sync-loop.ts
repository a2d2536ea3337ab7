// Where everything that may concern a pod comes together: pods from the API and from files, changes of containers, results of
// probes, and the ticks by which nothing is forgotten. It decides nothing itself but whether the node takes a pod.
import type { Node, Pod } from '@portolan/client';
import type { Timer } from '@portolan/client/clock.ts';
import { type AdmissionInput, admitPod } from './admission/admit-pod.ts';
import type { AgentClock } from './clock.ts';
import { podEvent, type RecordEvent } from './events/pod-events.ts';
import type { Pleg } from './pleg.ts';
import type { MirrorPods } from './pod-manager/mirror-pods.ts';
import { PodManager } from './pod-manager/pod-manager.ts';
import { isTerminalPhase, uidOf } from './pod-spec.ts';
import type { PodWorkers } from './pod-workers.ts';
import type { RuntimeService } from './runtime/runtime-service.ts';
import { findGarbage } from './runtime-manager/container-gc.ts';
import type { PodRuntimeState } from './runtime-manager/pod-runtime-state.ts';
import type { StatusManager } from './status-manager/status-manager.ts';

export interface SyncLoopParts {
  readonly clock: AgentClock;
  readonly runtime: RuntimeService;
  readonly pleg: Pleg;
  readonly workers: PodWorkers;
  readonly statuses: StatusManager;
  readonly mirrors: Pick<MirrorPods, 'removeOrphans'>;
  readonly record: RecordEvent;
  node(): Pick<Node, 'metadata' | 'spec'>;
  allocatable(): AdmissionInput['allocatable'];
  report(error: unknown, where: string): void;
}

const housekeepingMs = 2_000;
const garbageMs = 60_000;
const orphanGraceSeconds = 1;

export class SyncLoop {
  readonly pods: PodManager;
  private parts: SyncLoopParts | undefined;
  private readonly refused = new Set<string>();
  private readonly ending = new Set<string>();
  private readonly timers = new Set<Timer>();
  private areSourcesReady = false;
  private isStopped = false;

  constructor() {
    this.pods = new PodManager({
      onPod: (pod) => this.onPod(pod),
      onPodGone: (pod) => this.onPodGone(pod),
      onMirror: (fullName) => this.onMirror(fullName),
    });
  }

  start(parts: SyncLoopParts): void {
    this.parts = parts;
    this.every(housekeepingMs, () => this.housekeep());
    this.every(garbageMs, () => this.collectGarbage());
  }

  stop(): void {
    this.isStopped = true;
    for (const timer of this.timers) timer.cancel();
  }

  /** From here on a pod that no source has is not to run. */
  sourcesReady(): void {
    this.areSourcesReady = true;
  }

  private onPod(pod: Pod): void {
    const { workers, statuses } = this.started();
    const uid = uidOf(pod);
    if (this.refused.has(uid)) return statuses.reconcile(uid);
    const isNew = workers.stageOf(uid) === undefined;
    const hasBegun = pod.status?.startTime !== undefined || pod.metadata.deletionTimestamp !== undefined;
    if (isNew && !hasBegun && !isTerminalPhase(pod.status?.phase) && this.refuse(pod)) return;
    workers.update(pod);
    statuses.reconcile(uid);
  }

  /** Whether the node does not take it. */
  private refuse(pod: Pod): boolean {
    const { statuses, workers, record, node, allocatable } = this.started();
    const uid = uidOf(pod);
    const others = this.pods.pods().filter((each) => {
      const stage = workers.stageOf(uidOf(each));
      return stage === 'syncing' || stage === 'terminating';
    });
    const refusal = admitPod({ pod, node: node(), allocatable: allocatable(), others });
    if (!refusal) return false;
    const { reason, message } = refusal;
    this.refused.add(uid);
    record(podEvent(pod, { type: 'Warning', reason, note: message }));
    const status = { ...pod.status, phase: 'Failed' as const, reason, message: `Pod was rejected: ${message}` };
    statuses.set(pod, status, { isFinished: true });
    return true;
  }

  private onPodGone(pod: Pod): void {
    const { workers, statuses } = this.started();
    const uid = uidOf(pod);
    if (this.refused.delete(uid)) statuses.forget(uid);
    workers.remove(uid, pod.metadata.deletionGracePeriodSeconds);
  }

  private onMirror(fullName: string): void {
    const { statuses, workers } = this.started();
    const pod = this.pods.staticPod(fullName);
    if (!pod) return;
    statuses.reconcile(uidOf(pod));
    workers.notify(uidOf(pod));
  }

  private async housekeep(): Promise<void> {
    const { workers, pleg, mirrors } = this.started();
    // A static pod may come back under its old uid before its former life has ended.
    for (const pod of this.pods.pods()) {
      const uid = uidOf(pod);
      if (workers.stageOf(uid) === undefined && !this.refused.has(uid)) this.onPod(pod);
    }
    if (!this.areSourcesReady) return;
    await mirrors.removeOrphans(this.pods);
    for (const state of pleg.all()) {
      if (workers.stageOf(state.uid) === undefined && !this.ending.has(state.uid)) void this.endOrphan(state);
    }
  }

  /** A pod that was deleted while nobody looked. */
  private async endOrphan(state: PodRuntimeState): Promise<void> {
    const { runtime, report } = this.started();
    this.ending.add(state.uid);
    try {
      const running = state.containers.filter((each) => each.state === 'CONTAINER_RUNNING');
      await Promise.all(running.map(({ id }) => runtime.stopContainer(id, orphanGraceSeconds)));
      for (const { id } of state.sandboxes) {
        await runtime.stopPodSandbox(id);
        await runtime.removePodSandbox(id);
      }
    } catch (error) {
      report(error, `end pod ${state.namespace}/${state.name}, which is no longer assigned to this node`);
    } finally {
      this.ending.delete(state.uid);
    }
  }

  private async collectGarbage(): Promise<void> {
    const { pleg, runtime, workers } = this.started();
    const garbage = findGarbage(pleg.all(), (uid) => workers.stageOf(uid) !== undefined || !this.areSourcesReady);
    for (const { id } of garbage.containers) await runtime.removeContainer(id);
    for (const { id } of garbage.sandboxes) await runtime.removePodSandbox(id);
  }

  private every(periodMs: number, run: () => Promise<void>): void {
    const { clock, report } = this.started();
    const next = () => {
      if (this.isStopped) return;
      const timer = clock.setTimer(periodMs, () => {
        this.timers.delete(timer);
        run()
          .catch((error: unknown) => report(error, 'keep house'))
          .then(next);
      });
      this.timers.add(timer);
    };
    next();
  }

  private started(): SyncLoopParts {
    if (!this.parts) throw new Error('the sync loop was not started');
    return this.parts;
  }
}
