import { describe, expect, it } from 'vitest';
import { created, creationErrors, type Sketch, updated, updateErrors } from '../../../../../test/support/kind-check.ts';
import { endpointSlice } from './kind.ts';

const endpoint = { addresses: ['10.1.0.1'] };
const slice = { addressType: 'IPv4', endpoints: [endpoint], ports: [{ port: 80 }] };

it('speaks TCP on a port without a name unless told', () => {
  expect(created(endpointSlice, { ...slice, ports: [{ port: 80 }, { name: 'dns', protocol: 'UDP' }] }).ports).toEqual([
    { name: '', protocol: 'TCP', port: 80 },
    { name: 'dns', protocol: 'UDP' },
  ]);
});

it('drops the topology of the beta version', () => {
  const endpoints = [{ ...endpoint, deprecatedTopology: { 'kubernetes.io/hostname': 'n1' } }];
  const object = created(endpointSlice, { ...slice, endpoints });
  expect(object.endpoints).toEqual([endpoint]);
  expect(updated(endpointSlice, { ...slice, endpoints }, object).endpoints).toEqual([endpoint]);
});

it('keeps its address type', () => {
  expect(updateErrors(endpointSlice, { addressType: 'FQDN' }, { addressType: 'IPv4' })).toEqual([
    'addressType: Invalid value: "FQDN": field is immutable',
  ]);
});

function withAddresses(addressType: string, ...addresses: string[]): Sketch {
  return { addressType, endpoints: [{ addresses }] };
}

const loopback = 'may not be in the loopback range (127.0.0.0/16, ::1/128)';
const at = 'endpoints[0].addresses[0]: Invalid value';

describe('addresses', () => {
  it.each<[string, Sketch, string[]]>([
    ['no type', {}, ['addressType: Required value']],
    [
      'an unknown type',
      { addressType: 'IP' },
      ['addressType: Unsupported value: "IP": supported values: "FQDN", "IPv4", "IPv6"'],
    ],
    ['IPv4', withAddresses('IPv4', '10.1.0.1'), []],
    ['IPv6', withAddresses('IPv6', '2001:db8::1'), []],
    ['names', withAddresses('FQDN', 'a.example.com', 'b.example.com.'), []],
    [
      'none',
      { addressType: 'IPv4', endpoints: [{ addresses: [] }] },
      ['endpoints[0].addresses: Required value: must contain at least 1 address'],
    ],
    ['the other family', withAddresses('IPv4', '2001:db8::1'), [`${at}: "2001:db8::1": must be an IPv4 address`]],
    ['the other family again', withAddresses('IPv6', '10.1.0.1'), [`${at}: "10.1.0.1": must be an IPv6 address`]],
    [
      'a name among IPs',
      withAddresses('IPv4', 'a.example.com'),
      [`${at}: "a.example.com": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)`],
    ],
    ['leading zeros', withAddresses('IPv4', '10.1.0.01'), [`${at}: "10.1.0.01": must not have leading 0s`]],
    ['loopback', withAddresses('IPv4', '127.0.0.1'), [`${at}: "127.0.0.1": ${loopback}`]],
    [
      'a name of one label',
      withAddresses('FQDN', 'example'),
      [`${at}: "example": should be a domain with at least two segments separated by dots`],
    ],
    ['an empty name', withAddresses('FQDN', ''), ['endpoints[0].addresses[0]: Required value']],
    [
      'too many for one endpoint',
      withAddresses('FQDN', ...Array<string>(101).fill('a.example.com')),
      ['endpoints[0].addresses: Too many: 101: must have at most 100 items'],
    ],
    [
      'too many endpoints',
      { addressType: 'IPv4', endpoints: Array<Sketch>(1001).fill(endpoint) },
      ['endpoints: Too many: 1001: must have at most 1000 items'],
    ],
  ])('are judged as Kubernetes does: %s', (_, sketch, errors) => {
    expect(creationErrors(endpointSlice, sketch)).toEqual(errors);
  });
});

const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

it.each<[string, Sketch, string[]]>([
  [
    'a node, a host name and hints',
    { nodeName: 'n1', hostname: 'web-0', hints: { forZones: [{ name: 'a' }], forNodes: [{ name: 'n1' }] } },
    [],
  ],
  ['a malformed node', { nodeName: 'N1' }, [`endpoints[0].nodeName: Invalid value: "N1": ${subdomain}`]],
  [
    'a host name with dots',
    { hostname: 'web.0' },
    ['endpoints[0].hostname: Invalid value: "web.0": must not contain dots'],
  ],
  [
    'a zone twice',
    { hints: { forZones: [{ name: 'a' }, { name: 'a' }] } },
    ['endpoints[0].hints.forZones[1].name: Duplicate value: "a"'],
  ],
  [
    'a node twice',
    { hints: { forNodes: [{ name: 'a' }, { name: 'a' }] } },
    ['endpoints[0].hints.forNodes[1].name: Duplicate value: "a"'],
  ],
  [
    'too many zones',
    { hints: { forZones: [...'abcdefghi'].map((name) => ({ name })) } },
    ['endpoints[0].hints.forZones: Too many: 9: must have at most 8 items'],
  ],
])('takes an endpoint with %s or says why not', (_, more, errors) => {
  expect(creationErrors(endpointSlice, { ...slice, endpoints: [{ ...endpoint, ...more }] })).toEqual(errors);
});

it.each<[string, Sketch[], string[]]>([
  [
    'a name twice',
    [
      { name: 'a', port: 1 },
      { name: 'a', port: 2 },
    ],
    ['ports[1].name: Duplicate value: "a"'],
  ],
  ['two without a name', [{ port: 1 }, { port: 2 }], ['ports[1].name: Duplicate value: ""']],
  ['a name with dots', [{ name: 'a.b' }], ['ports[0].name: Invalid value: "a.b": must not contain dots']],
  [
    'another protocol',
    [{ protocol: 'ICMP' }],
    ['ports[0].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"'],
  ],
  ['a protocol of the application', [{ appProtocol: 'kubernetes.io/h2c' }], []],
  [
    'a malformed protocol of the application',
    [{ appProtocol: '/h2c' }],
    ['ports[0].appProtocol: Invalid value: "/h2c": prefix part must be non-empty'],
  ],
])('takes ports with %s or says why not', (_, ports, errors) => {
  expect(creationErrors(endpointSlice, { ...slice, ports })).toEqual(errors);
});

it('shows its first ports and addresses', () => {
  const cells = (sketch: Sketch) => {
    const object = created(endpointSlice, sketch);
    return endpointSlice.columns.slice(1, 4).map(({ cell }) => cell(object, 0));
  };
  expect(cells({ addressType: 'IPv4' })).toEqual(['IPv4', '<unset>', '<unset>']);
  expect(
    cells({
      addressType: 'IPv4',
      ports: [{ port: 80 }, { name: 'b' }],
      endpoints: ['1', '2', '3', '4'].map((n) => ({ addresses: [`10.0.0.${n}`] })),
    }),
  ).toEqual(['IPv4', '80,b', '10.0.0.1,10.0.0.2,10.0.0.3 + 1 more...']);
});
