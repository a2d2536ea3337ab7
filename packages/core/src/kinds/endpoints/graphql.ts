import { type KindRelations, relationsOf } from '../../graphql/relation.ts';
import type { Endpoints } from '../../resource/generated/kubernetes.ts';

export const endpointsRelations: KindRelations = relationsOf<Endpoints>('Endpoints', [
  {
    name: 'service',
    description: 'The service of the same name.',
    to: 'Service',
    one: ({ metadata }, view) =>
      view.get({ kind: 'Service', namespace: metadata.namespace ?? '', name: metadata.name }),
  },
]);
