// One step of a deployment towards its spec, as a plan: which replica set is created, which are resized, annotated or
// removed, and what the status then says. Pure.
import type { Deployment, DeploymentStatus, ReplicaSet } from '../../resource/generated/kubernetes.ts';
import { judgeCreated, judgeFound, judgePause } from './conditions.ts';
import { currentOf, type Generation, generationOf } from './generation.ts';
import { planCleanUp } from './plan-clean-up.ts';
import { planRecreate } from './plan-recreate.ts';
import { currentSize, planRollingUpdate } from './plan-rolling-update.ts';
import { isResized, planSize } from './plan-size.ts';
import { currentAnnotations, revisionAnnotation, revisionOf, sizeAnnotations } from './revisions.ts';
import { deploymentStatus } from './status.ts';
import { allOf, type Step, type StepEvent } from './step.ts';
import { isRollingUpdate } from './strategy.ts';
import { templateHash } from './template-hash.ts';

export interface RolloutFacts {
  readonly deployment: Deployment;
  /** Those that it owns. */
  readonly replicaSets: readonly ReplicaSet[];
  readonly nowMs: number;
  /** Whether another object has this replica set's name already. */
  isTaken(name: string): boolean;
  /** Whether these replica sets have pods that have not ended, those on their way out included. */
  havePods(replicaSets: readonly ReplicaSet[]): boolean;
}

export interface RolloutPlan {
  /** All that stay, one that is to be created included. */
  readonly generations: readonly Generation[];
  readonly remove: readonly ReplicaSet[];
  readonly status: DeploymentStatus;
  /** The deployment's own. */
  readonly annotations: Readonly<Record<string, string>>;
  readonly events: readonly StepEvent[];
}

export function planRollout(facts: RolloutFacts): RolloutPlan {
  const step = firstStep(facts);
  const { deployment, nowMs } = facts;
  if (deployment.metadata.deletionTimestamp !== undefined) return planOf(step, { judgesProgress: false });
  step.conditions = judgePause(deployment, step.conditions, nowMs);
  if (step.current) reviseCurrent(step, step.current);
  if (deployment.spec?.paused === true || isResized(step)) {
    planSize(step);
    if (deployment.spec?.paused === true) planCleanUp(step);
    return planOf(step, { judgesProgress: false });
  }
  const create = () => createCurrent(step, facts);
  if (isRollingUpdate(deployment)) {
    if (!step.current) create();
    planRollingUpdate(step);
  } else {
    const stored = step.old.flatMap((each) => each.stored ?? []);
    planRecreate(step, facts.havePods(stored), create);
  }
  planCleanUp(step);
  return planOf(step, { judgesProgress: true });
}

function firstStep({ deployment, replicaSets, nowMs }: RolloutFacts): Step {
  const generations = replicaSets.map(generationOf);
  const current = currentOf(deployment, generations);
  return {
    deployment,
    nowMs,
    old: generations.filter((each) => each !== current),
    current,
    revision: revisionOf(deployment),
    collisions: deployment.status?.collisionCount ?? 0,
    conditions: deployment.status?.conditions ?? [],
    remove: [],
    events: [],
  };
}

function nextRevision({ old }: Step): number {
  return 1 + old.reduce((highest, { stored }) => Math.max(highest, stored ? revisionOf(stored) : 0), 0);
}

/** A replica set whose template the deployment has again, by roll-back or by chance, becomes its newest revision. */
function reviseCurrent(step: Step, current: Generation): void {
  const { deployment, nowMs } = step;
  current.annotations = currentAnnotations(deployment, current.annotations, nextRevision(step));
  current.minReadySeconds = deployment.spec?.minReadySeconds ?? 0;
  step.revision = Number(current.annotations[revisionAnnotation]);
  step.conditions = judgeFound(deployment, step.conditions, current.name, nowMs);
}

function createCurrent(step: Step, { deployment, isTaken, nowMs }: RolloutFacts): void {
  const { spec, metadata } = deployment;
  if (!spec) return;
  const nameOf = (hash: string) => `${metadata.name.slice(0, maxNameLength - 1 - hash.length)}-${hash}`;
  let hash = templateHash(spec.template, step.collisions);
  while (isTaken(nameOf(hash))) {
    step.collisions += 1;
    hash = templateHash(spec.template, step.collisions);
  }
  const revision = nextRevision(step);
  const current: Generation = {
    name: nameOf(hash),
    hash,
    replicas: 0,
    annotations: { ...currentAnnotations(deployment, {}, revision), ...sizeAnnotations(deployment) },
    minReadySeconds: spec.minReadySeconds ?? 0,
  };
  current.replicas = currentSize(step, current);
  step.current = current;
  step.revision = revision;
  step.conditions = judgeCreated(deployment, step.conditions, current.name, nowMs);
  if (current.replicas === 0) return;
  const note = `Scaled up replica set ${current.name} from 0 to ${current.replicas}`;
  step.events.push({ type: 'Normal', reason: 'ScalingReplicaSet', note });
}

const maxNameLength = 253;

function planOf(step: Step, { judgesProgress }: { judgesProgress: boolean }): RolloutPlan {
  const { deployment, remove, revision, events } = step;
  const old = deployment.metadata.annotations ?? {};
  return {
    generations: allOf(step).filter(({ stored }) => !stored || !remove.includes(stored)),
    remove,
    status: deploymentStatus(step, judgesProgress),
    annotations: revision === 0 ? old : { ...old, [revisionAnnotation]: String(revision) },
    events,
  };
}
