import { expect, it } from 'vitest';
import { type Sketch, statusErrors } from '../../../../../test/support/kind-check.ts';
import { service } from './kind.ts';

const at = 'status.loadBalancer.ingress';

it.each<[string, string, Sketch[], string[]]>([
  ['nothing', 'ClusterIP', [], []],
  ['an address and a name', 'LoadBalancer', [{ ip: '192.0.2.1' }, { hostname: 'lb.example.com' }], []],
  [
    'an address of no balancer',
    'NodePort',
    [{ ip: '192.0.2.1' }],
    [`${at}: Forbidden: may only be used when \`spec.type\` is 'LoadBalancer'`],
  ],
  [
    'no address',
    'LoadBalancer',
    [{ ip: 'lb' }],
    [`${at}[0].ip: Invalid value: "lb": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)`],
  ],
  [
    'a mode of no address',
    'LoadBalancer',
    [{ hostname: 'lb', ipMode: 'VIP' }],
    [`${at}[0].ipMode: Forbidden: may not be specified when \`ip\` is not set`],
  ],
  [
    'a mode that is none',
    'LoadBalancer',
    [{ ip: '192.0.2.1', ipMode: 'NAT' }],
    [`${at}[0].ipMode: Unsupported value: "NAT": supported values: "Proxy", "VIP"`],
  ],
  [
    'an address as a name',
    'LoadBalancer',
    [{ hostname: '192.0.2.1' }],
    [`${at}[0].hostname: Invalid value: "192.0.2.1": must be a DNS name, not an IP address`],
  ],
])('may or may not report %s', (_, type, ingress, errors) => {
  expect(statusErrors(service, { spec: { type }, status: { loadBalancer: { ingress } } }, {})).toEqual(errors);
});
