import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { EndpointSubset } from '../../resource/generated/kubernetes.ts';
import { repackSubsets } from './repack.ts';

const a = { ip: '10.0.0.1' };
const b = { ip: '10.0.0.2' };
const http = { name: 'http', port: 80, protocol: 'TCP' };
const dns = { name: 'dns', port: 53, protocol: 'UDP' };

it.each<[string, EndpointSubset[], EndpointSubset[]]>([
  ['nothing', [], []],
  ['addresses without ports', [{ addresses: [b, a] }], [{ addresses: [a, b] }]],
  ['an address twice', [{ addresses: [a, a], ports: [http] }], [{ addresses: [a], ports: [http] }]],
  [
    'an address that is ready and is not',
    [{ addresses: [a], notReadyAddresses: [a], ports: [http] }],
    [{ notReadyAddresses: [a], ports: [http] }],
  ],
  [
    'ports of different addresses',
    [
      { addresses: [b], ports: [dns, http] },
      { addresses: [a], ports: [http] },
    ],
    [
      { addresses: [a, b], ports: [http] },
      { addresses: [b], ports: [dns] },
    ],
  ],
  [
    'one address of two pods',
    [
      {
        addresses: [
          { ...a, targetRef: { uid: '2' } },
          { ...a, targetRef: { uid: '1' } },
        ],
      },
    ],
    [
      {
        addresses: [
          { ...a, targetRef: { uid: '1' } },
          { ...a, targetRef: { uid: '2' } },
        ],
      },
    ],
  ],
])('puts %s in order', (_, written, expected) => {
  expect(repackSubsets(written)).toEqual(expected);
});

const subset = fc.record({
  addresses: fc.array(fc.constantFrom(a, b, { ip: '10.0.0.3' })),
  notReadyAddresses: fc.array(fc.constantFrom(a, b, { ip: '10.0.0.3' })),
  ports: fc.array(fc.constantFrom(http, dns)),
});

it('has nothing more to do the second time, whatever the order of the first', () => {
  fc.assert(
    fc.property(fc.array(subset, { maxLength: 5 }), (subsets) => {
      const packed = repackSubsets(subsets);
      expect(repackSubsets(packed)).toEqual(packed);
      expect(repackSubsets([...subsets].reverse())).toEqual(packed);
    }),
  );
});
