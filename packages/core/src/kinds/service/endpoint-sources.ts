// What makes a pod an endpoint of a service, and which changes of pods matter to endpoints: what the controllers of
// EndpointSlices and of Endpoints share.
import { deepEqual } from '../../resource/equality.ts';
import type { Pod, Service, ServicePort } from '../../resource/generated/kubernetes.ts';
import type { WatchRule } from '../../runtime/controller.ts';
import { hasEnded, isReadyPod } from '../pod/readiness.ts';
import { isSidecar } from '../pod/sidecar.ts';
import { servicesOf } from './selector.ts';
import { isHeadless } from './traits.ts';

export function podAddresses({ status }: Pod): string[] {
  const listed = (status?.podIPs ?? []).map(({ ip }) => ip);
  return listed.length > 0 || !status?.podIP ? listed : [status.podIP];
}

/** Pods that have ended, or have no address yet, are no endpoints; those about to end are if the caller says so. */
export function isEndpoint(pod: Pod, { withTerminating }: { withTerminating: boolean }): boolean {
  if (hasEnded(pod) || podAddresses(pod).length === 0) return false;
  return withTerminating || pod.metadata.deletionTimestamp === undefined;
}

/** The pod's name in the service's domain, where it has one. */
export function endpointHostname({ spec, metadata }: Pod, service: Service): string | undefined {
  const { hostname, subdomain } = spec ?? {};
  const isOfService = subdomain === service.metadata.name && metadata.namespace === service.metadata.namespace;
  return hostname && isOfService ? hostname : undefined;
}

/** `undefined` when the port has a name that no container of the pod gives to a port of that protocol. */
function targetPortNumber({ spec }: Pod, { port, targetPort, protocol }: ServicePort): number | undefined {
  const target = targetPort ?? port;
  if (typeof target === 'number') return target;
  const sidecars = (spec?.initContainers ?? []).filter(isSidecar);
  for (const { ports = [] } of [...(spec?.containers ?? []), ...sidecars]) {
    const found = ports.find(({ name, protocol: own = 'TCP' }) => name === target && own === protocol);
    if (found) return found.containerPort;
  }
  return undefined;
}

export interface TargetPort {
  readonly name: string;
  readonly protocol: string;
  readonly port: number;
  readonly appProtocol?: string;
}

/** The service's ports as this pod serves them. */
export function targetPorts(pod: Pod, { spec = {} }: Service): TargetPort[] {
  return (spec.ports ?? []).flatMap((servicePort) => {
    const { name = '', protocol = 'TCP', appProtocol } = servicePort;
    const port = targetPortNumber(pod, servicePort);
    return port === undefined ? [] : { name, protocol, port, ...(appProtocol !== undefined && { appProtocol }) };
  });
}

/** Whether endpoints of the service are kept by controllers; others are written by hand. */
export function hasManagedEndpoints({ spec = {} }: Service): boolean {
  return spec.type !== 'ExternalName' && Object.keys(spec.selector ?? {}).length > 0;
}

export const headlessLabel = 'service.kubernetes.io/headless';

/** A service without a cluster IP: clients go to its endpoints by themselves. */
export function isWithoutClusterIp({ spec = {} }: Service): boolean {
  return isHeadless(spec) || !spec.clusterIP;
}

export const podRule: WatchRule = {
  kind: 'Pod',
  *keysOf(now, before, cache) {
    const labelsBefore = before?.object.metadata.labels;
    const sameLabels = now && before && deepEqual(now.object.metadata.labels, labelsBefore);
    if (sameLabels && deepEqual(endpointPart(now.object as Pod), endpointPart(before.object as Pod))) return;
    if (now) yield* servicesOf(now, cache);
    if (before && !sameLabels) yield* servicesOf(before, cache);
  },
};

/** All of a pod that its endpoint shows, beside what can never change. */
function endpointPart(pod: Pod): unknown {
  const { spec = { containers: [] } } = pod;
  return [
    isReadyPod(pod),
    hasEnded(pod),
    podAddresses(pod),
    pod.metadata.deletionTimestamp !== undefined,
    spec.nodeName,
    spec.hostname,
    spec.subdomain,
  ];
}
