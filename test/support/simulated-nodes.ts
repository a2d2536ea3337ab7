// Scheduler and kubelet in few lines: pods get a node, run and become ready after a while, and end after a while.
import { hasEnded } from '@portolan/core/kinds/pod/readiness.ts';
import { timeText } from '@portolan/core/resource/clock.ts';
import type { Pod } from '@portolan/core/resource/generated/kubernetes.ts';
import { type ControllerDefinition, objectKeyText, parseObjectKey } from '@portolan/core/runtime/controller.ts';

export interface SimulatedNodes {
  readonly nodes?: readonly string[];
  readonly readyAfterMs?: number;
  readonly endAfterMs?: number;
  /** Pods that never become ready. */
  isBroken?(pod: Pod): boolean;
}

export function simulatedNodes(options: SimulatedNodes = {}): ControllerDefinition {
  const { nodes = ['n1', 'n2'], readyAfterMs = 1000, endAfterMs = 1000, isBroken = () => false } = options;
  const dueMs = new Map<string, number>();
  let turn = 0;
  const isDue = (what: string, now: number, afterMs: number) => {
    const due = dueMs.get(what) ?? now + afterMs;
    dueMs.set(what, due);
    return due <= now ? undefined : { requeueAfterMs: due - now };
  };
  return {
    name: 'simulated-nodes',
    watches: [
      { kind: 'Pod', keysOf: (now, before) => [now ?? before].flatMap((each) => (each ? objectKeyText(each) : [])) },
    ],
    async reconcile({ cache, clock, execute }, key) {
      const ref = parseObjectKey(key, 'Pod');
      const pod = cache.get(ref)?.object as Pod | undefined;
      if (!pod) return undefined;
      const { uid = '', deletionTimestamp } = pod.metadata;
      if (deletionTimestamp !== undefined) {
        const wait = isDue(`${uid} end`, clock.now(), endAfterMs);
        if (!wait) await execute([{ verb: 'delete', ref, gracePeriodSeconds: 0 }]);
        return wait;
      }
      if (!pod.spec?.nodeName) {
        const nodeName = nodes[turn++ % nodes.length];
        await execute([{ verb: 'patch', ref, patchType: 'merge', patch: { spec: { nodeName } } }]);
        return undefined;
      }
      if (pod.status?.phase === 'Running' || hasEnded(pod) || isBroken(pod)) return undefined;
      const wait = isDue(`${uid} ready`, clock.now(), readyAfterMs);
      if (wait) return wait;
      const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: timeText(clock.now()) }];
      const status = { phase: 'Running', startTime: timeText(clock.now()), conditions };
      await execute([{ verb: 'patch', ref, patchType: 'merge', subresource: 'status', patch: { status } }]);
      return undefined;
    },
  };
}
