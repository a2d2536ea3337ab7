// endpoints-controller: keeps the Endpoints of each service that has a selector, for clients that read this older form.
import type { Operation } from '../../registry/operation.ts';
import { deepEqual } from '../../resource/equality.ts';
import type { Endpoints, ObjectMeta, Service } from '../../resource/generated/kubernetes.ts';
import { type ControllerDefinition, objectKeyText, parseObjectKey, type WatchRule } from '../../runtime/controller.ts';
import type { WatchCache } from '../../store/watch-cache.ts';
import { hasManagedEndpoints, headlessLabel, isWithoutClusterIp, podRule } from '../service/endpoint-sources.ts';
import { selectedPods } from '../service/selector.ts';
import { desiredSubsets, fitSubsets } from './desired-subsets.ts';

const managedByLabel = 'endpoints.kubernetes.io/managed-by';
const controllerName = 'endpoint-controller';
const overCapacityAnnotation = 'endpoints.kubernetes.io/over-capacity';

const sameName = (kind: 'Service' | 'Endpoints'): WatchRule => ({
  kind,
  keysOf: (now, before) => [now ?? before].flatMap((stored) => (stored ? objectKeyText(stored) : [])),
});

export function endpointsController(): ControllerDefinition {
  return {
    name: 'endpoints-controller',
    watches: [sameName('Service'), podRule, sameName('Endpoints')],
    async reconcile({ cache, execute }, key) {
      const { namespace, name } = parseObjectKey(key, 'Service');
      const service = cache.get({ kind: 'Service', namespace, name })?.object as Service | undefined;
      const present = cache.get({ kind: 'Endpoints', namespace, name })?.object as Endpoints | undefined;
      const operation = service ? operationFor(service, present, cache) : removalOf(present);
      if (operation) await execute([operation], { reason: `endpoints of service ${key}` });
      return undefined;
    },
  };
}

/** What somebody wrote by hand without a service stays. */
function removalOf(present: Endpoints | undefined): Operation | undefined {
  if (present?.metadata.labels?.[managedByLabel] !== controllerName) return undefined;
  if (present.metadata.deletionTimestamp !== undefined) return undefined;
  const { name, namespace = '', uid } = present.metadata;
  return { verb: 'delete', ref: { kind: 'Endpoints', namespace, name }, ...(uid && { preconditions: { uid } }) };
}

function operationFor(service: Service, present: Endpoints | undefined, cache: WatchCache): Operation | undefined {
  if (!hasManagedEndpoints(service)) return undefined;
  const { subsets, isTruncated } = fitSubsets(desiredSubsets(service, selectedPods(service, cache)));
  const labels = labelsFor(service);
  const annotations = annotationsFor(present, isTruncated);
  const isSame =
    present !== undefined &&
    deepEqual(present.subsets ?? [], subsets) &&
    deepEqual(present.metadata.labels, labels) &&
    deepEqual(present.metadata.annotations ?? {}, annotations);
  if (isSame) return undefined;
  const { name, namespace = '' } = service.metadata;
  if (!present && cache.get({ kind: 'Namespace', namespace: '', name: namespace })?.object.metadata.deletionTimestamp) {
    return undefined;
  }
  const metadata: ObjectMeta = { ...(present?.metadata ?? { name, namespace }), labels, annotations };
  const manifest = { apiVersion: 'v1', kind: 'Endpoints', metadata, subsets };
  return { verb: present ? 'update' : 'create', manifest };
}

/** The service's own labels are on its endpoints too. */
function labelsFor(service: Service): Record<string, string> {
  const { [headlessLabel]: _, ...handedOn } = service.metadata.labels ?? {};
  return {
    ...handedOn,
    [managedByLabel]: controllerName,
    ...(isWithoutClusterIp(service) && { [headlessLabel]: '' }),
  };
}

function annotationsFor(present: Endpoints | undefined, isTruncated: boolean): Record<string, string> {
  const { [overCapacityAnnotation]: _, ...others } = present?.metadata.annotations ?? {};
  return { ...others, ...(isTruncated && { [overCapacityAnnotation]: 'truncated' }) };
}
