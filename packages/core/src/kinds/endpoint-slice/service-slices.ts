// How slices tell which service they belong to, and who keeps them.
import type { ObjectIndex } from '../../store/object-index.ts';

export const sliceKind = 'EndpointSlice.discovery.k8s.io';
export const serviceNameLabel = 'kubernetes.io/service-name';
export const managedByLabel = 'endpointslice.kubernetes.io/managed-by';
export const endpointSliceControllerName = 'endpointslice-controller.k8s.io';

/** Under `namespace/name` of the service. */
export const slicesByService: ObjectIndex = {
  kind: sliceKind,
  valuesOf: ({ metadata }) => {
    const service = metadata.labels?.[serviceNameLabel];
    return service === undefined ? [] : [`${metadata.namespace}/${service}`];
  },
};
