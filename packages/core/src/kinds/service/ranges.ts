// From where cluster IPs and node ports are taken.
import { type IpAddress, parseIp } from '../../resource/validation/ip-addresses.ts';

/** kubeadm's choice for --service-cluster-ip-range. */
const clusterIpRange = '10.96.0.0/12';
/** Kubernetes' choice for --service-node-port-range. */
const nodePortRange = { first: 30_000, last: 32_767 } as const;

/** The families of the ranges, the default one first. */
export const servedIpFamilies: readonly IpFamily[] = ['IPv4'];

export type IpFamily = 'IPv4' | 'IPv6';

export function ipFamilyOf(text: string): IpFamily | undefined {
  const address = parseIp(text);
  return address && (address.family === 4 ? 'IPv4' : 'IPv6');
}

interface Range {
  readonly network: IpAddress;
  readonly hostBits: bigint;
}

function rangeOf(block: string): Range {
  const [ip = '', prefixLength] = block.split('/');
  const network = parseIp(ip);
  if (!network) throw new Error(`${block} is no range of addresses`);
  return { network, hostBits: BigInt((network.family === 4 ? 32 : 128) - Number(prefixLength)) };
}

const range = rangeOf(clusterIpRange);

/** Why an address cannot be a cluster IP; `undefined` when it can. */
export function whyNoClusterIp(text: string): string | undefined {
  const address = parseIp(text);
  const { network, hostBits } = range;
  if (address?.family !== network.family || address.bits >> hostBits !== network.bits >> hostBits) {
    return 'the provided network does not match the current range';
  }
  const host = address.bits - network.bits;
  // The first address names the network, the last one is for broadcasts.
  if (host > 0n && host < (1n << hostBits) - 1n) return undefined;
  return `the provided IP (${text}) is not in the valid range. The range of valid IPs is ${clusterIpRange}`;
}

export function whyNoNodePort(port: number): string | undefined {
  const { first, last } = nodePortRange;
  if (port >= first && port <= last) return undefined;
  return `provided port is not in the valid range. The range of valid ports is ${first}-${last}`;
}
