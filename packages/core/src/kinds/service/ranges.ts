// From where cluster IPs and node ports are taken, and in which order.
//
// As in Kubernetes, a range has two bands: what is allocated comes from the upper one while that has any left, so that
// what people choose by hand in the lower one is most often free.
import { type IpAddress, parseIp } from '../../resource/validation/ip-addresses.ts';

export interface ServiceRanges {
  /** As --service-cluster-ip-range: one IPv4 block. */
  readonly clusterIps: string;
  /** As --service-node-port-range. */
  readonly nodePorts: { readonly first: number; readonly last: number };
}

/**
 * Cluster IPs are loopback addresses unless told: nodes without network namespaces of their own serve them on their host.
 * Node ports are Kubernetes' choice.
 */
export const defaultServiceRanges: ServiceRanges = {
  clusterIps: '127.96.0.0/12',
  nodePorts: { first: 30_000, last: 32_767 },
};

/** The families of the ranges, the default one first. */
export const servedIpFamilies: readonly IpFamily[] = ['IPv4'];

export type IpFamily = 'IPv4' | 'IPv6';

export function ipFamilyOf(text: string): IpFamily | undefined {
  const address = parseIp(text);
  return address && (address.family === 4 ? 'IPv4' : 'IPv6');
}

interface Range {
  readonly block: string;
  readonly network: IpAddress;
  readonly hostBits: bigint;
}

/** `undefined` for what is no IPv4 block from /8 to /30. */
function rangeOf(block: string): Range | undefined {
  const [ip = '', prefixLength = ''] = block.split('/');
  const network = parseIp(ip);
  const hostBits = 32n - BigInt(/^\d{1,2}$/.test(prefixLength) ? prefixLength : 99);
  if (network?.family !== 4 || hostBits < 2n || hostBits > 24n) return undefined;
  return { block, hostBits, network: { family: 4, bits: (network.bits >> hostBits) << hostBits } };
}

export function isClusterIpRange(block: string): boolean {
  return rangeOf(block) !== undefined;
}

function mustBeRange(block: string): Range {
  const found = rangeOf(block);
  if (!found) throw new Error(`${block} is no range of cluster IPs`);
  return found;
}

let { nodePorts } = defaultServiceRanges;
let range = mustBeRange(defaultServiceRanges.clusterIps);

/** Once, before the control plane starts: the ranges are the process's. */
export function configureServiceRanges(ranges: ServiceRanges): void {
  range = mustBeRange(ranges.clusterIps);
  nodePorts = ranges.nodePorts;
}

/** Why an address cannot be a cluster IP; `undefined` when it can. */
export function whyNoClusterIp(text: string): string | undefined {
  const address = parseIp(text);
  const { network, hostBits, block } = range;
  if (address?.family !== network.family || address.bits >> hostBits !== network.bits >> hostBits) {
    return 'the provided network does not match the current range';
  }
  const host = address.bits - network.bits;
  // The first address names the network, the last one is for broadcasts.
  if (host > 0n && host < (1n << hostBits) - 1n) return undefined;
  return `the provided IP (${text}) is not in the valid range. The range of valid IPs is ${block}`;
}

export function whyNoNodePort(port: number): string | undefined {
  const { first, last } = nodePorts;
  if (port >= first && port <= last) return undefined;
  return `provided port is not in the valid range. The range of valid ports is ${first}-${last}`;
}

/** A free address, by chance; `undefined` when all are taken. */
export function pickClusterIp(isFree: (ip: string) => boolean, random: () => number): string | undefined {
  const base = Number(range.network.bits);
  const size = 2 ** Number(range.hostBits);
  const textOf = (host: number) => ipv4Text(base + host);
  const bands = { first: 1, staticSize: staticBandSize(size, { divisor: 16, most: 256 }), last: size - 2 };
  const host = pick(bands, (each) => isFree(textOf(each)), random);
  return host === undefined ? undefined : textOf(host);
}

export function pickNodePort(isFree: (port: number) => boolean, random: () => number): number | undefined {
  const { first, last } = nodePorts;
  const staticSize = staticBandSize(last - first + 1, { divisor: 32, most: 128 });
  return pick({ first, staticSize, last }, isFree, random);
}

const leastStaticBand = 16;

function staticBandSize(size: number, { divisor, most }: { divisor: number; most: number }): number {
  if (size <= leastStaticBand) return 0;
  return Math.min(Math.max(leastStaticBand, Math.floor(size / divisor)), most);
}

function pick(
  { first, staticSize, last }: { first: number; staticSize: number; last: number },
  isFree: (value: number) => boolean,
  random: () => number,
): number | undefined {
  const firstDynamic = Math.min(first + staticSize, last + 1);
  return (
    pickBetween({ first: firstDynamic, last }, isFree, random) ??
    pickBetween({ first, last: firstDynamic - 1 }, isFree, random)
  );
}

/** From a random place on, once around. */
function pickBetween(
  { first, last }: { first: number; last: number },
  isFree: (value: number) => boolean,
  random: () => number,
): number | undefined {
  const size = last - first + 1;
  if (size <= 0) return undefined;
  const start = Math.floor(random() * size);
  for (let step = 0; step < size; step++) {
    const value = first + ((start + step) % size);
    if (isFree(value)) return value;
  }
  return undefined;
}

function ipv4Text(bits: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(bits / 2 ** shift) % 256).join('.');
}
