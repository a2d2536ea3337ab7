// endpointslice-mirroring-controller: what people write into the Endpoints of a service without a selector appears in slices
// too, where proxies look.
import type { Operation } from '../../../registry/operation.ts';
import { deepEqual } from '../../../resource/equality.ts';
import type { Endpoints, Service } from '../../../resource/generated/kubernetes.ts';
import {
  type ControllerDefinition,
  objectKeyText,
  parseObjectKey,
  type WatchRule,
} from '../../../runtime/controller.ts';
import type { WatchCache } from '../../../store/watch-cache.ts';
import { planSlices } from '../plan-slices.ts';
import { managedByLabel, serviceNameLabel, sliceKind } from '../service-slices.ts';
import { operationsOf, removal, type SliceMetadata, slicesManagedBy } from '../write-slices.ts';
import { mirroredGroups } from './mirrored-groups.ts';

const mirroringControllerName = 'endpointslicemirroring-controller.k8s.io';
const skipLabel = 'endpointslice.kubernetes.io/skip-mirror';
/** Locks of releases before Leases are Endpoints that change all the time. */
const leaderAnnotation = 'control-plane.alpha.kubernetes.io/leader';
/** What is said of the one object would be wrong of the other. */
const ownAnnotations = [
  'kubectl.kubernetes.io/last-applied-configuration',
  'endpoints.kubernetes.io/last-change-trigger-time',
];

const sameName = (kind: 'Service' | 'Endpoints'): WatchRule => ({
  kind,
  keysOf: (now, before) => [now ?? before].flatMap((stored) => (stored ? objectKeyText(stored) : [])),
});

const ofSlices: WatchRule = {
  kind: sliceKind,
  *keysOf(now, before) {
    for (const stored of [now, before]) {
      const { namespace, labels = {} } = stored?.object.metadata ?? {};
      const service = labels[serviceNameLabel];
      if (service && labels[managedByLabel] === mirroringControllerName) yield `${namespace}/${service}`;
    }
  },
};

export function endpointSliceMirroringController(): ControllerDefinition {
  return {
    name: 'endpointslice-mirroring-controller',
    watches: [sameName('Service'), sameName('Endpoints'), ofSlices],
    async reconcile({ cache, execute }, key) {
      const { namespace, name } = parseObjectKey(key, 'Service');
      const slices = slicesManagedBy(mirroringControllerName, cache, key);
      const service = cache.get({ kind: 'Service', namespace, name })?.object as Service | undefined;
      const endpoints = cache.get({ kind: 'Endpoints', namespace, name })?.object as Endpoints | undefined;
      const isMirrored = service && !service.spec?.selector && endpoints && isForMirroring(endpoints);
      const operations = isMirrored ? mirror(endpoints, slices, cache) : slices.map(removal);
      if (operations.length > 0) await execute(operations, { reason: `mirror the endpoints ${key}` });
      return undefined;
    },
  };
}

function isForMirroring({ metadata: { labels, annotations, deletionTimestamp } }: Endpoints): boolean {
  if (deletionTimestamp !== undefined || labels?.[skipLabel] === 'true') return false;
  return annotations?.[leaderAnnotation] === undefined;
}

function mirror(endpoints: Endpoints, slices: ReturnType<typeof slicesManagedBy>, cache: WatchCache): Operation[] {
  const metadata = metadataFor(endpoints);
  const handedOn = handedOnOf(endpoints);
  const groups = mirroredGroups(endpoints);
  const plan = planSlices({
    groups,
    slices,
    addressTypes: [...new Set(groups.map(({ addressType }) => addressType))],
    isOwn: (slice) => slice.metadata.ownerReferences?.some(({ uid }) => uid === endpoints.metadata.uid) === true,
    isDressed: ({ metadata: { labels, annotations = {} } }) =>
      deepEqual(labels, metadata.labels) && deepEqual(annotations, handedOn),
  });
  const namespace = cache.get({ kind: 'Namespace', namespace: '', name: metadata.namespace ?? '' })?.object;
  const isLeaving = namespace?.metadata.deletionTimestamp !== undefined;
  return operationsOf(isLeaving ? { ...plan, create: [] } : plan, metadata, () => handedOn);
}

function handedOnOf({ metadata: { annotations } }: Endpoints): Record<string, string> {
  return Object.fromEntries(Object.entries(annotations ?? {}).filter(([key]) => !ownAnnotations.includes(key)));
}

function metadataFor({ metadata: { name, namespace = '', uid = '', labels } }: Endpoints): SliceMetadata {
  return {
    generateName: `${name}-`,
    namespace,
    labels: { ...labels, [serviceNameLabel]: name, [managedByLabel]: mirroringControllerName },
    ownerReferences: [{ apiVersion: 'v1', kind: 'Endpoints', name, uid, controller: true, blockOwnerDeletion: true }],
  };
}
