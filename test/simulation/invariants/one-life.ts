// A container of a pod runs once at a time, and only on the pod's node, however often its agent is started.
import type { Pod } from '@portolan/core/resource/generated/kubernetes.ts';
import type { Invariant } from './invariant.ts';

export function oneLife(): Invariant {
  return {
    name: 'one-life',
    *onLook(running, model) {
      const seen = new Set<string>();
      for (const { node, podUid, container } of running) {
        const id = `${podUid} ${container}`;
        const stored = model.byUid(podUid);
        const own = (stored?.object as Pod | undefined)?.spec?.nodeName;
        if (seen.has(id)) yield `container ${container} of ${stored?.key.name ?? podUid} runs twice`;
        if (own && own !== node) yield `${stored?.key.name} runs on ${node}, and belongs on ${own}`;
        seen.add(id);
      }
    },
  };
}
