// Which blocks of pod addresses nodes get: equal blocks of one IPv4 range, each to one node at most.
import { parseIp } from '../../../resource/validation/ip-addresses.ts';

interface CidrRange {
  readonly first: number;
  readonly prefix: number;
}

function parseIpv4Range(cidr: string): CidrRange {
  const [address = '', prefixText = ''] = cidr.split('/');
  const ip = parseIp(address);
  const prefix = Number(prefixText);
  if (ip?.family !== 4 || !/^\d{1,2}$/.test(prefixText) || prefix > 32) throw new Error(`no IPv4 range: ${cidr}`);
  const size = 2 ** (32 - prefix);
  return { first: Math.floor(Number(ip.bits) / size) * size, prefix };
}

/** Blocks of a range by their number. Numbers are below 2^32, so plain arithmetic is exact where bit operators are not. */
export class PodCidrs {
  readonly count: number;
  private readonly range: CidrRange;
  private readonly blockPrefix: number;
  private readonly blockSize: number;

  static fits(clusterCidr: string, blockPrefix: number): boolean {
    return Number.isInteger(blockPrefix) && blockPrefix >= parseIpv4Range(clusterCidr).prefix && blockPrefix <= 32;
  }

  constructor(clusterCidr: string, blockPrefix: number) {
    this.range = parseIpv4Range(clusterCidr);
    if (!PodCidrs.fits(clusterCidr, blockPrefix)) {
      throw new Error(`blocks of /${blockPrefix} do not fit in ${clusterCidr}`);
    }
    this.blockPrefix = blockPrefix;
    this.blockSize = 2 ** (32 - blockPrefix);
    this.count = 2 ** (blockPrefix - this.range.prefix);
  }

  text(block: number): string {
    const address = this.range.first + block * this.blockSize;
    const octets = [2 ** 24, 2 ** 16, 2 ** 8, 1].map((unit) => Math.floor(address / unit) % 256);
    return `${octets.join('.')}/${this.blockPrefix}`;
  }

  /** Numbers of the blocks that a CIDR of whatever size touches; none for IPv6 and for what lies outside. */
  blocksOf(cidr: string): number[] {
    if (cidr.includes(':')) return [];
    const { first, prefix } = parseIpv4Range(cidr);
    const from = Math.max(0, Math.floor((first - this.range.first) / this.blockSize));
    const to = Math.min(
      this.count - 1,
      Math.floor((first + 2 ** (32 - prefix) - 1 - this.range.first) / this.blockSize),
    );
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, position) => from + position);
  }
}

export interface Allocation {
  /** One block number for each node that gets one, in their order. */
  readonly blocks: readonly number[];
  /** Where to look first the next time: blocks that are free again are not taken at once by others. */
  readonly next: number;
}

export function planPodCidrs(count: number, wanted: number, taken: ReadonlySet<number>, from: number): Allocation {
  const blocks: number[] = [];
  let next = from;
  for (let looked = 0; looked < count && blocks.length < wanted; looked++, next = (next + 1) % count) {
    if (!taken.has(next)) blocks.push(next);
  }
  return { blocks, next };
}
