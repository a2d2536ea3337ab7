// In the end the endpoints of each service, in both forms, are the ready pods that it selects.
import { isActivePod, isReadyPod } from '@portolan/core/kinds/pod/readiness.ts';
import type { EndpointSlice, Endpoints, Pod, Service } from '@portolan/core/resource/generated/kubernetes.ts';
import { fromLabels } from '@portolan/core/resource/label-selector.ts';
import type { StoredObject } from '@portolan/core/store/store.ts';
import type { Model } from '../cluster/model.ts';
import { type Invariant, nameOf } from './invariant.ts';

export function endpoints(): Invariant {
  return {
    name: 'endpoints',
    *atEnd({ model }) {
      for (const stored of model.list('Service')) {
        const { selector } = (stored.object as Service).spec ?? {};
        if (!selector) continue;
        const expected = readyAddresses(stored, selector, model);
        for (const [form, addresses] of [
          ['EndpointSlices', fromSlices(stored, model)],
          ['Endpoints', fromEndpoints(stored, model)],
        ] as const) {
          if (addresses !== expected) yield `${form} of ${nameOf(stored)} are [${addresses}], ready are [${expected}]`;
        }
      }
    },
  };
}

const text = (addresses: readonly string[]) => [...addresses].sort().join(' ');

function readyAddresses({ key }: StoredObject, selector: Record<string, string>, model: Model): string {
  const pods = model
    .list('Pod')
    .filter((pod) => pod.key.namespace === key.namespace)
    .map(({ object }) => object as Pod)
    .filter((pod) => fromLabels(selector).matches(pod.metadata.labels) && isActivePod(pod) && isReadyPod(pod));
  return text(pods.flatMap(({ status }) => status?.podIP ?? []));
}

function fromSlices({ key }: StoredObject, model: Model): string {
  const slices = model.list('EndpointSlice.discovery.k8s.io').filter(({ key: slice, object }) => {
    return slice.namespace === key.namespace && object.metadata.labels?.['kubernetes.io/service-name'] === key.name;
  });
  const all = slices.flatMap(({ object }) => (object as object as EndpointSlice).endpoints ?? []); // Sound: stored under its kind.
  return text(all.filter(({ conditions }) => conditions?.ready).flatMap(({ addresses }) => addresses));
}

function fromEndpoints({ key }: StoredObject, model: Model): string {
  const { subsets = [] } = (model.get({ ...key, kind: 'Endpoints' })?.object ?? {}) as Endpoints;
  return text(subsets.flatMap(({ addresses = [] }) => addresses.map(({ ip }) => ip)));
}
