import { type KindRelations, relationsOf } from '../../graphql/relation.ts';
import type { Pod, Service } from '../../resource/generated/kubernetes.ts';
import type { AnyObject } from '../../resource/object.ts';
import type { ObjectIndex } from '../../store/object-index.ts';

export const serviceNameLabel = 'kubernetes.io/service-name';

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

/** A service without a selector selects nothing. */
export function serviceSelects(service: AnyObject, pod: Pod | AnyObject): boolean {
  const selector = Object.entries((service.spec as Service['spec'])?.selector ?? {});
  return selector.length > 0 && selector.every(([key, value]) => pod.metadata.labels?.[key] === value);
}

const slicesByService: ObjectIndex = {
  kind: 'EndpointSlice.discovery.k8s.io',
  valuesOf: ({ metadata }) => {
    const service = metadata.labels?.[serviceNameLabel];
    return service === undefined ? [] : [`${metadata.namespace}/${service}`];
  },
};
