import { type KindRelations, ownedOf, relationsOf } from '../../graphql/relation.ts';
import type { Deployment } from '../../resource/generated/kubernetes.ts';

export const deploymentRelations: KindRelations = relationsOf<Deployment>('Deployment.apps', [
  {
    name: 'replicaSets',
    description: 'Replica sets the deployment owns.',
    to: 'ReplicaSet.apps',
    many: (deployment, view) => ownedOf(deployment, 'ReplicaSet.apps', view),
  },
  {
    name: 'pods',
    description: 'Pods of all its replica sets.',
    to: 'Pod',
    through: ['ReplicaSet.apps'],
    many: (deployment, view) =>
      ownedOf(deployment, 'ReplicaSet.apps', view).flatMap(({ object }) => ownedOf(object, 'Pod', view)),
  },
]);
