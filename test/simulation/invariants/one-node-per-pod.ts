// A pod that has a node keeps it for its whole life.
import type { Pod } from '@portolan/core/resource/generated/kubernetes.ts';
import { type Invariant, nameOf } from './invariant.ts';

export function oneNodePerPod(): Invariant {
  const nodes = new Map<string, string>();
  return {
    name: 'one-node-per-pod',
    *onRevision({ changes }) {
      for (const { key, uid, object, type } of changes) {
        if (key.kind !== 'Pod' || type === 'DELETED') continue;
        const nodeName = (object as Pod).spec?.nodeName || '';
        const before = nodes.get(uid);
        if (before && nodeName !== before) yield `${nameOf({ key })} goes from ${before} to ${nodeName || 'no node'}`;
        if (nodeName) nodes.set(uid, nodeName);
      }
    },
  };
}
