import { type KindRelations, relationsOf } from '../../graphql/relation.ts';
import type { Node } from '../../resource/generated/kubernetes.ts';
import { podsByNode } from '../pod/pods-by-node.ts';

export const nodeRelations: KindRelations = relationsOf<Node>('Node', [
  {
    name: 'pods',
    description: 'Pods bound to the node.',
    to: 'Pod',
    many: ({ metadata }, view) => view.find(podsByNode, metadata.name),
  },
  {
    name: 'lease',
    description: "The node's heartbeat.",
    to: 'Lease.coordination.k8s.io',
    one: ({ metadata }, view) =>
      view.get({ kind: 'Lease.coordination.k8s.io', namespace: 'kube-node-lease', name: metadata.name }),
  },
]);
