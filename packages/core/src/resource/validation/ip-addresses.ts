// IP addresses and CIDR blocks, read as strictly as Kubernetes 1.36 reads them, with its messages.
import { isIPv4, isIPv6 } from 'node:net';

export interface IpAddress {
  readonly family: 4 | 6;
  readonly bits: bigint;
}

/** `undefined` for what is no address, and for one with a zone (`fe80::1%eth0`). */
export function parseIp(text: string): IpAddress | undefined {
  if (isIPv4(text)) return { family: 4, bits: ipv4Bits(text) };
  return isIPv6(text) && !text.includes('%') ? { family: 6, bits: ipv6Bits(text) } : undefined;
}

function ipv4Bits(text: string): bigint {
  return text.split('.').reduce((bits, octet) => (bits << 8n) | BigInt(octet), 0n);
}

function ipv6Bits(text: string): bigint {
  const [head = '', tail] = text.split('::');
  const left = groups(head);
  const right = tail === undefined ? [] : groups(tail);
  const gap = Array<bigint>(8 - left.length - right.length).fill(0n);
  return [...left, ...gap, ...right].reduce((bits, group) => (bits << 16n) | group, 0n);
}

/** The 16-bit groups of a part; an embedded IPv4 address makes two. */
function groups(part: string): bigint[] {
  if (part === '') return [];
  return part.split(':').flatMap((group) => {
    if (!group.includes('.')) return [BigInt(`0x${group}`)];
    const bits = ipv4Bits(group);
    return [bits >> 16n, bits & 0xffffn];
  });
}

function isIpv4Mapped({ family, bits }: IpAddress): boolean {
  return family === 6 && bits >> 32n === 0xffffn;
}

/** The text without leading zeros in decimal octets, which some software reads as octal. */
function withoutLeadingZeros(text: string): string {
  return text.replace(/(^|[.:])0+(?=\d+(?:\.|$))/g, '$1');
}

export function isValidIp(text: string): string[] {
  const address = parseIp(text);
  if (address) return isIpv4Mapped(address) ? ['must not be an IPv4-mapped IPv6 address'] : [];
  if (parseIp(withoutLeadingZeros(text))?.family === 4) return ['must not have leading 0s'];
  return ['must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'];
}

export function isValidIpv4(text: string): string[] {
  return parseIp(text)?.family === 4 ? [] : ['must be a valid IPv4 address'];
}

export function isValidIpv6(text: string): string[] {
  return parseIp(text)?.family === 6 ? [] : ['must be a valid IPv6 address'];
}

export function isValidCidr(text: string): string[] {
  const [ip = '', prefix = '', ...rest] = text.split('/');
  const address = parseIp(ip) ?? parseIp(withoutLeadingZeros(ip));
  const width = address?.family === 4 ? 32 : 128;
  if (!address || rest.length > 0 || !/^\d{1,5}$/.test(prefix) || Number(prefix) > width) {
    return ['must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'];
  }
  if (!parseIp(ip) || !/^(?:0|[1-9]\d*)$/.test(prefix)) return ['must not have leading 0s in IP or prefix length'];
  if (isIpv4Mapped(address)) return ['must not have an IPv4-mapped IPv6 address'];
  const hostBits = BigInt(width - Number(prefix));
  if (address.bits & ((1n << hostBits) - 1n)) return ['must not have bits set beyond the prefix length'];
  return [];
}
