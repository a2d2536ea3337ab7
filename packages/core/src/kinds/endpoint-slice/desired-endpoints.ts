// The endpoints a service should have, from its pods: grouped by what must be alike in one slice.
import type { Endpoint, EndpointHints, EndpointPort, Pod, Service } from '../../resource/generated/kubernetes.ts';
import { isReadyPod } from '../pod/readiness.ts';
import { endpointHostname, isEndpoint, podAddresses, targetPorts } from '../service/endpoint-sources.ts';
import { ipFamilyOf } from '../service/ranges.ts';

export interface EndpointGroup {
  readonly addressType: string;
  readonly ports: readonly EndpointPort[];
  readonly endpoints: readonly Endpoint[];
}

/** What is known of a node: its zone, if it has one; `undefined` for a node that does not exist. */
export type ZoneOf = (nodeName: string) => { readonly zone: string | undefined } | undefined;

export function desiredGroups(service: Service, pods: readonly Pod[], zoneOf: ZoneOf): EndpointGroup[] {
  const groups = new Map<string, EndpointGroup & { readonly endpoints: Endpoint[] }>();
  for (const pod of pods) {
    if (!isEndpoint(pod, { withTerminating: true })) continue;
    const endpoint = endpointOf(service, pod, zoneOf);
    if (!endpoint) continue;
    const ports = targetPorts(pod, service);
    for (const addressType of addressTypesOf(service)) {
      const addresses = podAddresses(pod).filter((ip) => ipFamilyOf(ip) === addressType);
      if (addresses.length === 0) continue;
      const key = groupKey({ addressType, ports });
      const endpoints = groups.get(key)?.endpoints ?? [];
      endpoints.push({ addresses, ...endpoint });
      groups.set(key, { addressType, ports, endpoints });
    }
  }
  return [...groups.values()];
}

export function addressTypesOf({ spec }: Service): readonly string[] {
  return spec?.ipFamilies?.length ? spec.ipFamilies : ['IPv4'];
}

export function groupKey({
  addressType,
  ports = [],
}: {
  addressType: string;
  ports?: readonly EndpointPort[];
}): string {
  const texts = ports.map(
    ({ name = '', protocol = 'TCP', port, appProtocol = '' }) => `${name}/${protocol}/${port}/${appProtocol}`,
  );
  return `${addressType} ${texts.sort().join()}`;
}

/**
 * A pod that is about to end is never ready, but still serves while its probes say so. Where clients want endpoints that
 * are not ready too, all count as ready. A pod on a node that is gone is none, until it is collected.
 */
function endpointOf(service: Service, pod: Pod, zoneOf: ZoneOf): Omit<Endpoint, 'addresses'> | undefined {
  const { nodeName } = pod.spec ?? {};
  const publishesNotReady = service.spec?.publishNotReadyAddresses === true;
  const place = nodeName ? zoneOf(nodeName) : undefined;
  if (!place && !publishesNotReady) return undefined;
  const serving = isReadyPod(pod);
  const terminating = pod.metadata.deletionTimestamp !== undefined;
  const { namespace = '', name, uid = '' } = pod.metadata;
  const hostname = endpointHostname(pod, service);
  const ready = publishesNotReady || (serving && !terminating);
  const hints = ready ? hintsFor(service, { nodeName, zone: place?.zone }) : undefined;
  return {
    conditions: { ready, serving, terminating },
    targetRef: { kind: 'Pod', namespace, name, uid },
    ...(nodeName && { nodeName }),
    ...(place?.zone && { zone: place.zone }),
    ...(hostname !== undefined && { hostname }),
    ...(hints && { hints }),
  };
}

/** Which clients the endpoint is for, where the service wants its traffic to stay near: those of its zone, or its node. */
function hintsFor(
  { spec }: Service,
  { nodeName, zone }: { nodeName: string | undefined; zone: string | undefined },
): EndpointHints | undefined {
  const forZones = zone ? { forZones: [{ name: zone }] } : undefined;
  switch (spec?.trafficDistribution) {
    case 'PreferClose':
    case 'PreferSameZone':
      return forZones;
    case 'PreferSameNode':
      return nodeName ? { ...forZones, forNodes: [{ name: nodeName }] } : forZones;
    default:
      return undefined;
  }
}
