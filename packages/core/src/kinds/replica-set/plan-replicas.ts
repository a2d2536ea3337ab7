// How many pods a replica set makes or ends, and what its status says. Pure. "Replica set" stands for replication
// controllers too: to Kubernetes' controller one is the other with a plainer selector.
import { timeText } from '../../resource/clock.ts';
import { deepEqual } from '../../resource/equality.ts';
import type { Pod, ReplicaSet, ReplicaSetStatus, ReplicationController } from '../../resource/generated/kubernetes.ts';
import { fromLabels } from '../../resource/label-selector.ts';
import { availableInMs, isReadyPod } from '../pod/readiness.ts';
import { orderForDeletion } from './deletion-order.ts';

/** The most pods that are made or ended in one step, as Kubernetes' BurstReplicas. */
const maxPodsPerStep = 500;

/** What keeps a number of pods. */
export type Replicated = ReplicaSet | ReplicationController;

export interface ReplicaFacts {
  readonly replicaSet: Replicated;
  /** Active pods that it owns. */
  readonly pods: readonly Pod[];
  /** Pods that it owns and that are on their way out. */
  readonly terminating: readonly Pod[];
  readonly nowMs: number;
}

export interface ReplicaPlan {
  readonly create: number;
  readonly end: readonly Pod[];
}

/** `related`: active pods that these are spread with, themselves included. Asked only where a choice is to be made. */
export function planReplicas({ replicaSet, pods, nowMs }: ReplicaFacts, related: () => readonly Pod[]): ReplicaPlan {
  if (replicaSet.metadata.deletionTimestamp !== undefined) return { create: 0, end: [] };
  const missing = (replicaSet.spec?.replicas ?? 0) - pods.length;
  if (missing >= 0) return { create: Math.min(missing, maxPodsPerStep), end: [] };
  const surplus = Math.min(-missing, maxPodsPerStep);
  const ordered = surplus < pods.length ? orderForDeletion(pods, related(), nowMs) : pods;
  return { create: 0, end: ordered.slice(0, surplus) };
}

export interface Failure {
  readonly reason: 'FailedCreate' | 'FailedDelete';
  readonly message: string;
}

/** What the status says of the pods there are. */
export function statusOf(facts: ReplicaFacts, failure?: Failure): ReplicaSetStatus {
  const { replicaSet, pods, terminating, nowMs } = facts;
  const template = fromLabels(replicaSet.spec?.template?.metadata?.labels ?? {});
  const minReadySeconds = replicaSet.spec?.minReadySeconds ?? 0;
  const count = (holds: (pod: Pod) => boolean) => pods.filter(holds).length;
  const conditions = conditionsOf(replicaSet, nowMs, failure);
  return {
    replicas: pods.length,
    ...whereAny({
      fullyLabeledReplicas: count(({ metadata }) => template.matches(metadata.labels)),
      readyReplicas: count(isReadyPod),
      availableReplicas: count((pod) => availableInMs(pod, minReadySeconds, nowMs) === 0),
      observedGeneration: replicaSet.metadata.generation ?? 0,
    }),
    // A replication controller does not say how many are on their way out.
    ...(replicaSet.kind === 'ReplicaSet' && { terminatingReplicas: terminating.length }),
    ...(conditions.length > 0 && { conditions }),
  };
}

/**
 * The status once a plan is carried out, for the same change set. It must differ from the stored one: only then does the
 * guard on the replica set's version refuse a step that was decided on an old view. Where the counts come out as they are
 * stored already (a pod vanished and is replaced), the status says what was found instead, and the next step says the rest.
 */
export function statusAfter(facts: ReplicaFacts, { create, end }: ReplicaPlan): ReplicaSetStatus {
  const { replicaSet, pods, terminating } = facts;
  const ended = new Set(end);
  const left = statusOf({
    ...facts,
    pods: pods.filter((pod) => !ended.has(pod)),
    terminating: [...terminating, ...end.filter(endsSlowly)],
  });
  const made = { replicas: left.replicas + create, fullyLabeledReplicas: (left.fullyLabeledReplicas ?? 0) + create };
  const after = { ...left, replicas: made.replicas, ...whereAny({ fullyLabeledReplicas: made.fullyLabeledReplicas }) };
  return deepEqual(after, replicaSet.status) ? statusOf(facts) : after;
}

/** When the next pod has been ready for long enough, in milliseconds. */
export function nextAvailableInMs({ replicaSet, pods, nowMs }: ReplicaFacts): number | undefined {
  const minReadySeconds = replicaSet.spec?.minReadySeconds ?? 0;
  const waits = pods.map((pod) => availableInMs(pod, minReadySeconds, nowMs) ?? 0).filter((ms) => ms > 0);
  return waits.length > 0 ? Math.min(...waits) : undefined;
}

/** What no node has taken up ends at once. */
function endsSlowly({ spec, metadata }: Pod): boolean {
  return (spec?.nodeName && spec.terminationGracePeriodSeconds !== 0) || (metadata.finalizers?.length ?? 0) > 0;
}

function conditionsOf({ status }: Replicated, nowMs: number, failure: Failure | undefined) {
  const old = status?.conditions ?? [];
  const others = old.filter(({ type }) => type !== 'ReplicaFailure');
  if (!failure) return others;
  const known = old.find(({ type }) => type === 'ReplicaFailure');
  if (known) return old;
  const { reason, message } = failure;
  return [...others, { type: 'ReplicaFailure', status: 'True', lastTransitionTime: timeText(nowMs), reason, message }];
}

/** Kubernetes leaves counts of nothing out. */
function whereAny<T extends Record<string, number>>(counts: T): Partial<T> {
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count !== 0)) as Partial<T>;
}
