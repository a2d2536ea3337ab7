// Says on a pod, and in an event, why it has no node yet.
import type { Operation } from '../registry/operation.ts';
import type { Pod, PodCondition } from '../resource/generated/kubernetes.ts';

/** The operation that brings the pod's condition up to date; undefined where it says so already. */
export function unschedulableCondition(pod: Pod, message: string, now: string): Operation | undefined {
  const { namespace = '', name, uid, generation } = pod.metadata;
  const before = pod.status?.conditions?.find(({ type }) => type === 'PodScheduled');
  const isSame = before?.status === 'False' && before.reason === 'Unschedulable' && before.message === message;
  if (isSame) return undefined;
  const condition: PodCondition = {
    type: 'PodScheduled',
    status: 'False',
    reason: 'Unschedulable',
    message,
    lastTransitionTime: (before?.status === 'False' && before.lastTransitionTime) || now,
    ...(generation !== undefined && { observedGeneration: generation }),
  };
  const patch = { metadata: { uid }, status: { conditions: [condition] } };
  return { verb: 'patch', ref: { kind: 'Pod', namespace, name }, patchType: 'strategic', patch, subresource: 'status' };
}

/** The same is said of a pod again after this long. */
const repeatMs = 60_000;

/** Which failures are worth an event: those that say something else than before, or that last. */
export class FailureEvents {
  private readonly last = new Map<string, { readonly message: string; readonly atMs: number }>();

  isNews(uid: string, message: string, nowMs: number): boolean {
    const last = this.last.get(uid);
    if (last?.message === message && nowMs - last.atMs < repeatMs) return false;
    this.last.set(uid, { message, atMs: nowMs });
    return true;
  }

  forget(uid: string): void {
    this.last.delete(uid);
  }
}
