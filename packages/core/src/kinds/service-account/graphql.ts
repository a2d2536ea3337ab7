import { type KindRelations, relationsOf } from '../../graphql/relation.ts';
import type { ServiceAccount } from '../../resource/generated/kubernetes.ts';
import { podsThatName } from '../pod/graphql.ts';

export const serviceAccountRelations: KindRelations = relationsOf<ServiceAccount>('ServiceAccount', [
  {
    name: 'pods',
    description: 'Pods that run as the service account.',
    to: 'Pod',
    many: (serviceAccount, view) => podsThatName(serviceAccount, 'serviceAccounts', view),
  },
]);
