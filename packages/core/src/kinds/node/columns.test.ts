import { expect, it } from 'vitest';
import { created, type Sketch } from '../../../../../test/support/kind-check.ts';
import { nodeColumns } from './columns.ts';
import { node } from './kind.ts';

const bare = { Name: 'a', Status: 'Unknown', Roles: '<none>', Age: '<unknown>', Version: '' };
const unknown = {
  'Internal-IP': '<none>',
  'External-IP': '<none>',
  'OS-Image': '<unknown>',
  'Kernel-Version': '<unknown>',
  'Container-Runtime': '<unknown>',
};

it.each<[string, Sketch, Record<string, string>]>([
  ['nothing is known', {}, { ...bare, ...unknown }],
  ['ready', { status: { conditions: [{ type: 'Ready', status: 'True' }] } }, { Status: 'Ready' }],
  ['not ready', { status: { conditions: [{ type: 'Ready', status: 'Unknown' }] } }, { Status: 'NotReady' }],
  [
    'cordoned',
    { spec: { unschedulable: true }, status: { conditions: [{ type: 'Ready', status: 'True' }] } },
    { Status: 'Ready,SchedulingDisabled' },
  ],
  ['cordoned and silent', { spec: { unschedulable: true } }, { Status: 'Unknown,SchedulingDisabled' }],
  [
    'has roles',
    {
      metadata: {
        labels: {
          'node-role.kubernetes.io/worker': '',
          'node-role.kubernetes.io/control-plane': '',
          'kubernetes.io/role': 'worker',
        },
      },
    },
    { Roles: 'control-plane,worker' },
  ],
  [
    'reports its system',
    {
      status: {
        addresses: [
          { type: 'InternalIP', address: '10.0.0.1' },
          { type: 'InternalIP', address: '10.0.0.2' },
          { type: 'ExternalIP', address: '192.0.2.1' },
        ],
        nodeInfo: {
          kubeletVersion: 'v1.36.3',
          osImage: 'Debian 13',
          kernelVersion: '6.12',
          containerRuntimeVersion: 'containerd://2.1',
        },
      },
    },
    {
      Version: 'v1.36.3',
      'Internal-IP': '10.0.0.1',
      'External-IP': '192.0.2.1',
      'OS-Image': 'Debian 13',
      'Kernel-Version': '6.12',
      'Container-Runtime': 'containerd://2.1',
    },
  ],
])('prints a node that is %s', (_, sketch, cells) => {
  const object = created(node, sketch);
  const printed = Object.fromEntries(nodeColumns.map(({ name, cell }) => [name, cell(object, 0)]));
  expect(printed).toMatchObject(cells);
});

it('prints the version behind the age, and what is long only when there is room', () => {
  expect(nodeColumns.filter(({ wide }) => !wide).map(({ name }) => name)).toEqual([
    'Name',
    'Status',
    'Roles',
    'Age',
    'Version',
  ]);
});
