// Brings a deployment's replica sets to what its spec says, a step at a time; each step is one change set.
import type { Operation } from '../../registry/operation.ts';
import { type ApiError, isReason } from '../../resource/api-error.ts';
import { deepEqual } from '../../resource/equality.ts';
import type { Deployment, DeploymentStatus, Pod, ReplicaSet } from '../../resource/generated/kubernetes.ts';
import { fromLabelSelector } from '../../resource/label-selector.ts';
import {
  type ControllerDefinition,
  parseObjectKey,
  type ReconcileContext,
  type ReconcileResult,
} from '../../runtime/controller.ts';
import type { StoredObject } from '../../store/store.ts';
import type { WatchCache } from '../../store/watch-cache.ts';
import { carryOutClaim, planClaim } from '../claim.ts';
import { hasEnded } from '../pod/readiness.ts';
import { judgeCreationFailed, nextJudgementInMs } from './conditions.ts';
import { planRollout, type RolloutPlan } from './plan-rollout.ts';
import { replicaSetCreation, replicaSetPatch } from './replica-set-operations.ts';
import { deploymentKind, deploymentWatches, replicaSetKind } from './watches.ts';

export const deploymentController: ControllerDefinition = {
  name: 'deployment-controller',
  watches: deploymentWatches,
  reconcile,
};

async function reconcile(context: ReconcileContext, key: string): Promise<ReconcileResult> {
  const { cache, clock } = context;
  const stored = cache.get(parseObjectKey(key, deploymentKind));
  if (!stored) return undefined;
  const deployment = stored.object as Deployment;
  const candidates = cache.list(replicaSetKind, stored.key.namespace).map(({ object }) => object as ReplicaSet);
  const claim = planClaim(deployment, fromLabelSelector(deployment.spec?.selector), candidates);
  if (await carryOutClaim(context, stored, replicaSetKind, claim)) return undefined;
  const plan = planRollout({
    deployment,
    replicaSets: claim.owned,
    nowMs: clock.now(),
    isTaken: (name) => cache.get({ ...stored.key, kind: replicaSetKind, name }) !== undefined,
    havePods: (replicaSets) => replicaSets.some((each) => hasPods(each, cache)),
  });
  await carryOut(context, stored, plan);
  const waitMs = nextJudgementInMs(deployment, plan.status, clock.now());
  return waitMs === undefined ? undefined : { requeueAfterMs: waitMs };
}

function hasPods({ metadata }: ReplicaSet, cache: WatchCache): boolean {
  return cache.owned(metadata.uid ?? '').some(({ key, object }) => key.kind === 'Pod' && !hasEnded(object as Pod));
}

async function carryOut(context: ReconcileContext, { object }: StoredObject, plan: RolloutPlan): Promise<void> {
  const deployment = object as Deployment;
  const operations = [
    ...plan.generations.flatMap((each) =>
      each.stored ? replicaSetPatch(each, each.stored) : replicaSetCreation(deployment, each),
    ),
    ...plan.remove.map(removal),
    ...statusUpdate(deployment, plan),
  ];
  if (operations.length === 0) return;
  const created = plan.generations.find(({ stored }) => !stored);
  try {
    await context.execute(operations);
  } catch (error) {
    if (created && isReason(error, 'Forbidden', 'Invalid', 'BadRequest', 'RequestEntityTooLarge')) {
      await sayNotCreated(context, deployment, created.name, error);
    }
    throw error;
  }
  for (const event of plan.events) context.recordEvent({ regarding: object, ...event });
}

/** Refused unless the replica set is still the one that was read: it may have got pods since. */
function removal({ metadata }: ReplicaSet): Operation {
  const { name, namespace = '', uid = '', resourceVersion = '' } = metadata;
  return {
    verb: 'delete',
    ref: { kind: replicaSetKind, namespace, name },
    preconditions: { uid, resourceVersion },
    propagation: 'Background',
  };
}

function statusUpdate(
  deployment: Deployment,
  { status, annotations }: Pick<RolloutPlan, 'status' | 'annotations'>,
): Operation[] {
  const { apiVersion, kind, metadata } = deployment;
  const isSame = deepEqual(status, deployment.status) && deepEqual(annotations, metadata.annotations ?? {});
  if (isSame) return [];
  const { name, namespace, uid, resourceVersion } = metadata;
  const manifest = { apiVersion, kind, metadata: { name, namespace, uid, resourceVersion, annotations }, status };
  return [{ verb: 'update', subresource: 'status', manifest }];
}

async function sayNotCreated(context: ReconcileContext, deployment: Deployment, name: string, error: ApiError) {
  // Nothing can be made where everything is being removed, and nobody needs to hear of it.
  if (error.details.causes?.some(({ reason }) => reason === 'NamespaceTerminating')) return;
  const note = `Failed to create new replica set "${name}": ${error.message}`;
  context.recordEvent({ regarding: { ...deployment }, type: 'Warning', reason: 'ReplicaSetCreateError', note });
  const old: DeploymentStatus = deployment.status ?? {};
  const conditions = judgeCreationFailed(deployment, old.conditions ?? [], note, context.clock.now());
  const annotations = deployment.metadata.annotations ?? {};
  const operations = statusUpdate(deployment, { status: { ...old, conditions: [...conditions] }, annotations });
  if (operations.length > 0) await context.execute(operations);
}
