// Deletion after Kubernetes' rest.BeforeDelete and the generic registry: grace periods, finalizers, propagation.
import { conflictError, notFoundError } from '../resource/api-error.ts';
import { timeText } from '../resource/clock.ts';
import type { ObjectMeta } from '../resource/generated/kubernetes.ts';
import type { KindDefinition } from '../resource/kind.ts';
import type { AnyObject } from '../resource/object.ts';
import { admit } from './admission.ts';
import type { DeleteOptions, Operation, Propagation } from './operation.ts';
import { authorizeFor, type Prepared, resolveRef, type Scope, subjectOf } from './prepare.ts';
import { guardOn } from './prepare-write.ts';

const foregroundFinalizer = 'foregroundDeletion';
const orphanFinalizer = 'orphan';

export function prepareDelete(scope: Scope, operation: Extract<Operation, { verb: 'delete' }>): Prepared {
  const { definition, key } = resolveRef(scope.kinds, scope.defaultNamespace, operation.ref);
  const old = scope.view.object(key);
  authorizeFor(scope, 'delete', definition, key, { old });
  if (!old) throw notFoundError(subjectOf(definition, key.name));
  checkPreconditions(definition, old, operation);
  admit({ request: scope.request, verb: 'delete', definition, key, object: old, old, view: scope.view });
  const guard = guardOn(scope, key);
  const guardedByClient = operation.preconditions?.resourceVersion !== undefined;
  const shared = { key, warnings: [], guardedByClient };
  const next = deletionOf(definition, old, operation, scope.clock.now());
  if (next === 'now') return { ...shared, outcome: 'deleted', write: { op: 'delete', key, guard }, object: old };
  if (next === 'already') return { ...shared, outcome: 'terminating', object: old };
  return { ...shared, outcome: 'terminating', write: { op: 'update', key, object: next, guard }, object: next };
}

function checkPreconditions(definition: KindDefinition, old: AnyObject, { preconditions = {} }: DeleteOptions): void {
  const { uid, resourceVersion } = preconditions;
  const subject = subjectOf(definition, old.metadata.name);
  if (uid !== undefined && uid !== old.metadata.uid) {
    throw conflictError(
      subject,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${old.metadata.uid}`,
    );
  }
  if (resourceVersion !== undefined && resourceVersion !== old.metadata.resourceVersion) {
    const found = old.metadata.resourceVersion;
    throw conflictError(
      subject,
      `Precondition failed: ResourceVersion in precondition: ${resourceVersion}, ResourceVersion in object meta: ${found}`,
    );
  }
}

/** `now`: the object goes at once. `already`: its deletion is under way and nothing changes. Else its next state. */
function deletionOf(
  definition: KindDefinition,
  old: AnyObject,
  options: DeleteOptions,
  nowMs: number,
): 'now' | 'already' | AnyObject {
  const finalizers = finalizersFor(old.metadata, options.propagation);
  const isBlocked = finalizers.length > 0 || definition.blocksDeletion?.(old) === true;
  if (old.metadata.deletionTimestamp !== undefined) return shortened(old, options, finalizers, isBlocked);
  const graceSeconds = definition.gracePeriodSeconds?.(old, options.gracePeriodSeconds) ?? 0;
  if (graceSeconds === 0 && !isBlocked) return 'now';
  const next = withMetadata(old, {
    deletionTimestamp: timeText(nowMs + graceSeconds * 1000),
    deletionGracePeriodSeconds: graceSeconds,
    ...(old.metadata.generation !== undefined && { generation: old.metadata.generation + 1 }),
  });
  setFinalizers(next, finalizers);
  definition.markDeleting?.(next);
  return next;
}

/** A deletion under way can only be hurried, or change its finalizers. */
function shortened(
  old: AnyObject,
  { gracePeriodSeconds: wanted }: DeleteOptions,
  finalizers: readonly string[],
  isBlocked: boolean,
): 'now' | 'already' | AnyObject {
  const present = old.metadata.deletionGracePeriodSeconds ?? 0;
  const isShorter = wanted !== undefined && wanted < present;
  if (isShorter && wanted === 0 && !isBlocked) return 'now';
  if (wanted === 0 && present === 0 && !isBlocked) return 'now';
  const sameFinalizers = finalizers.join() === (old.metadata.finalizers ?? []).join();
  if (!isShorter && sameFinalizers) return 'already';
  const next = withMetadata(old, {});
  setFinalizers(next, finalizers);
  if (isShorter) {
    const dueMs = Date.parse(old.metadata.deletionTimestamp ?? '') - (present - wanted) * 1000;
    next.metadata.deletionTimestamp = timeText(dueMs);
    next.metadata.deletionGracePeriodSeconds = wanted;
  }
  return next;
}

/** Kubernetes' deletionFinalizersForGarbageCollection: the propagation asked for wins over one asked for before. */
function finalizersFor(metadata: ObjectMeta, propagation: Propagation | undefined): string[] {
  const present = metadata.finalizers ?? [];
  if (propagation === undefined) return [...present];
  const others = present.filter((each) => each !== orphanFinalizer && each !== foregroundFinalizer);
  if (propagation === 'Orphan') return [...others, orphanFinalizer];
  return propagation === 'Foreground' ? [...others, foregroundFinalizer] : others;
}

function setFinalizers(object: AnyObject, finalizers: readonly string[]): void {
  if (finalizers.length > 0) object.metadata.finalizers = [...finalizers];
  else delete object.metadata.finalizers;
}

/** A copy that may be changed at its top and in its metadata; spec and status stay shared with the frozen original. */
function withMetadata(object: AnyObject, changes: Partial<ObjectMeta>): AnyObject {
  const { resourceVersion: _, ...metadata } = object.metadata;
  return { ...object, metadata: { ...metadata, ...changes } };
}
