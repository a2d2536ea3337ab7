// The endpoints of an Endpoints object as slices hold them: by family and ports.
import type { Endpoint, EndpointAddress, Endpoints } from '../../../resource/generated/kubernetes.ts';
import { ipFamilyOf } from '../../service/ranges.ts';
import { type EndpointGroup, groupKey } from '../desired-endpoints.ts';

/** As kube-controller-manager's --mirroring-max-endpoints-per-subset: what a subset has beyond is left out. */
const maxPerSubset = 1_000;

export function mirroredGroups({ subsets = [] }: Endpoints): EndpointGroup[] {
  const groups = new Map<string, EndpointGroup & { readonly endpoints: Endpoint[] }>();
  for (const { addresses = [], notReadyAddresses = [], ports = [] } of subsets) {
    const named = ports.map((port) => ({ name: '', protocol: 'TCP', ...port }));
    const all = [
      ...addresses.map((address) => ({ address, ready: true })),
      ...notReadyAddresses.map((address) => ({ address, ready: false })),
    ];
    for (const { address, ready } of all.slice(0, maxPerSubset)) {
      const addressType = ipFamilyOf(address.ip);
      if (!addressType) continue;
      const key = groupKey({ addressType, ports: named });
      const group = groups.get(key) ?? { addressType, ports: named, endpoints: [] };
      group.endpoints.push(endpointOf(address, ready));
      groups.set(key, group);
    }
  }
  return [...groups.values()];
}

function endpointOf({ ip, hostname, nodeName, targetRef }: EndpointAddress, ready: boolean): Endpoint {
  return {
    addresses: [ip],
    conditions: { ready },
    ...(hostname && { hostname }),
    ...(nodeName && { nodeName }),
    ...(targetRef && { targetRef }),
  };
}
