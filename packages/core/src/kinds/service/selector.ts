// Which pods a service selects.
import type { Pod, Service } from '../../resource/generated/kubernetes.ts';
import type { AnyObject } from '../../resource/object.ts';
import type { StoredObject } from '../../store/store.ts';
import type { WatchCache } from '../../store/watch-cache.ts';

/** A service without a selector selects nothing. */
export function serviceSelects(service: AnyObject | Service, pod: AnyObject | Pod): boolean {
  const selector = Object.entries((service.spec as Service['spec'])?.selector ?? {});
  return selector.length > 0 && selector.every(([key, value]) => pod.metadata.labels?.[key] === value);
}

/** Keys (`namespace/name`) of the services that select the pod. */
export function servicesOf({ key, object }: StoredObject, cache: WatchCache): string[] {
  return cache
    .list('Service', key.namespace)
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
