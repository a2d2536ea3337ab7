// Addresses that can stand for an endpoint: those a packet can be sent to from another machine.
import { type FieldPath, invalid } from '../resource/field-error.ts';
import { type IpAddress, parseIp } from '../resource/validation/ip-addresses.ts';
import type { Findings } from './pod/validation/field-rules.ts';

interface SpecialBlock {
  readonly family: 4 | 6;
  readonly bits: bigint;
  readonly prefixLength: number;
}

function block(text: string): SpecialBlock {
  const [ip = '', length] = text.split('/');
  const address = parseIp(ip);
  if (!address) throw new Error(`${text} is no block of addresses`);
  return { ...address, prefixLength: Number(length) };
}

interface SpecialRange {
  readonly blocks: readonly SpecialBlock[];
  detail(value: string): string;
}

const specialRanges: readonly SpecialRange[] = [
  { blocks: [block('0.0.0.0/32'), block('::/128')], detail: (value) => `may not be unspecified (${value})` },
  {
    // Pods of nodes without network namespaces live in the rest of 127.0.0.0/8, on the one host of such a cluster.
    blocks: [block('127.0.0.0/16'), block('::1/128')],
    detail: () => 'may not be in the loopback range (127.0.0.0/16, ::1/128)',
  },
  {
    blocks: [block('169.254.0.0/16'), block('fe80::/10')],
    detail: () => 'may not be in the link-local range (169.254.0.0/16, fe80::/10)',
  },
  {
    blocks: [block('224.0.0.0/24'), block('ff02::/16')],
    detail: () => 'may not be in the link-local multicast range (224.0.0.0/24, ff02::/10)',
  },
];

/** Says nothing of what is no address at all: that is another rule's. */
export function* checkEndpointIp(path: FieldPath, value: string): Findings {
  const address = parseIp(value);
  if (!address) return;
  for (const { blocks, detail } of specialRanges) {
    if (blocks.some((each) => isInBlock(address, each))) yield invalid(path, value, detail(value));
  }
}

function isInBlock({ family, bits }: IpAddress, { prefixLength, ...network }: SpecialBlock): boolean {
  const hostBits = BigInt((family === 4 ? 32 : 128) - prefixLength);
  return family === network.family && bits >> hostBits === network.bits >> hostBits;
}
