import { expect, it } from 'vitest';
import { created, creationErrors, type Sketch, updated } from '../../../../../test/support/kind-check.ts';
import { endpoints } from './kind.ts';

const address = { ip: '10.1.0.1' };

it('speaks TCP unless told', () => {
  const { subsets } = created(endpoints, { subsets: [{ addresses: [address], ports: [{ port: 80, protocol: '' }] }] });
  expect(subsets).toEqual([{ addresses: [address], ports: [{ port: 80, protocol: 'TCP' }] }]);
});

it('has one form however it is written', () => {
  const written = {
    subsets: [
      { addresses: [{ ip: '10.1.0.2' }, address], ports: [{ name: 'b', port: 81 }] },
      { addresses: [address, { ip: '10.1.0.2' }], ports: [{ name: 'a', port: 80 }] },
    ],
  };
  const canonical = [
    {
      addresses: [address, { ip: '10.1.0.2' }],
      ports: [
        { name: 'a', port: 80, protocol: 'TCP' },
        { name: 'b', port: 81, protocol: 'TCP' },
      ],
    },
  ];
  const object = created(endpoints, written);
  expect(object.subsets).toEqual(canonical);
  expect(updated(endpoints, written, object).subsets).toEqual(canonical);
});

it('leaves what is malformed as it was sent, for errors to point at', () => {
  const subsets = [{ addresses: [{ ip: '10.1.0.2' }, { ip: 'web' }] }, {}];
  expect(creationErrors(endpoints, { subsets })).toEqual([
    'subsets[0].addresses[1].ip: Invalid value: "web": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)',
    'subsets[1]: Required value: must specify `addresses` or `notReadyAddresses`',
  ]);
});

it.each<[string, Sketch, string[]]>([
  ['addresses that are not ready', { notReadyAddresses: [address] }, []],
  [
    'a loopback address',
    { addresses: [{ ip: '127.0.0.1' }] },
    ['addresses[0].ip: Invalid value: "127.0.0.1": may not be in the loopback range (127.0.0.0/16, ::1/128)'],
  ],
  [
    'a host name with dots',
    { addresses: [{ ...address, hostname: 'a.b' }] },
    ['addresses[0].hostname: Invalid value: "a.b": must not contain dots'],
  ],
  ['a node', { notReadyAddresses: [{ ...address, nodeName: 'n1' }] }, []],
  [
    'no port',
    { addresses: [address], ports: [{}] },
    ['ports[0].port: Invalid value: 0: must be between 1 and 65535, inclusive'],
  ],
  [
    'two ports, one without a name',
    { addresses: [address], ports: [{ name: 'a', port: 1 }, { port: 2 }] },
    ['ports[1].name: Required value'],
  ],
  [
    'another protocol',
    { addresses: [address], ports: [{ port: 1, protocol: 'ICMP' }] },
    ['ports[0].protocol: Unsupported value: "ICMP": supported values: "SCTP", "TCP", "UDP"'],
  ],
  [
    'a malformed protocol of the application',
    { addresses: [address], ports: [{ port: 1, appProtocol: '/a' }] },
    ['ports[0].appProtocol: Invalid value: "/a": prefix part must be non-empty'],
  ],
])('takes %s or says why not', (_, subset, errors) => {
  expect(creationErrors(endpoints, { subsets: [subset] })).toEqual(errors.map((error) => `subsets[0].${error}`));
});

it('shows where to connect to', () => {
  const text = (...subsets: Sketch[]) => endpoints.columns[1]?.cell(created(endpoints, { subsets }), 0);
  expect(text()).toBe('<none>');
  expect(text({ notReadyAddresses: [address] })).toBe('');
  expect(text({ addresses: [address, { ip: 'fd00::1' }] })).toBe('10.1.0.1,fd00::1');
  expect(
    text({
      addresses: [address, { ip: 'fd00::1' }],
      ports: [
        { name: 'a', port: 80 },
        { name: 'b', port: 81 },
      ],
    }),
  ).toBe('10.1.0.1:80,[fd00::1]:80,10.1.0.1:81 + 1 more...');
});
