import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isValidCidr, isValidIp, isValidIpv4, isValidIpv6, parseIp } from './ip-addresses.ts';

const noIp = 'must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)';
const noCidr = 'must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)';
const zeros = 'must not have leading 0s in IP or prefix length';

describe('IP addresses', () => {
  it.each([
    '0.0.0.0',
    '10.9.8.7',
    '255.255.255.255',
    '::',
    '::1',
    '2001:db8::ffff',
    'FE80:0:0:0:0:0:0:0abc',
    '::1.2.3.4',
  ])('accepts %s', (text) => expect(isValidIp(text)).toEqual([]));

  it.each([
    ['', noIp],
    ['1.2.3', noIp],
    ['1.2.3.256', noIp],
    ['1.2.3.4.5', noIp],
    ['fe80::1%eth0', noIp],
    ['1::2::3', noIp],
    ['10.0.0.0/8', noIp],
    ['010.002.003.004', 'must not have leading 0s'],
    ['10.0.00.1', 'must not have leading 0s'],
    ['::ffff:1.2.3.4', 'must not be an IPv4-mapped IPv6 address'],
    ['0:0:0:0:0:ffff:102:304', 'must not be an IPv4-mapped IPv6 address'],
  ])('refuses %j', (text, message) => expect(isValidIp(text)).toEqual([message]));

  it('tells the families apart', () => {
    expect([isValidIpv4('1.2.3.4'), isValidIpv6('::1')]).toEqual([[], []]);
    expect(isValidIpv4('::1')).toEqual(['must be a valid IPv4 address']);
    expect(isValidIpv6('1.2.3.4')).toEqual(['must be a valid IPv6 address']);
  });

  it('reads the bits of any address', () => {
    fc.assert(
      fc.property(fc.ipV4(), (text) => {
        const bits = text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
        expect(parseIp(text)).toEqual({ family: 4, bits: BigInt(bits) });
      }),
    );
    const groups = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 8, maxLength: 8 });
    fc.assert(
      fc.property(groups, (parts) => {
        const bits = BigInt(`0x${parts.map((part) => part.toString(16).padStart(4, '0')).join('')}`);
        const text = parts.map((part) => part.toString(16)).join(':');
        expect(parseIp(text)).toEqual({ family: 6, bits });
        const compressed = text.replace(/(?:^|:)0(?::0)+(?=:|$)/, '::').replace(':::', '::');
        expect(parseIp(compressed)).toEqual({ family: 6, bits });
      }),
    );
  });
});

describe('CIDR blocks', () => {
  it.each(['0.0.0.0/0', '10.0.0.0/8', '10.9.8.7/32', '::/0', '2001:db8::/64', '::1/128'])('accepts %s', (text) =>
    expect(isValidCidr(text)).toEqual([]),
  );

  it.each([
    ['', noCidr],
    ['10.0.0.0', noCidr],
    ['10.0.0.0/', noCidr],
    ['10.0.0.0/33', noCidr],
    ['10.0.0.0/-1', noCidr],
    ['10.0.0.0/8/8', noCidr],
    ['::/129', noCidr],
    ['10.0.0.0/08', zeros],
    ['010.0.0.0/8', zeros],
    ['10.0.0.1/8', 'must not have bits set beyond the prefix length'],
    ['2001:db8::1/64', 'must not have bits set beyond the prefix length'],
    ['::ffff:10.0.0.0/104', 'must not have an IPv4-mapped IPv6 address'],
  ])('refuses %j', (text, message) => expect(isValidCidr(text)).toEqual([message]));
});
