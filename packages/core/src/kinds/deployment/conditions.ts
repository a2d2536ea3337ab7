// A deployment's conditions: whether it serves (Available), whether its rollout gets on (Progressing), and whether pods
// cannot be made (ReplicaFailure). Reasons and messages are Kubernetes'.
import { timeText } from '../../resource/clock.ts';
import type {
  Deployment,
  DeploymentCondition,
  DeploymentStatus,
  ReplicaSetCondition,
} from '../../resource/generated/kubernetes.ts';
import type { Generation } from './generation.ts';
import { boundsOf, wantedReplicas } from './strategy.ts';

export type Conditions = readonly DeploymentCondition[];

interface Judgement {
  readonly type: 'Available' | 'Progressing' | 'ReplicaFailure';
  readonly status: 'True' | 'False' | 'Unknown';
  readonly reason: string;
  readonly message: string;
}

const noDeadline = 2 ** 31 - 1;

function conditionOf(conditions: Conditions, type: Judgement['type']): DeploymentCondition | undefined {
  return conditions.find((each) => each.type === type);
}

function without(conditions: Conditions, type: Judgement['type']): Conditions {
  return conditions.filter((each) => each.type !== type);
}

/** A condition stays as it is while status and reason do; it remembers when its status last changed. */
function judge(conditions: Conditions, judgement: Judgement, nowMs: number): Conditions {
  const { type, status, reason, message } = judgement;
  const old = conditionOf(conditions, type);
  if (old?.status === status && old.reason === reason) return conditions;
  const now = timeText(nowMs);
  const lastTransitionTime = (old?.status === status && old.lastTransitionTime) || now;
  return [...without(conditions, type), { type, status, lastUpdateTime: now, lastTransitionTime, reason, message }];
}

/** Milliseconds that a rollout may stand still, if there is a limit. */
function deadlineMs({ spec }: Deployment): number | undefined {
  const seconds = spec?.progressDeadlineSeconds;
  return seconds === undefined || seconds === noDeadline ? undefined : seconds * 1000;
}

/** While it is paused no time runs; resumed, it begins anew. */
export function judgePause(deployment: Deployment, conditions: Conditions, nowMs: number): Conditions {
  const progressing = conditionOf(conditions, 'Progressing');
  if (deadlineMs(deployment) === undefined || progressing?.reason === 'ProgressDeadlineExceeded') return conditions;
  const isPaused = deployment.spec?.paused === true;
  const wasPaused = progressing?.reason === 'DeploymentPaused';
  if (isPaused === wasPaused) return conditions;
  const [reason, message] = isPaused
    ? ['DeploymentPaused', 'Deployment is paused']
    : ['DeploymentResumed', 'Deployment is resumed'];
  return judge(conditions, { type: 'Progressing', status: 'Unknown', reason, message }, nowMs);
}

export function judgeCreated(deployment: Deployment, conditions: Conditions, name: string, nowMs: number): Conditions {
  if (deadlineMs(deployment) === undefined) return conditions;
  const message = `Created new replica set "${name}"`;
  return judge(conditions, { type: 'Progressing', status: 'True', reason: 'NewReplicaSetCreated', message }, nowMs);
}

/** For a deployment of which nobody has said yet how its rollout goes. */
export function judgeFound(deployment: Deployment, conditions: Conditions, name: string, nowMs: number): Conditions {
  if (deadlineMs(deployment) === undefined || conditionOf(conditions, 'Progressing')) return conditions;
  const message = `Found new replica set "${name}"`;
  return judge(conditions, { type: 'Progressing', status: 'True', reason: 'FoundNewReplicaSet', message }, nowMs);
}

export function judgeCreationFailed(deployment: Deployment, conditions: Conditions, message: string, nowMs: number) {
  if (deadlineMs(deployment) === undefined) return conditions;
  return judge(conditions, { type: 'Progressing', status: 'False', reason: 'ReplicaSetCreateError', message }, nowMs);
}

export function judgeAvailability(deployment: Deployment, conditions: Conditions, available: number, nowMs: number) {
  const isEnough = available >= wantedReplicas(deployment) - boundsOf(deployment).unavailable;
  return judge(
    conditions,
    {
      type: 'Available',
      status: isEnough ? 'True' : 'False',
      reason: isEnough ? 'MinimumReplicasAvailable' : 'MinimumReplicasUnavailable',
      message: `Deployment ${isEnough ? 'has' : 'does not have'} minimum availability.`,
    },
    nowMs,
  );
}

/** `counts`: the status that is about to be written. */
export function judgeProgress(
  deployment: Deployment,
  counts: DeploymentStatus,
  conditions: Conditions,
  { current, nowMs }: { current: Generation | undefined; nowMs: number },
): Conditions {
  if (deadlineMs(deployment) === undefined) return without(conditions, 'Progressing');
  const old = conditionOf(conditions, 'Progressing');
  const isDone = (counts.replicas ?? 0) === (counts.updatedReplicas ?? 0) && old?.reason === 'NewReplicaSetAvailable';
  if (isDone) return conditions;
  const subject = current ? `ReplicaSet "${current.name}"` : `Deployment "${deployment.metadata.name}"`;
  if (isComplete(deployment, counts)) {
    const message = `${subject} has successfully progressed.`;
    return judge(conditions, { type: 'Progressing', status: 'True', reason: 'NewReplicaSetAvailable', message }, nowMs);
  }
  if (hasProgressed(deployment.status ?? {}, counts)) {
    const message = `${subject} is progressing.`;
    const progress = judge(
      without(conditions, 'Progressing'),
      { type: 'Progressing', status: 'True', reason: 'ReplicaSetUpdated', message },
      nowMs,
    );
    // Each step of progress is told by its time, so that the deadline runs from it.
    return progress.map((each) =>
      each.type === 'Progressing' && old?.status === 'True' && old.lastTransitionTime
        ? { ...each, lastTransitionTime: old.lastTransitionTime }
        : each,
    );
  }
  if (!isOverdue(deployment, old, nowMs)) return conditions;
  const message = `${subject} has timed out progressing.`;
  return judge(
    conditions,
    { type: 'Progressing', status: 'False', reason: 'ProgressDeadlineExceeded', message },
    nowMs,
  );
}

export function isComplete(deployment: Deployment, status: DeploymentStatus): boolean {
  const wanted = wantedReplicas(deployment);
  const { replicas = 0, updatedReplicas = 0, availableReplicas = 0, observedGeneration = 0 } = status;
  return (
    updatedReplicas === wanted &&
    replicas === wanted &&
    availableReplicas === wanted &&
    observedGeneration >= (deployment.metadata.generation ?? 0)
  );
}

function hasProgressed(old: DeploymentStatus, next: DeploymentStatus): boolean {
  const outdated = ({ replicas = 0, updatedReplicas = 0 }: DeploymentStatus) => replicas - updatedReplicas;
  return (
    (next.updatedReplicas ?? 0) > (old.updatedReplicas ?? 0) ||
    outdated(next) < outdated(old) ||
    (next.readyReplicas ?? 0) > (old.readyReplicas ?? 0) ||
    (next.availableReplicas ?? 0) > (old.availableReplicas ?? 0)
  );
}

function isOverdue(deployment: Deployment, progressing: DeploymentCondition | undefined, nowMs: number): boolean {
  if (!progressing || progressing.reason === 'NewReplicaSetAvailable') return false;
  if (progressing.reason === 'ProgressDeadlineExceeded') return true;
  const leftMs = overdueInMs(deployment, progressing, nowMs);
  return leftMs !== undefined && leftMs < 0;
}

function overdueInMs(deployment: Deployment, { lastUpdateTime = '' }: DeploymentCondition, nowMs: number) {
  const limitMs = deadlineMs(deployment);
  const sinceMs = Date.parse(lastUpdateTime);
  return limitMs === undefined || Number.isNaN(sinceMs) ? undefined : sinceMs + limitMs - nowMs;
}

/** When to look again whether a rollout that stands still is overdue. */
export function nextJudgementInMs(deployment: Deployment, status: DeploymentStatus, nowMs: number): number | undefined {
  const progressing = conditionOf(status.conditions ?? [], 'Progressing');
  if (!progressing || isComplete(deployment, status)) return undefined;
  if (progressing.reason === 'ProgressDeadlineExceeded' || progressing.reason === 'NewReplicaSetAvailable')
    return undefined;
  const leftMs = overdueInMs(deployment, progressing, nowMs);
  // A second more, as the times are whole seconds.
  return leftMs === undefined ? undefined : Math.max(leftMs, 0) + 1000;
}

/** What keeps a replica set from making pods keeps its deployment; the current one's word comes first. */
export function judgeFailures(
  conditions: Conditions,
  current: Generation | undefined,
  generations: readonly Generation[],
): Conditions {
  const failure = [...(current ? [current] : []), ...generations].map(failureOf).find((each) => each !== undefined);
  if (!failure) return without(conditions, 'ReplicaFailure');
  const { status, reason = '', message = '', lastTransitionTime = '' } = failure;
  const old = conditionOf(conditions, 'ReplicaFailure');
  if (old?.status === status && old.reason === reason) return conditions;
  const times = { lastUpdateTime: lastTransitionTime, lastTransitionTime };
  return [...without(conditions, 'ReplicaFailure'), { type: 'ReplicaFailure', status, ...times, reason, message }];
}

function failureOf({ stored }: Generation): ReplicaSetCondition | undefined {
  return stored?.status?.conditions?.find(({ type }) => type === 'ReplicaFailure');
}
