// A new node takes no pods until it is known to be ready; the node lifecycle controller then removes the taint.
import type { Node } from '../../resource/generated/kubernetes.ts';
import type { AdmissionPlugin } from './plugin.ts';

const notReady = { key: 'node.kubernetes.io/not-ready', effect: 'NoSchedule' };

export const taintNodesByCondition: AdmissionPlugin = {
  name: 'TaintNodesByCondition',
  admit({ verb, key, object }) {
    if (verb !== 'create' || key.kind !== 'Node') return;
    const node = object as Node;
    const taints = node.spec?.taints ?? [];
    if (taints.some((taint) => taint.key === notReady.key && taint.effect === notReady.effect)) return;
    node.spec = { ...node.spec, taints: [...taints, { ...notReady }] };
  },
};
