// No two services share a cluster IP or a node port, and no two nodes a block of pod addresses.
import type { Node, Service } from '@portolan/core/resource/generated/kubernetes.ts';
import type { StoredObject } from '@portolan/core/store/store.ts';
import { type Invariant, nameOf } from './invariant.ts';

const given: ReadonlyMap<string, (stored: StoredObject) => readonly string[]> = new Map([
  ['Node', ({ object }) => (object as Node).spec?.podCIDRs ?? []],
  [
    'Service',
    ({ object }) => {
      const { clusterIPs = [], ports = [] } = (object as Service).spec ?? {};
      const nodePorts = ports.flatMap(({ nodePort, protocol = 'TCP' }) => (nodePort ? `${protocol} ${nodePort}` : []));
      return [...clusterIPs.filter((ip) => ip !== 'None'), ...nodePorts];
    },
  ],
]);

export function uniqueAddresses(): Invariant {
  return {
    name: 'unique-addresses',
    *onRevision({ changes }, model) {
      for (const kind of new Set(changes.map(({ key }) => key.kind))) {
        const addressesOf = given.get(kind);
        if (!addressesOf) continue;
        const holders = new Map<string, StoredObject>();
        for (const stored of model.list(kind)) {
          for (const address of addressesOf(stored)) {
            const other = holders.get(address);
            if (other) yield `${nameOf(stored)} and ${nameOf(other)} both have ${address}`;
            holders.set(address, stored);
          }
        }
      }
    },
  };
}
