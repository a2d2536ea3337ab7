import { type KindRelations, relationsOf } from '../../graphql/relation.ts';
import type { Secret } from '../../resource/generated/kubernetes.ts';
import { podsThatName } from '../pod/graphql.ts';

export const secretRelations: KindRelations = relationsOf<Secret>('Secret', [
  {
    name: 'pods',
    description: 'Pods that name the secret.',
    to: 'Pod',
    many: (secret, view) => podsThatName(secret, 'secrets', view),
  },
]);
