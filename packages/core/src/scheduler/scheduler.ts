// The scheduler: takes pods that wait for a node from its queue, decides in memory, and binds in batches behind that.
//
// A decision counts at once: the pod is put on its node in the scheduler's own cluster, so that the next pod finds its
// resources taken. The binding follows in a change set with others; if it is refused, the pod is taken off again. So many
// decisions are made per commit, and none waits for the database.

import { bindingRefusal } from '../registry/prepare-bind.ts';
import type { Registry } from '../registry/registry.ts';
import type { Request } from '../registry/request.ts';
import { ApiError, isReason } from '../resource/api-error.ts';
import { type Clock, delay, timeText } from '../resource/clock.ts';
import type { Pod } from '../resource/generated/kubernetes.ts';
import type { AnyObject } from '../resource/object.ts';
import type { EventDraft } from '../runtime/controller.ts';
import { ClassView, pickBest } from './class-view.ts';
import { podKind, podOf } from './cluster-feed.ts';
import { commitBatch } from './commit-batch.ts';
import { type Decision, decisionAnnotation } from './decision.ts';
import { type Diagnosis, diagnose } from './evaluate.ts';
import { FailureEvents, unschedulableCondition } from './failure-report.ts';
import type { PodClass } from './pod-class.ts';
import { defaultProfile, type Profile } from './profile.ts';
import { SchedulerState } from './scheduler-state.ts';
import type { QueuedPod } from './scheduling-queue.ts';

export interface SchedulerParts {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly request: Request;
  recordEvent(draft: EventDraft): void;
  /** Called when a write is refused because another leads. */
  fenced?(): void;
  /** Told of failures that are tried again by themselves. */
  warn?(text: string, error: unknown): void;
  readonly profile?: Profile;
}

export interface SchedulerStats {
  readonly bound: number;
  readonly unschedulableAttempts: number;
  /** Bindings that were refused or failed. */
  readonly failedBindings: number;
  readonly queue: Readonly<Record<'active' | 'backoff' | 'unschedulable', number>>;
  readonly nodes: number;
  readonly classes: number;
}

export interface SchedulerReport extends SchedulerStats {
  /** Whether this process runs it: false while another replica leads. */
  readonly leader: boolean;
}

/** Of a process in which no scheduler works. */
export const idleSchedulerStats: SchedulerStats = {
  bound: 0,
  unschedulableAttempts: 0,
  failedBindings: 0,
  queue: { active: 0, backoff: 0, unschedulable: 0 },
  nodes: 0,
  classes: 0,
};

export interface RunningScheduler {
  /** Resolves when nothing is written any more. */
  stop(): Promise<void>;
  stats(): SchedulerStats;
}

const maxBatch = 500;
/** Change sets on their way at a time. */
const maxInFlight = 4;
/** How long decisions are made without letting anything else happen. */
const maxTurnMs = 10;
const maxViews = 512;
const retryDelayMs = 1_000;

interface Binding {
  readonly uid: string;
  readonly pod: Pod;
  readonly nodeName: string;
  readonly decision: Decision;
}

interface Failure {
  readonly pod: Pod;
  readonly message: string;
}

interface Decisions {
  readonly bindings: readonly Binding[];
  readonly failures: readonly Failure[];
  /** Why there are no more: no pod waits, others must get a turn, or these are enough for one change set. */
  readonly end: 'idle' | 'turn over' | 'batch full';
}

export async function startScheduler(parts: SchedulerParts): Promise<RunningScheduler> {
  await parts.registry.cache.fresh();
  const scheduler = new Scheduler(parts);
  scheduler.start();
  return scheduler;
}

class Scheduler implements RunningScheduler {
  private readonly parts: SchedulerParts;
  private readonly profile: Profile;
  private readonly state: SchedulerState;
  private readonly views = new Map<string, ClassView>();
  private readonly diagnoses = new Map<PodClass, { readonly version: number; readonly diagnosis: Diagnosis }>();
  private readonly events = new FailureEvents();
  private readonly inFlight = new Set<Promise<void>>();
  private running: Promise<void> | undefined;
  private isWoken = false;
  private stopped = false;
  private counts = { bound: 0, unschedulableAttempts: 0, failedBindings: 0 };

  constructor(parts: SchedulerParts) {
    this.parts = parts;
    this.profile = parts.profile ?? defaultProfile;
    const { registry, clock } = parts;
    this.state = new SchedulerState({
      cache: registry.cache,
      clock,
      profile: this.profile,
      wake: () => this.wake(),
      onGone: (uid) => this.events.forget(uid),
    });
  }

  start(): void {
    this.state.start();
    this.wake();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    this.state.stop();
    await this.running;
    await Promise.all(this.inFlight);
  }

  stats(): SchedulerStats {
    const { queue, cluster, classes } = this.state;
    return { ...this.counts, queue: queue.sizes(), nodes: cluster.nodeCount, classes: classes.size };
  }

  /** Deciding begins once whatever happens now has happened, so that pods that come together are decided on together. */
  private wake(): void {
    this.isWoken = true;
    if (this.running || this.stopped) return;
    this.running = Promise.resolve()
      .then(() => this.run())
      .finally(() => {
        this.running = undefined;
        if (this.isWoken) this.wake();
      });
  }

  private async run(): Promise<void> {
    while (this.isWoken && !this.stopped) {
      this.isWoken = false;
      const { bindings, failures, end } = this.decide();
      if (bindings.length > 0) this.track(this.bind(bindings));
      if (failures.length > 0) this.track(this.report(failures));
      if (end !== 'idle') this.isWoken = true;
      if (this.inFlight.size >= maxInFlight) await Promise.race(this.inFlight);
      else if (end === 'turn over') await delay(this.parts.clock, 0);
    }
  }

  private track(work: Promise<void>): void {
    const tracked = work.finally(() => this.inFlight.delete(tracked));
    this.inFlight.add(tracked);
  }

  private decide(): Decisions {
    const { clock } = this.parts;
    const endMs = clock.monotonic() + maxTurnMs;
    const bindings: Binding[] = [];
    const failures: Failure[] = [];
    while (!this.stopped && bindings.length < maxBatch && failures.length < maxBatch) {
      const queued = this.state.queue.pop();
      if (!queued) return { bindings, failures, end: 'idle' };
      const placement = this.place(queued);
      if (!placement) {
        const message = this.giveUp(queued);
        if (!queued.isEarly) failures.push({ pod: queued.pod, message });
      } else bindings.push({ uid: queued.uid, pod: queued.pod, ...placement });
      if (clock.monotonic() >= endMs) return { bindings, failures, end: 'turn over' };
    }
    return { bindings, failures, end: 'batch full' };
  }

  private place({ uid, podClass, ...queued }: QueuedPod): Pick<Binding, 'nodeName' | 'decision'> | undefined {
    if (this.knownDiagnosis(podClass)) return undefined;
    const { clock } = this.parts;
    const { cluster } = this.state;
    const candidates = this.viewOf(podClass).candidates();
    const slot = pickBest(candidates, () => clock.random());
    const node = slot === undefined ? undefined : cluster.slots[slot];
    if (slot === undefined || !node) return undefined;
    this.state.assume(uid, podClass, node.facts.name);
    const decision = {
      observedAtMs: queued.observedAtMs,
      decidedAtMs: clock.now(),
      attempts: queued.attempts,
      nodes: cluster.nodeCount,
      fitting: candidates.count,
      score: candidates.totals[candidates.slots.indexOf(slot)] ?? 0,
    };
    return { nodeName: node.facts.name, decision };
  }

  /** Least recently used views make room. */
  private viewOf(podClass: PodClass): ClassView {
    const known = this.views.get(podClass.key);
    const view = known?.pod === podClass ? known : new ClassView(this.profile, this.state.cluster, podClass);
    this.views.delete(podClass.key);
    this.views.set(podClass.key, view);
    const [oldest] = this.views.keys();
    if (this.views.size > maxViews && oldest !== undefined) this.views.delete(oldest);
    return view;
  }

  /** Pods of one class fit nowhere for the same reasons, as long as nothing changes. */
  private knownDiagnosis(podClass: PodClass): Diagnosis | undefined {
    const known = this.diagnoses.get(podClass);
    return known?.version === this.state.cluster.version ? known.diagnosis : undefined;
  }

  private giveUp({ uid, podClass, isEarly }: QueuedPod): string {
    const { cluster, queue } = this.state;
    let diagnosis = this.knownDiagnosis(podClass);
    if (!diagnosis) {
      diagnosis = diagnose(this.profile, cluster, podClass);
      if (this.diagnoses.size >= maxViews) this.diagnoses.clear();
      this.diagnoses.set(podClass, { version: cluster.version, diagnosis });
    }
    if (!isEarly) this.counts.unschedulableAttempts += 1;
    queue.giveBackUnschedulable(uid, diagnosis.plugins);
    return diagnosis.message;
  }

  private async bind(bindings: readonly Binding[]): Promise<void> {
    const bound = new Set<Binding>();
    try {
      for (const each of await this.commitBindings(bindings)) bound.add(each);
    } catch (error) {
      await this.settleAfter(error, 'bind pods');
    }
    for (const binding of bindings) {
      if (bound.has(binding)) this.sayBound(binding);
      else if (this.state.forget(binding.uid)) this.counts.failedBindings += 1;
    }
  }

  private commitBindings(bindings: readonly Binding[]): Promise<readonly Binding[]> {
    const { registry, request } = this.parts;
    return commitBatch({
      registry,
      request,
      members: bindings,
      operationOf: ({ uid, pod: { metadata }, nodeName }) => ({
        verb: 'bind',
        ref: { name: metadata.name, ...(metadata.namespace !== undefined && { namespace: metadata.namespace }) },
        node: nodeName,
        uid,
      }),
      isWanted: ({ uid }) => {
        const stored = registry.cache.byUid(uid);
        return stored !== undefined && bindingRefusal(podOf(stored), uid) === undefined;
      },
    });
  }

  private sayBound({ pod, nodeName, decision }: Binding): void {
    this.counts.bound += 1;
    const { namespace, name } = pod.metadata;
    this.parts.recordEvent({
      regarding: pod as AnyObject & Pod,
      type: 'Normal',
      reason: 'Scheduled',
      action: 'Binding',
      note: `Successfully assigned ${namespace}/${name} to ${nodeName}`,
      annotations: decisionAnnotation(decision),
    });
  }

  /** After a write of which it is not known what became: only once the cache is fresh does it show that. */
  private async settleAfter(error: unknown, what: string): Promise<void> {
    if (!(error instanceof ApiError)) throw error;
    if (isReason(error, 'Fenced')) {
      this.stopped = true;
      this.parts.fenced?.();
      return;
    }
    this.parts.warn?.(what, error);
    while (!this.stopped) {
      try {
        await this.parts.registry.cache.fresh();
        return;
      } catch (stale) {
        if (!(stale instanceof ApiError)) throw stale;
        await delay(this.parts.clock, retryDelayMs);
      }
    }
  }

  private async report(failures: readonly Failure[]): Promise<void> {
    const { registry, request, clock, recordEvent } = this.parts;
    const now = timeText(clock.now());
    for (const { pod, message } of failures) {
      if (!this.events.isNews(pod.metadata.uid ?? '', message, clock.now())) continue;
      const regarding = pod as AnyObject & Pod;
      recordEvent({ regarding, type: 'Warning', reason: 'FailedScheduling', action: 'Scheduling', note: message });
    }
    const members = failures.flatMap(({ pod, message }) => {
      const operation = unschedulableCondition(pod, message, now);
      return operation ? { uid: pod.metadata.uid ?? '', operation } : [];
    });
    try {
      await commitBatch({
        registry,
        request,
        members,
        operationOf: ({ operation }) => operation,
        isWanted: ({ uid }) => registry.cache.byUid(uid)?.key.kind === podKind,
      });
    } catch (error) {
      // The next attempt says it again.
      await this.settleAfter(error, 'report pods that fit nowhere');
    }
  }
}
