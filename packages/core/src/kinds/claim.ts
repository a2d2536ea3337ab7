// Whose an object is: a controller owns what its reference names and its selector selects, takes up orphans that it selects,
// and lets go of what it no longer selects.
import type { Operation } from '../registry/operation.ts';
import type { OwnerReference } from '../resource/generated/kubernetes.ts';
import type { LabelSelectorMatcher } from '../resource/label-selector.ts';
import { type ApiObject, controllerOf, type GroupKind } from '../resource/object.ts';
import type { ReconcileContext } from '../runtime/controller.ts';
import type { StoredObject } from '../store/store.ts';

export interface Claim<T extends ApiObject> {
  readonly owned: readonly T[];
  readonly adopt: readonly T[];
  readonly release: readonly T[];
}

/** What is on its way out takes up nothing, is not taken up, and lets nothing go. */
export function planClaim<T extends ApiObject>(
  owner: ApiObject,
  selector: LabelSelectorMatcher,
  candidates: readonly T[],
): Claim<T> {
  const owned: T[] = [];
  const adopt: T[] = [];
  const release: T[] = [];
  const isOwnerLeaving = owner.metadata.deletionTimestamp !== undefined;
  for (const candidate of candidates) {
    const { labels, deletionTimestamp } = candidate.metadata;
    const controller = controllerOf(candidate);
    if (controller) {
      if (controller.uid !== owner.metadata.uid) continue;
      if (selector.matches(labels)) owned.push(candidate);
      else if (!isOwnerLeaving) release.push(candidate);
    } else if (!isOwnerLeaving && deletionTimestamp === undefined && selector.matches(labels)) adopt.push(candidate);
  }
  return { owned, adopt, release };
}

export function controllerReference({ apiVersion, kind, metadata }: ApiObject): OwnerReference {
  const { name, uid = '' } = metadata;
  return { apiVersion, kind, name, uid, controller: true, blockOwnerDeletion: true };
}

/**
 * Carries a claim out, as one change set. False when there was nothing to do. An owner that was deleted since it was read
 * takes up nothing: what it took would be collected with it.
 */
export async function carryOutClaim<T extends ApiObject>(
  context: ReconcileContext,
  owner: StoredObject,
  kind: GroupKind,
  { adopt, release }: Claim<T>,
): Promise<boolean> {
  if (adopt.length + release.length === 0) return false;
  await context.cache.fresh();
  const latest = context.cache.get(owner.key);
  if (latest?.uid !== owner.uid || latest.object.metadata.deletionTimestamp !== undefined) return true;
  const reference = controllerReference(latest.object);
  const operations = [
    ...adopt.map((each) => ownerPatch(kind, each, [reference])),
    ...release.map((each) => ownerPatch(kind, each, [{ $patch: 'delete', uid: owner.uid }])),
  ];
  await context.execute(operations, { reason: `${adopt.length} taken up, ${release.length} let go` });
  return true;
}

function ownerPatch(kind: GroupKind, { metadata }: ApiObject, ownerReferences: readonly unknown[]): Operation {
  const { name, namespace = '', uid } = metadata;
  const patch = { metadata: { uid, ownerReferences } };
  return { verb: 'patch', ref: { kind, namespace, name }, patchType: 'strategic', patch };
}
