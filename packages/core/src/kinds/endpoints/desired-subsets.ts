// The subsets of a service's Endpoints, from its pods, and how they are cut to what one object may hold.
import type { EndpointAddress, EndpointSubset, Pod, Service } from '../../resource/generated/kubernetes.ts';
import { isReadyPod } from '../pod/readiness.ts';
import { endpointHostname, isEndpoint, podAddresses, targetPorts } from '../service/endpoint-sources.ts';
import { ipFamilyOf } from '../service/ranges.ts';
import { isHeadless } from '../service/traits.ts';
import { repackSubsets } from './repack.ts';

const maxAddresses = 1000;

export function desiredSubsets(service: Service, pods: readonly Pod[]): EndpointSubset[] {
  const { spec = {} } = service;
  const publishesNotReady = spec.publishNotReadyAddresses === true;
  const hasNoPorts = (spec.ports ?? []).length === 0;
  const subsets = pods.flatMap((pod): EndpointSubset[] => {
    if (!isEndpoint(pod, { withTerminating: publishesNotReady })) return [];
    const address = addressOf(service, pod);
    if (!address) return [];
    const place = publishesNotReady || isReadyPod(pod) ? { addresses: [address] } : { notReadyAddresses: [address] };
    if (hasNoPorts) return isHeadless(spec) ? [place] : [];
    return targetPorts(pod, service).map(({ name, ...port }) => ({
      ...place,
      ports: [{ ...(name !== '' && { name }), ...port }],
    }));
  });
  return repackSubsets(subsets);
}

/** Endpoints are of one family: the service's first. */
function addressOf(service: Service, pod: Pod): EndpointAddress | undefined {
  const family = service.spec?.ipFamilies?.[0] ?? 'IPv4';
  const ip = podAddresses(pod).find((each) => ipFamilyOf(each) === family);
  if (ip === undefined) return undefined;
  const { namespace = '', name, uid = '' } = pod.metadata;
  const { nodeName } = pod.spec ?? {};
  const hostname = endpointHostname(pod, service);
  return {
    ip,
    ...(hostname !== undefined && { hostname }),
    ...(nodeName && { nodeName }),
    targetRef: { kind: 'Pod', namespace, name, uid },
  };
}

export interface FittedSubsets {
  readonly subsets: readonly EndpointSubset[];
  readonly isTruncated: boolean;
}

/** Ready addresses go before others; each subset gives up its share. */
export function fitSubsets(subsets: readonly EndpointSubset[], capacity = maxAddresses): FittedSubsets {
  const ready = countOf(subsets, 'addresses');
  const notReady = countOf(subsets, 'notReadyAddresses');
  if (ready + notReady <= capacity) return { subsets, isTruncated: false };
  const cut = ready > capacity ? 'addresses' : 'notReadyAddresses';
  const shares = { total: ready > capacity ? ready : notReady, room: ready > capacity ? capacity : capacity - ready };
  let left = shares.room;
  const fitted = subsets.flatMap((subset) => {
    const list = subset[cut] ?? [];
    const kept = list.slice(0, Math.min(left, Math.ceil((list.length / shares.total) * shares.room)));
    left -= kept.length;
    const { notReadyAddresses: _, [cut]: __, ...rest } = subset;
    const next: EndpointSubset = { ...rest, ...(kept.length > 0 && { [cut]: kept }) };
    return next.addresses || next.notReadyAddresses ? next : [];
  });
  return { subsets: fitted, isTruncated: true };
}

function countOf(subsets: readonly EndpointSubset[], list: 'addresses' | 'notReadyAddresses'): number {
  return subsets.reduce((sum, subset) => sum + (subset[list]?.length ?? 0), 0);
}
