// Makes and ends a replica set's pods.
//
// A whole step is one change set together with the status, guarded by the replica set's version: it happens once or not at
// all. Where making the pods is refused (a quota), as many are made as go through, in batches that begin small: 1, 2, 4...
// so that a template that can never work costs few attempts and one event.
import type { Operation } from '../../registry/operation.ts';
import { type ApiError, isReason } from '../../resource/api-error.ts';
import { deepEqual } from '../../resource/equality.ts';
import type { Pod, ReplicaSetStatus } from '../../resource/generated/kubernetes.ts';
import type { AnyObject } from '../../resource/object.ts';
import type { ReconcileContext } from '../../runtime/controller.ts';
import { controllerReference } from '../claim.ts';
import { type ReplicaFacts, type ReplicaPlan, type Replicated, statusAfter, statusOf } from './plan-replicas.ts';

/** Throws what kept the plan from being carried out wholly, once that is in the status. */
export async function carryOutReplicas(context: ReconcileContext, facts: ReplicaFacts, plan: ReplicaPlan) {
  const whole = await attempt(context, facts, plan);
  if (!whole.refusal) return;
  const isCreation = plan.create > 0;
  // One alone is refused already.
  const { facts: reached, refusal } = plan.create > 1 ? await createSome(context, whole, plan.create) : whole;
  // Nothing can be made where everything is being removed, and nobody needs to hear of it.
  if (!refusal || isNamespaceLeaving(refusal)) return;
  const reason = isCreation ? 'FailedCreate' : 'FailedDelete';
  const note = `Error ${isCreation ? 'creating' : 'deleting'}: ${refusal.message}`;
  const { replicaSet } = reached;
  context.recordEvent({ regarding: asObject(replicaSet), type: 'Warning', reason, note });
  await writeStatus(context, replicaSet, statusOf(reached, { reason, message: refusal.message }));
  throw refusal;
}

export async function writeStatus(context: ReconcileContext, replicaSet: Replicated, status: ReplicaSetStatus) {
  if (!deepEqual(status, replicaSet.status)) await context.execute([statusUpdate(replicaSet, status)]);
}

interface Attempt {
  /** As they are after it. */
  readonly facts: ReplicaFacts;
  readonly refusal?: ApiError;
}

async function attempt(context: ReconcileContext, facts: ReplicaFacts, plan: ReplicaPlan): Promise<Attempt> {
  const { replicaSet, pods } = facts;
  // The same manifest for all, so that it is decided on once.
  const manifest = podOf(replicaSet);
  const creates = Array.from({ length: plan.create }, (): Operation => ({ verb: 'create', manifest }));
  const operations = [...creates, ...plan.end.map(deletion), statusUpdate(replicaSet, statusAfter(facts, plan))];
  try {
    const { results } = await context.execute(operations);
    const objects = results.map(({ object }) => object);
    const created = objects.slice(0, plan.create) as AnyObject[] as Pod[];
    for (const { metadata } of created) say(context, replicaSet, 'SuccessfulCreate', `Created pod: ${metadata.name}`);
    for (const { metadata } of plan.end) say(context, replicaSet, 'SuccessfulDelete', `Deleted pod: ${metadata.name}`);
    return { facts: { ...facts, replicaSet: objects.at(-1) as Replicated, pods: [...pods, ...created] } };
  } catch (error) {
    // Anything else is no answer to these pods: an old view, another leader, a database that is away.
    if (!isReason(error, 'Forbidden', 'Invalid', 'BadRequest', 'RequestEntityTooLarge')) throw error;
    return { facts, refusal: error };
  }
}

/** Makes up to so many: batches double while they go through, and begin with one again after one that does not. */
async function createSome(context: ReconcileContext, refused: Attempt, wanted: number): Promise<Attempt> {
  let { facts } = refused;
  let size = 1;
  for (let made = 0; made < wanted; ) {
    const batch = Math.min(size, wanted - made);
    const done = await attempt(context, facts, { create: batch, end: [] });
    facts = done.facts;
    if (!done.refusal) {
      made += batch;
      size *= 2;
    } else if (batch > 1) size = 1;
    else return done;
  }
  return { facts };
}

function podOf(replicaSet: Replicated) {
  const { name, namespace = '' } = replicaSet.metadata;
  const { metadata, spec } = replicaSet.spec?.template ?? {};
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      generateName: `${name}-`,
      namespace,
      ...(metadata?.labels && { labels: metadata.labels }),
      ...(metadata?.annotations && { annotations: metadata.annotations }),
      ...(metadata?.finalizers && { finalizers: metadata.finalizers }),
      ownerReferences: [controllerReference(replicaSet)],
    },
    spec,
  };
}

function deletion({ metadata: { name, namespace = '', uid = '' } }: Pod): Operation {
  return { verb: 'delete', ref: { kind: 'Pod', namespace, name }, preconditions: { uid } };
}

/** Refused unless the replica set is still the one that was read. */
function statusUpdate({ apiVersion, kind, metadata }: Replicated, status: ReplicaSetStatus): Operation {
  const { name, namespace, uid, resourceVersion } = metadata;
  const manifest = { apiVersion, kind, metadata: { name, namespace, uid, resourceVersion }, status };
  return { verb: 'update', subresource: 'status', manifest };
}

function isNamespaceLeaving({ details }: ApiError): boolean {
  return details.causes?.some(({ reason }) => reason === 'NamespaceTerminating') ?? false;
}

function say(context: ReconcileContext, replicaSet: Replicated, reason: string, note: string): void {
  context.recordEvent({ regarding: asObject(replicaSet), type: 'Normal', reason, note });
}

function asObject(replicaSet: Replicated): AnyObject {
  return { ...replicaSet };
}
