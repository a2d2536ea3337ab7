import { type KindRelations, ownedOf, relationsOf } from '../../graphql/relation.ts';
import type { ReplicaSet } from '../../resource/generated/kubernetes.ts';

export const replicaSetRelations: KindRelations = relationsOf<ReplicaSet>('ReplicaSet.apps', [
  {
    name: 'pods',
    description: 'Pods the replica set owns.',
    to: 'Pod',
    many: (replicaSet, view) => ownedOf(replicaSet, 'Pod', view),
  },
]);
