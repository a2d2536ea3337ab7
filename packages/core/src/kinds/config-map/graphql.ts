import { type KindRelations, relationsOf } from '../../graphql/relation.ts';
import type { ConfigMap } from '../../resource/generated/kubernetes.ts';
import { podsThatName } from '../pod/graphql.ts';

export const configMapRelations: KindRelations = relationsOf<ConfigMap>('ConfigMap', [
  {
    name: 'pods',
    description: 'Pods that name the config map.',
    to: 'Pod',
    many: (configMap, view) => podsThatName(configMap, 'configMaps', view),
  },
]);
