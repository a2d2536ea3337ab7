import type { EndpointSlice } from '@portolan/core/resource/generated/kubernetes.ts';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startRig } from '../../../../../../test/support/controllers.ts';
import { anEndpoints, aService } from '../../../../../../test/support/manifests.ts';
import { endpointSliceMirroringController } from './reconcile.ts';

let rig: Awaited<ReturnType<typeof startRig>>;

beforeEach(async () => {
  rig = await startRig(endpointSliceMirroringController());
  await rig.start();
});

afterEach(async () => {
  await rig.stop();
  expect(rig.warnings).toEqual([]);
});

const slices = () =>
  rig.cache.list('EndpointSlice.discovery.k8s.io').map(({ object }) => object as never as EndpointSlice);
const withoutSelector = () => {
  const service = aService();
  delete service.spec?.selector;
  return service;
};
const subsets = [
  {
    addresses: [{ ip: '10.1.0.1', hostname: 'a' }, { ip: 'fd00::1' }],
    notReadyAddresses: [{ ip: '10.1.0.2' }],
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
  },
];
const labels = {
  team: 'a',
  'kubernetes.io/service-name': 'web',
  'endpointslice.kubernetes.io/managed-by': 'endpointslicemirroring-controller.k8s.io',
};

it('shows the endpoints of a service without a selector in slices, one for each family', async () => {
  await rig.create(withoutSelector(), anEndpoints({ subsets, metadata: { labels: { team: 'a' } } }));
  await rig.settle();
  const [first, second] = slices().sort((a, b) => (a.addressType < b.addressType ? -1 : 1));
  expect(first).toMatchObject({
    addressType: 'IPv4',
    metadata: { labels, ownerReferences: [{ kind: 'Endpoints', name: 'web', controller: true }] },
    ports: [{ name: 'http', port: 8080, protocol: 'TCP' }],
    endpoints: [
      { addresses: ['10.1.0.1'], hostname: 'a', conditions: { ready: true } },
      { addresses: ['10.1.0.2'], conditions: { ready: false } },
    ],
  });
  expect(second).toMatchObject({ addressType: 'IPv6', endpoints: [{ addresses: ['fd00::1'] }] });
  expect(slices()).toHaveLength(2);
});

it('follows the endpoints, in the slice that is there', async () => {
  await rig.create(withoutSelector(), anEndpoints());
  await rig.settle();
  const [before] = slices();
  const patch = [{ op: 'add', path: '/subsets/0/addresses/-', value: { ip: '10.1.0.9' } }];
  await rig.execute({ verb: 'patch', ref: { kind: 'Endpoints', name: 'web' }, patchType: 'json', patch });
  await rig.settle();
  const [after] = slices();
  expect(after?.metadata.uid).toBe(before?.metadata.uid);
  expect(after?.endpoints?.map(({ addresses }) => addresses[0])).toEqual(['10.1.0.1', '10.1.0.9']);
});

it.each<[string, () => object[]]>([
  ['of a service with a selector', () => [aService(), anEndpoints()]],
  ['without a service', () => [anEndpoints()]],
  [
    'that say so',
    () => [
      withoutSelector(),
      anEndpoints({ metadata: { labels: { 'endpointslice.kubernetes.io/skip-mirror': 'true' } } }),
    ],
  ],
  [
    'that are a lock',
    () => [
      withoutSelector(),
      anEndpoints({ metadata: { annotations: { 'control-plane.alpha.kubernetes.io/leader': '{}' } } }),
    ],
  ],
])('leaves alone the endpoints %s', async (_, objects) => {
  await rig.create(...objects());
  await rig.settle();
  expect(slices()).toEqual([]);
});

it('removes its slices when the service gets a selector, or the endpoints go', async () => {
  await rig.create(withoutSelector(), anEndpoints());
  await rig.settle();
  expect(slices()).toHaveLength(1);
  const patch = { spec: { selector: { app: 'web' } } };
  await rig.execute({ verb: 'patch', ref: { kind: 'Service', name: 'web' }, patchType: 'merge', patch });
  await rig.settle();
  expect(slices()).toEqual([]);
});
