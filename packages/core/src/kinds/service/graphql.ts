import { type KindRelations, relationsOf } from '../../graphql/relation.ts';
import type { Service } from '../../resource/generated/kubernetes.ts';
import { slicesByService } from '../endpoint-slice/service-slices.ts';
import { serviceSelects } from './selector.ts';

export const serviceRelations: KindRelations = relationsOf<Service>('Service', [
  {
    name: 'pods',
    description: 'Pods that the service selects.',
    to: 'Pod',
    many: (service, view) =>
      view.list('Pod', service.metadata.namespace).filter(({ object }) => serviceSelects(service, object)),
  },
  {
    name: 'endpointSlices',
    description: 'Endpoint slices that belong to the service.',
    to: 'EndpointSlice.discovery.k8s.io',
    many: ({ metadata }, view) => view.find(slicesByService, `${metadata.namespace}/${metadata.name}`),
  },
  {
    name: 'endpoints',
    description: 'The Endpoints object of the same name.',
    to: 'Endpoints',
    one: ({ metadata }, view) =>
      view.get({ kind: 'Endpoints', namespace: metadata.namespace ?? '', name: metadata.name }),
  },
]);
