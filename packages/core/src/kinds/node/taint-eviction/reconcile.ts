// The taint eviction controller: pods leave nodes whose NoExecute taints they do not, or no longer, tolerate.
//
// A pod's patience begins when this process first sees it under such taints. After a change of leaders, or when the control
// plane was away, it begins anew: while we could not see the node, it could not tell us that it is back.
import { isReason } from '../../../resource/api-error.ts';
import { timeText } from '../../../resource/clock.ts';
import { deepEqual } from '../../../resource/equality.ts';
import type { Node, Pod } from '../../../resource/generated/kubernetes.ts';
import type { AnyObject } from '../../../resource/object.ts';
import {
  type ControllerDefinition,
  objectKeyText,
  parseObjectKey,
  type ReconcileContext,
  type ReconcileResult,
} from '../../../runtime/controller.ts';
import type { StoredObject } from '../../../store/store.ts';
import type { WatchCache } from '../../../store/watch-cache.ts';
import { podsOnNode } from '../../pod/pods-by-node.ts';
import { evictingTaints, toleratedMs } from './plan-eviction.ts';

interface Patience {
  readonly uid: string;
  /** On the monotonic clock. */
  readonly sinceMs: number;
}

export function taintEvictionController(): ControllerDefinition {
  const waiting = new Map<string, Patience>();
  return {
    name: 'taint-eviction-controller',
    concurrency: 8,
    watches: [
      { kind: 'Pod', keysOf: keysOfPod },
      { kind: 'Node', keysOf: keysOfNode },
    ],
    reconcile: (context, key) => reconcile(waiting, context, key),
  };
}

const nodeNamed = (cache: WatchCache, name: string) =>
  cache.get({ kind: 'Node', namespace: '', name })?.object as Node | undefined;

/** Pods on nodes without such taints, which are nearly all, concern nobody. */
function keysOfPod(now: StoredObject | undefined, before: StoredObject | undefined, cache: WatchCache): string[] {
  if (!now) return before ? [objectKeyText(before)] : [];
  const { spec } = now.object as Pod;
  const node = spec?.nodeName ? nodeNamed(cache, spec.nodeName) : undefined;
  return node && evictingTaints(node).length > 0 ? [objectKeyText(now)] : [];
}

function keysOfNode(now: StoredObject | undefined, before: StoredObject | undefined, cache: WatchCache): string[] {
  const taints = (stored: StoredObject | undefined) => (stored ? evictingTaints(stored.object as Node) : []);
  if (deepEqual(taints(now), taints(before))) return [];
  const name = (now ?? before)?.key.name ?? '';
  return podsOnNode(cache, name).map(({ metadata }) => `${metadata.namespace}/${metadata.name}`);
}

async function reconcile(
  waiting: Map<string, Patience>,
  context: ReconcileContext,
  key: string,
): Promise<ReconcileResult> {
  const stored = context.cache.get(parseObjectKey(key, 'Pod'));
  const pod = stored?.object as Pod | undefined;
  const node = pod?.spec?.nodeName ? nodeNamed(context.cache, pod.spec.nodeName) : undefined;
  const taints = node ? evictingTaints(node) : [];
  const patience = waiting.get(key);
  if (!pod || pod.metadata.deletionTimestamp !== undefined || taints.length === 0) {
    waiting.delete(key);
    if (pod && patience && pod.metadata.deletionTimestamp === undefined) say(context, pod, 'Cancelling deletion of');
    return;
  }
  const limitMs = toleratedMs(pod, taints);
  if (limitMs === Number.POSITIVE_INFINITY) {
    waiting.delete(key);
    return;
  }
  const nowMs = context.clock.monotonic();
  const { uid = '' } = pod.metadata;
  const begun = patience?.uid === uid ? patience : { uid, sinceMs: nowMs };
  const leftMs = begun.sinceMs + limitMs - nowMs;
  if (leftMs > 0) {
    waiting.set(key, begun);
    return { requeueAfterMs: leftMs };
  }
  await evict(context, pod);
  waiting.delete(key);
}

/** The pod first says why it goes; its own node then ends it in its grace period. */
async function evict(context: ReconcileContext, pod: Pod): Promise<void> {
  say(context, pod, 'Marking for deletion');
  const { namespace = '', name, uid = '' } = pod.metadata;
  const ref = { kind: 'Pod', namespace, name };
  const condition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'DeletionByTaintManager',
    message: 'Taint manager: deleting due to NoExecute taint',
    lastTransitionTime: timeText(context.clock.now()),
  };
  const patch = { metadata: { uid }, status: { conditions: [condition] } };
  try {
    await context.execute([{ verb: 'patch', ref, patchType: 'strategic', patch, subresource: 'status' }]);
    await context.execute([{ verb: 'delete', ref, preconditions: { uid } }]);
  } catch (error) {
    // The pod is gone, or another has taken its name: there is nobody left to evict.
    if (!isReason(error, 'NotFound') && context.cache.byUid(uid)) throw error;
  }
}

function say({ recordEvent }: ReconcileContext, pod: Pod, what: string): void {
  const regarding: AnyObject = { ...pod };
  const note = `${what} Pod ${pod.metadata.namespace}/${pod.metadata.name}`;
  recordEvent({ regarding, type: 'Normal', reason: 'TaintManagerEviction', note });
}
