// endpointslice-controller: keeps the slices of each service that has a selector.

import type { Operation } from '../../registry/operation.ts';
import { deepEqual } from '../../resource/equality.ts';
import type { EndpointSlice, ObjectMeta, Service } from '../../resource/generated/kubernetes.ts';
import type { ApiObject } from '../../resource/object.ts';
import { type ControllerDefinition, objectKeyText, parseObjectKey, type WatchRule } from '../../runtime/controller.ts';
import { findIn } from '../../store/object-index.ts';
import type { WatchCache } from '../../store/watch-cache.ts';
import { hasManagedEndpoints, headlessLabel, isWithoutClusterIp, podRule } from '../service/endpoint-sources.ts';
import { selectedPods, servicesOf } from '../service/selector.ts';
import { addressTypesOf, desiredGroups, type ZoneOf } from './desired-endpoints.ts';
import { planSlices, type SliceContent, type SlicePlan } from './plan-slices.ts';
import { endpointSliceControllerName, managedByLabel, serviceNameLabel, slicesByService } from './service-slices.ts';

const sliceKind = 'EndpointSlice.discovery.k8s.io';
const zoneLabel = 'topology.kubernetes.io/zone';

export function endpointSliceController(): ControllerDefinition {
  return {
    name: 'endpointslice-controller',
    watches: [serviceRule, podRule, sliceRule, nodeRule],
    async reconcile({ cache, execute }, key) {
      const { namespace, name } = parseObjectKey(key, 'Service');
      const slices = managedSlices(cache, namespace, name);
      const service = cache.get({ kind: 'Service', namespace, name })?.object as Service | undefined;
      const operations = service ? operationsFor(service, slices, cache) : slices.map(removal);
      if (operations.length > 0) await execute(operations, { reason: `endpoints of service ${key}` });
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

function managedSlices(cache: WatchCache, namespace: string, service: string): EndpointSlice[] {
  return findIn(cache, slicesByService, `${namespace}/${service}`)
    .map(({ object }) => object as ApiObject as EndpointSlice) // Sound: stored under its kind.
    .filter(({ metadata: { labels = {}, deletionTimestamp } }) => {
      return labels[managedByLabel] === endpointSliceControllerName && deletionTimestamp === undefined;
    });
}

function operationsFor(service: Service, slices: readonly EndpointSlice[], cache: WatchCache): Operation[] {
  if (!hasManagedEndpoints(service)) return [];
  const metadata = metadataFor(service);
  const plan = planSlices({
    groups: desiredGroups(service, selectedPods(service, cache), zonesFrom(cache)),
    slices,
    addressTypes: addressTypesOf(service),
    isOwn: (slice) => slice.metadata.ownerReferences?.some(({ uid }) => uid === service.metadata.uid) === true,
    isDressed: (slice) => deepEqual(slice.metadata.labels, metadata.labels),
  });
  // Nothing can be created in a namespace that is going; what is there goes with it.
  const namespaceMetadata = cache.get({ kind: 'Namespace', namespace: '', name: metadata.namespace ?? '' })?.object;
  if (namespaceMetadata?.metadata.deletionTimestamp !== undefined)
    return operationsOf({ ...plan, create: [] }, metadata);
  return operationsOf(plan, metadata);
}

function zonesFrom(cache: WatchCache): ZoneOf {
  return (name) => {
    const node = cache.get({ kind: 'Node', namespace: '', name });
    return node && { zone: node.object.metadata.labels?.[zoneLabel] };
  };
}

type SliceMetadata = Pick<ObjectMeta, 'generateName' | 'namespace' | 'labels' | 'ownerReferences'>;

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

/** Updates carry the version they were planned on: where another writer was faster, all of it is planned again. */
function operationsOf({ create, update, remove }: SlicePlan, metadata: SliceMetadata): Operation[] {
  return [
    ...remove.map(removal),
    ...update.map(({ slice, content }): Operation => {
      const { labels } = metadata;
      return { verb: 'update', manifest: manifestOf(content, { ...slice.metadata, ...(labels && { labels }) }) };
    }),
    ...create.map((content): Operation => ({ verb: 'create', manifest: manifestOf(content, metadata) })),
  ];
}

function manifestOf({ addressType, ports, endpoints }: SliceContent, metadata: Partial<ObjectMeta>) {
  return { apiVersion: 'discovery.k8s.io/v1', kind: 'EndpointSlice', metadata, addressType, ports, endpoints };
}

function removal({ metadata }: EndpointSlice): Operation {
  const { name, namespace = '', uid } = metadata;
  return { verb: 'delete', ref: { kind: sliceKind, namespace, name }, ...(uid && { preconditions: { uid } }) };
}
