// endpoints-controller: keeps the Endpoints of each service that has a selector, for clients that read this older form.
import type { Operation } from '../../registry/operation.ts';
import { deepEqual } from '../../resource/equality.ts';
import type { Endpoints, ObjectMeta, Pod, Service } from '../../resource/generated/kubernetes.ts';
import { type ControllerDefinition, objectKeyText, parseObjectKey, type WatchRule } from '../../runtime/controller.ts';
import type { WatchCache } from '../../store/watch-cache.ts';
import { hasManagedEndpoints, headlessLabel, isWithoutClusterIp, podRule } from '../service/endpoint-sources.ts';
import { selectedPods } from '../service/selector.ts';
import { type TriggerAnnotations, TriggerTimes, withoutTriggerTime } from '../service/trigger-times.ts';
import { desiredSubsets, fitSubsets } from './desired-subsets.ts';

const managedByLabel = 'endpoints.kubernetes.io/managed-by';
const controllerName = 'endpoint-controller';
const overCapacityAnnotation = 'endpoints.kubernetes.io/over-capacity';

const sameName = (kind: 'Service' | 'Endpoints'): WatchRule => ({
  kind,
  keysOf: (now, before) => [now ?? before].flatMap((stored) => (stored ? objectKeyText(stored) : [])),
});

export function endpointsController(): ControllerDefinition {
  const triggerTimes = new TriggerTimes();
  return {
    name: 'endpoints-controller',
    watches: [sameName('Service'), podRule, sameName('Endpoints')],
    async reconcile({ cache, execute }, key) {
      const { namespace, name } = parseObjectKey(key, 'Service');
      const service = cache.get({ kind: 'Service', namespace, name })?.object as Service | undefined;
      const present = cache.get({ kind: 'Endpoints', namespace, name })?.object as Endpoints | undefined;
      if (!service) triggerTimes.forget(key);
      const pods = service ? selectedPods(service, cache) : [];
      const triggered = service && triggerTimes.find(key, service, pods);
      const operation = triggered
        ? operationFor({ service, pods, present, trigger: triggered.annotations }, cache)
        : removalOf(present);
      if (operation) await execute([operation], { reason: `endpoints of service ${key}` });
      triggered?.remember();
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

interface Facts {
  readonly service: Service;
  readonly pods: readonly Pod[];
  readonly present: Endpoints | undefined;
  readonly trigger: TriggerAnnotations;
}

function operationFor({ service, pods, present, trigger }: Facts, cache: WatchCache): Operation | undefined {
  if (!hasManagedEndpoints(service)) return undefined;
  const { subsets, isTruncated } = fitSubsets(desiredSubsets(service, pods));
  const labels = labelsFor(service);
  const annotations = annotationsFor(present, isTruncated);
  const isSame =
    present !== undefined &&
    deepEqual(present.subsets ?? [], subsets) &&
    deepEqual(present.metadata.labels, labels) &&
    deepEqual(withoutTriggerTime(present.metadata.annotations), annotations);
  if (isSame) return undefined;
  const { name, namespace = '' } = service.metadata;
  if (!present && cache.get({ kind: 'Namespace', namespace: '', name: namespace })?.object.metadata.deletionTimestamp) {
    return undefined;
  }
  const metadata: ObjectMeta = {
    ...(present?.metadata ?? { name, namespace }),
    labels,
    annotations: { ...annotations, ...trigger },
  };
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
  const { [overCapacityAnnotation]: _, ...others } = withoutTriggerTime(present?.metadata.annotations);
  return { ...others, ...(isTruncated && { [overCapacityAnnotation]: 'truncated' }) };
}
