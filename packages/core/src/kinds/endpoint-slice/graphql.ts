import { type KindRelations, relationsOf } from '../../graphql/relation.ts';
import type { EndpointSlice } from '../../resource/generated/kubernetes.ts';
import { serviceNameLabel } from './service-slices.ts';

export const endpointSliceRelations: KindRelations = relationsOf<EndpointSlice>('EndpointSlice.discovery.k8s.io', [
  {
    name: 'service',
    description: 'The service the slice belongs to.',
    to: 'Service',
    one: ({ metadata }, view) => {
      const name = metadata.labels?.[serviceNameLabel];
      return name === undefined ? undefined : view.get({ kind: 'Service', namespace: metadata.namespace ?? '', name });
    },
  },
]);
