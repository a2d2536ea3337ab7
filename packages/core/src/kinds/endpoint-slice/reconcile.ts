// endpointslice-controller: keeps the slices of each service that has a selector.

import type { Operation } from '../../registry/operation.ts';
import { deepEqual } from '../../resource/equality.ts';
import type { EndpointSlice, Pod, Service } from '../../resource/generated/kubernetes.ts';
import { type ControllerDefinition, objectKeyText, parseObjectKey, type WatchRule } from '../../runtime/controller.ts';
import type { WatchCache } from '../../store/watch-cache.ts';
import { hasManagedEndpoints, headlessLabel, isWithoutClusterIp, podRule } from '../service/endpoint-sources.ts';
import { selectedPods, servicesOf } from '../service/selector.ts';
import { type TriggerAnnotations, TriggerTimes, withoutTriggerTime } from '../service/trigger-times.ts';
import { addressTypesOf, desiredGroups, type ZoneOf } from './desired-endpoints.ts';
import { planSlices } from './plan-slices.ts';
import { endpointSliceControllerName, managedByLabel, serviceNameLabel, sliceKind } from './service-slices.ts';
import { operationsOf, removal, type SliceMetadata, slicesManagedBy } from './write-slices.ts';

const zoneLabel = 'topology.kubernetes.io/zone';

export function endpointSliceController(): ControllerDefinition {
  const triggerTimes = new TriggerTimes();
  return {
    name: 'endpointslice-controller',
    watches: [serviceRule, podRule, sliceRule, nodeRule],
    async reconcile({ cache, execute }, key) {
      const { namespace, name } = parseObjectKey(key, 'Service');
      const slices = slicesManagedBy(endpointSliceControllerName, cache, key);
      const service = cache.get({ kind: 'Service', namespace, name })?.object as Service | undefined;
      if (!service) triggerTimes.forget(key);
      const pods = service ? selectedPods(service, cache) : [];
      const triggered = service && triggerTimes.find(key, service, pods);
      const operations = triggered
        ? operationsFor({ service, pods, slices, trigger: triggered.annotations }, cache)
        : slices.map(removal);
      if (operations.length > 0) await execute(operations, { reason: `endpoints of service ${key}` });
      triggered?.remember();
      return undefined;
    },
  };
}

const serviceRule: WatchRule = {
  kind: 'Service',
  keysOf: (now, before) => [now ?? before].flatMap((stored) => (stored ? objectKeyText(stored) : [])),
};

const sliceRule: WatchRule = {
  kind: sliceKind,
  *keysOf(now, before) {
    for (const stored of [now, before]) {
      const { namespace, labels = {} } = stored?.object.metadata ?? {};
      const service = labels[serviceNameLabel];
      if (service && labels[managedByLabel] === endpointSliceControllerName) yield `${namespace}/${service}`;
    }
  },
};

/** Endpoints show the zone of their node, and are none without their node. */
const nodeRule: WatchRule = {
  kind: 'Node',
  *keysOf(now, before, cache) {
    const zone = (stored: typeof now) => stored?.object.metadata.labels?.[zoneLabel];
    const node = now ?? before;
    if (!node || (now && before && zone(now) === zone(before))) return;
    for (const pod of cache.list('Pod')) {
      if ((pod.object.spec as { nodeName?: string } | undefined)?.nodeName === node.key.name) {
        yield* servicesOf(pod, cache);
      }
    }
  },
};

interface Facts {
  readonly service: Service;
  readonly pods: readonly Pod[];
  readonly slices: readonly EndpointSlice[];
  readonly trigger: TriggerAnnotations;
}

function operationsFor({ service, pods, slices, trigger }: Facts, cache: WatchCache): Operation[] {
  if (!hasManagedEndpoints(service)) return [];
  const metadata = metadataFor(service);
  const plan = planSlices({
    groups: desiredGroups(service, pods, zonesFrom(cache)),
    slices,
    addressTypes: addressTypesOf(service),
    isOwn: (slice) => slice.metadata.ownerReferences?.some(({ uid }) => uid === service.metadata.uid) === true,
    isDressed: (slice) => deepEqual(slice.metadata.labels, metadata.labels),
  });
  // Nothing can be created in a namespace that is going; what is there goes with it.
  const namespaceMetadata = cache.get({ kind: 'Namespace', namespace: '', name: metadata.namespace ?? '' })?.object;
  const isLeaving = namespaceMetadata?.metadata.deletionTimestamp !== undefined;
  return operationsOf(isLeaving ? { ...plan, create: [] } : plan, metadata, (present) => ({
    ...withoutTriggerTime(present),
    ...trigger,
  }));
}

function zonesFrom(cache: WatchCache): ZoneOf {
  return (name) => {
    const node = cache.get({ kind: 'Node', namespace: '', name });
    return node && { zone: node.object.metadata.labels?.[zoneLabel] };
  };
}

/** The service's own labels are on its slices too. */
function metadataFor(service: Service): SliceMetadata {
  const { name, namespace = '', uid = '', labels } = service.metadata;
  const { [headlessLabel]: _, ...handedOn } = labels ?? {};
  return {
    generateName: `${name}-`,
    namespace,
    labels: {
      ...handedOn,
      ...(isWithoutClusterIp(service) && { [headlessLabel]: '' }),
      [serviceNameLabel]: name,
      [managedByLabel]: endpointSliceControllerName,
    },
    ownerReferences: [{ apiVersion: 'v1', kind: 'Service', name, uid, controller: true, blockOwnerDeletion: true }],
  };
}
