import { type KindRelations, ownedOf, relationsOf } from '../../graphql/relation.ts';
import type { ReplicationController } from '../../resource/generated/kubernetes.ts';

export const replicationControllerRelations: KindRelations = relationsOf<ReplicationController>(
  'ReplicationController',
  [
    {
      name: 'pods',
      description: 'Pods the replication controller owns.',
      to: 'Pod',
      many: (controller, view) => ownedOf(controller, 'Pod', view),
    },
  ],
);
