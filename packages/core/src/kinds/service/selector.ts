// Which pods a service selects.
import type { Pod, Service } from '../../resource/generated/kubernetes.ts';
import type { AnyObject } from '../../resource/object.ts';
import { findIn, type ObjectIndex } from '../../store/object-index.ts';
import type { StoredObject } from '../../store/store.ts';
import type { WatchCache } from '../../store/watch-cache.ts';

/** A service without a selector selects nothing. */
export function serviceSelects(service: AnyObject | Service, pod: AnyObject | Pod): boolean {
  const selector = Object.entries((service.spec as Service['spec'])?.selector ?? {});
  return selector.length > 0 && selector.every(([key, value]) => pod.metadata.labels?.[key] === value);
}

/** Under one term of its selector: a pod it selects has that label among others. */
const servicesByTerm: ObjectIndex = {
  kind: 'Service',
  valuesOf: ({ metadata, spec }) => {
    const [term] = Object.entries((spec as Service['spec'])?.selector ?? {});
    return term ? [termKey(metadata.namespace, term)] : [];
  },
};

function termKey(namespace: string | undefined, [key, value]: readonly [string, string]): string {
  return `${namespace}/${key}=${value}`;
}

/** Keys (`namespace/name`) of the services that select the pod. */
export function servicesOf({ key, object }: StoredObject, cache: WatchCache): string[] {
  return Object.entries(object.metadata.labels ?? {})
    .flatMap((label) => findIn(cache, servicesByTerm, termKey(key.namespace, label)))
    .filter((service) => serviceSelects(service.object, object))
    .map((service) => `${service.key.namespace}/${service.key.name}`);
}

export function selectedPods(service: Service, cache: WatchCache): Pod[] {
  const { namespace = '' } = service.metadata;
  return cache
    .list('Pod', namespace)
    .filter(({ object }) => serviceSelects(service, object))
    .map(({ object }) => object as Pod); // Sound: stored under its kind.
}
