// `bind`: gives a pod that waits for a node the one it shall run on, and says so in its condition, in one write. Nothing
// else of the pod changes and its fields keep their owners, so nothing is decoded, defaulted or validated again.
import { type ApiError, badRequestError, conflictError, notFoundError } from '../resource/api-error.ts';
import { timeText } from '../resource/clock.ts';
import type { Pod, PodCondition } from '../resource/generated/kubernetes.ts';
import type { AnyObject } from '../resource/object.ts';
import { isDns1123Subdomain } from '../resource/validation/names.ts';
import type { Operation } from './operation.ts';
import { authorizeFor, type Prepared, resolveRef, type Scope, subjectOf } from './prepare.ts';
import { guardOn } from './prepare-write.ts';

const podKind = 'Pod';

export function prepareBind(scope: Scope, { ref, node, uid }: Extract<Operation, { verb: 'bind' }>): Prepared {
  const { definition, key } = resolveRef(scope.kinds, scope.defaultNamespace, { ...ref, kind: podKind });
  const old = scope.view.object(key);
  authorizeFor(scope, 'create', definition, key, { subresource: 'binding', old });
  if (!old) throw notFoundError(subjectOf(definition, key.name));
  const [problem] = isDns1123Subdomain(node);
  if (problem !== undefined) throw badRequestError(`target.name: Invalid value: ${JSON.stringify(node)}: ${problem}`);
  const refused = bindingRefusal(old as AnyObject & Pod, uid);
  if (refused) throw refused;
  const object = boundTo(old, node, timeText(scope.clock.now()));
  const write = { op: 'update', key, object, guard: guardOn(scope, key) } as const;
  return { key, outcome: 'configured', write, object, warnings: [], guardedByClient: false };
}

/** Why a pod cannot be bound, in Kubernetes' words. */
export function bindingRefusal({ metadata, spec }: Pod, uid: string | undefined): ApiError | undefined {
  const refuse = (why: string) => conflictError({ kind: podKind, resource: 'pods/binding', name: metadata.name }, why);
  if (uid !== undefined && uid !== metadata.uid) {
    return refuse(`Precondition failed: UID in precondition: ${uid}, UID in object meta: ${metadata.uid}`);
  }
  if (metadata.deletionTimestamp !== undefined) {
    return refuse(`pod ${metadata.name} is being deleted, cannot be assigned to a host`);
  }
  if (spec?.nodeName) return refuse(`pod ${metadata.name} is already assigned to node "${spec.nodeName}"`);
  if (spec?.schedulingGates?.length) return refuse(`pod ${metadata.name} has non-empty .spec.schedulingGates`);
  return undefined;
}

function boundTo(pod: AnyObject, node: string, now: string): AnyObject {
  const { resourceVersion: _, ...metadata } = pod.metadata;
  const { spec, status } = pod as AnyObject & Pod;
  const { generation } = metadata;
  const scheduled: PodCondition = {
    type: 'PodScheduled',
    status: 'True',
    lastTransitionTime: now,
    ...(generation !== undefined && { observedGeneration: generation }),
  };
  return {
    ...pod,
    metadata,
    spec: { ...spec, nodeName: node },
    status: { ...status, conditions: withCondition(status?.conditions ?? [], scheduled) },
  };
}

function withCondition(conditions: readonly PodCondition[], set: PodCondition): PodCondition[] {
  const isThere = conditions.some(({ type }) => type === set.type);
  return isThere ? conditions.map((each) => (each.type === set.type ? set : each)) : [...conditions, set];
}
