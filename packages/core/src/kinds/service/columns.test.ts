import { expect, it } from 'vitest';
import { created, type Sketch } from '../../../../../test/support/kind-check.ts';
import { serviceColumns } from './columns.ts';
import { service } from './kind.ts';

const balancer = { type: 'LoadBalancer', ports: [{ port: 80 }] };

it.each<[string, Sketch, Record<string, string>]>([
  [
    'plain',
    {
      spec: {
        clusterIP: '127.96.0.10',
        selector: { b: '2', a: '1' },
        ports: [
          { name: 'a', port: 80 },
          { name: 'b', port: 53, protocol: 'UDP' },
        ],
      },
    },
    {
      Name: 'a',
      Type: 'ClusterIP',
      'Cluster-IP': '127.96.0.10',
      'External-IP': '<none>',
      'Port(s)': '80/TCP,53/UDP',
      Age: '<unknown>',
      Selector: 'a=1,b=2',
    },
  ],
  ['headless', { spec: { clusterIP: 'None' } }, { 'Cluster-IP': 'None', 'Port(s)': '<none>', Selector: '<none>' }],
  [
    'on nodes',
    { spec: { type: 'NodePort', externalIPs: ['192.0.2.1', '192.0.2.2'], ports: [{ port: 80, nodePort: 30_080 }] } },
    { 'External-IP': '192.0.2.1,192.0.2.2', 'Port(s)': '80:30080/TCP' },
  ],
  [
    'a name',
    { spec: { type: 'ExternalName', externalName: 'db.example.com' } },
    { 'Cluster-IP': '<none>', 'External-IP': 'db.example.com' },
  ],
  ['balanced by nothing yet', { spec: balancer }, { 'External-IP': '<pending>' }],
  [
    'balanced',
    {
      spec: { ...balancer, externalIPs: ['192.0.2.9'] },
      status: { loadBalancer: { ingress: [{ ip: '192.0.2.2' }, { hostname: 'lb.example.com' }, { ip: '192.0.2.2' }] } },
    },
    { 'External-IP': '192.0.2.2,lb.example.com,192.0.2.9' },
  ],
])('prints a service that is %s', (_, sketch, cells) => {
  const object = created(service, sketch);
  expect(Object.fromEntries(serviceColumns.map(({ name, cell }) => [name, cell(object, 0)]))).toMatchObject(cells);
});
