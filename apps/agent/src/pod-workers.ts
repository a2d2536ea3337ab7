// One worker per pod, which does one thing at a time:
//
//   syncing      → keeps the containers as the spec says, again and again
//   terminating  → ends them; a shorter grace that comes meanwhile begins this anew
//   terminated   → gives back what the pod held
//   finished     → nothing is left to do until the pod is gone from where it came from
//
// There is no way back. Whatever wakes a worker only marks it: it looks at the newest state each time.
import type { Pod } from '@portolan/client';
import type { Timer } from '@portolan/client/clock.ts';
import type { AgentClock } from './clock.ts';
import { gracePeriodSecondsOf, isTerminalPhase, uidOf } from './pod-spec.ts';
import type { PodVerdict } from './status-manager/pod-status.ts';

export type Stage = 'syncing' | 'terminating' | 'terminated' | 'finished';

export interface SyncResult {
  /** The pod has come to its end by itself, or by this verdict. */
  readonly end?: { readonly verdict?: PodVerdict };
  readonly againAfterMs?: number;
}

export interface Termination {
  /** The pod's own grace when absent. */
  readonly graceSeconds?: number;
  readonly verdict?: PodVerdict;
  /** Aborted when a shorter grace is asked for. */
  readonly signal: AbortSignal;
}

export interface PodSteps {
  syncPod(pod: Pod): Promise<SyncResult>;
  syncTerminatingPod(pod: Pod, termination: Termination): Promise<void>;
  syncTerminatedPod(pod: Pod, verdict: PodVerdict | undefined): Promise<void>;
  /** The pod is gone from where it came from, and everything of it is given back. */
  forgetPod(pod: Pod): Promise<void>;
}

interface Worker {
  readonly uid: string;
  pod: Pod;
  stage: Stage;
  isWorking: boolean;
  /** Woken while it worked. */
  isMarked: boolean;
  /** Gone from where it came from. */
  isGone: boolean;
  graceSeconds: number | undefined;
  verdict: PodVerdict | undefined;
  shorter: AbortController;
  failures: number;
  timer: Timer | undefined;
}

export interface PodWorkersOptions {
  readonly clock: AgentClock;
  readonly steps: PodSteps;
  /** How often a pod of which nothing is heard is looked at. */
  readonly resyncMs: number;
  report(error: unknown, where: string): void;
}

const firstRetryMs = 500;
const maxRetryMs = 10_000;

export class PodWorkers {
  private readonly options: PodWorkersOptions;
  private readonly workers = new Map<string, Worker>();
  private isStopped = false;

  constructor(options: PodWorkersOptions) {
    this.options = options;
  }

  stageOf(uid: string): Stage | undefined {
    return this.workers.get(uid)?.stage;
  }

  uids(): readonly string[] {
    return [...this.workers.keys()];
  }

  /** A new state of the pod, as its source has it. */
  update(pod: Pod): void {
    const uid = uidOf(pod);
    let worker = this.workers.get(uid);
    if (!worker) {
      worker = newWorker(uid, pod);
      this.workers.set(uid, worker);
    }
    worker.pod = pod;
    const { deletionTimestamp } = pod.metadata;
    if (deletionTimestamp !== undefined) this.end(worker, gracePeriodSecondsOf(pod));
    else if (isTerminalPhase(pod.status?.phase)) this.end(worker, undefined);
    this.wake(worker);
  }

  /** The pod's source has it no longer. */
  remove(uid: string, graceSeconds?: number): void {
    const worker = this.workers.get(uid);
    if (!worker) return;
    worker.isGone = true;
    this.end(worker, graceSeconds);
    this.wake(worker);
  }

  /** Ends it although its source still has it: it was refused, took too long, was evicted. */
  terminate(uid: string, verdict: PodVerdict, graceSeconds?: number): void {
    const worker = this.workers.get(uid);
    if (!worker) return;
    worker.verdict ??= verdict;
    this.end(worker, graceSeconds);
    this.wake(worker);
  }

  /** Something may have happened to it. */
  notify(uid: string): void {
    const worker = this.workers.get(uid);
    if (worker) this.wake(worker);
  }

  /** Lets go of the pods without ending them. */
  stop(): void {
    this.isStopped = true;
    for (const { timer } of this.workers.values()) timer?.cancel();
  }

  private end(worker: Worker, graceSeconds: number | undefined): void {
    if (worker.stage === 'syncing') worker.stage = 'terminating';
    if (graceSeconds === undefined) return;
    const before = worker.graceSeconds ?? gracePeriodSecondsOf(worker.pod);
    const isShorter = graceSeconds < before;
    if (worker.graceSeconds === undefined || isShorter) worker.graceSeconds = graceSeconds;
    if (isShorter && worker.stage === 'terminating') worker.shorter.abort();
  }

  private wake(worker: Worker, isRetry = false): void {
    if (this.isStopped) return;
    if (worker.isWorking) {
      worker.isMarked = true;
      return;
    }
    // A pod that cannot be synced is not tried again for every little thing; but what ends it is heard at once.
    if (worker.failures > 0 && !isRetry && worker.stage === 'syncing' && worker.timer) return;
    worker.timer?.cancel();
    worker.timer = undefined;
    worker.isWorking = true;
    worker.isMarked = false;
    void this.work(worker);
  }

  private async work(worker: Worker): Promise<void> {
    let nextMs: number | undefined;
    try {
      nextMs = await this.step(worker);
      worker.failures = 0;
    } catch (error) {
      this.options.report(error, `pod ${worker.pod.metadata.namespace}/${worker.pod.metadata.name} (${worker.stage})`);
      nextMs = Math.min(maxRetryMs, firstRetryMs * 2 ** worker.failures);
      worker.failures += 1;
    }
    worker.isWorking = false;
    if (!this.workers.has(worker.uid)) return;
    if (worker.isMarked && worker.failures === 0) this.wake(worker);
    else if (nextMs !== undefined && !this.isStopped) {
      worker.timer = this.options.clock.setTimer(nextMs, () => {
        worker.timer = undefined;
        this.wake(worker, true);
      });
    }
  }

  /** When to look again; undefined: when woken. */
  private async step(worker: Worker): Promise<number | undefined> {
    const { steps, resyncMs } = this.options;
    const { pod, verdict, graceSeconds } = worker;
    switch (worker.stage) {
      case 'syncing': {
        const { end, againAfterMs } = await steps.syncPod(pod);
        if (!end) return Math.min(againAfterMs ?? resyncMs, resyncMs);
        worker.verdict ??= end.verdict;
        if (worker.stage === 'syncing') worker.stage = 'terminating';
        return 0;
      }
      case 'terminating': {
        worker.shorter = new AbortController();
        const { signal } = worker.shorter;
        await steps.syncTerminatingPod(pod, {
          ...(graceSeconds !== undefined && { graceSeconds }),
          ...(verdict && { verdict }),
          signal,
        });
        if (!signal.aborted) worker.stage = 'terminated';
        return 0;
      }
      case 'terminated':
        await steps.syncTerminatedPod(pod, verdict);
        worker.stage = 'finished';
        return 0;
      case 'finished':
        if (!worker.isGone) return undefined;
        await steps.forgetPod(pod);
        this.workers.delete(worker.uid);
        return undefined;
    }
  }
}

function newWorker(uid: string, pod: Pod): Worker {
  return {
    uid,
    pod,
    stage: 'syncing',
    isWorking: false,
    isMarked: false,
    isGone: false,
    graceSeconds: undefined,
    verdict: undefined,
    shorter: new AbortController(),
    failures: 0,
    timer: undefined,
  };
}
