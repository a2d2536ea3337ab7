import type { EndpointSubset, Endpoints } from '@portolan/core/resource/generated/kubernetes.ts';
import { afterEach, expect, it } from 'vitest';
import { startEndpointRig } from '../../../../../test/support/endpoint-rig.ts';
import { fitSubsets } from './desired-subsets.ts';
import { endpointsController } from './reconcile.ts';

type Rig = Awaited<ReturnType<typeof startEndpointRig>>;
const rigs: Rig[] = [];

async function start(): Promise<Rig> {
  const rig = await startEndpointRig(endpointsController());
  rigs.push(rig);
  return rig;
}

afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.stop();
});

function endpointsOf({ registry }: Rig, name = 'web'): Endpoints | undefined {
  return registry.cache.get({ kind: 'Endpoints', namespace: 'default', name })?.object as Endpoints | undefined;
}

it('lists ready and other addresses of a service under its name', async () => {
  const rig = await start();
  await rig.createService('web', { metadata: { labels: { team: 'a' } } });
  await rig.createPod('a', { ip: '127.128.0.1' });
  await rig.createPod('b', { ip: '127.128.0.2', ready: false });
  const address = (name: string, ip: string) => ({ ip, nodeName: 'n1', targetRef: { kind: 'Pod', name } });
  await rig.settled(() =>
    expect(endpointsOf(rig)).toMatchObject({
      metadata: { labels: { team: 'a', 'endpoints.kubernetes.io/managed-by': 'endpoint-controller' } },
      subsets: [
        {
          addresses: [address('a', '127.128.0.1')],
          notReadyAddresses: [address('b', '127.128.0.2')],
          ports: [{ port: 80, protocol: 'TCP' }],
        },
      ],
    }),
  );
  await rig.deletePod('a');
  await rig.settled(() => expect(endpointsOf(rig)?.subsets?.[0]?.addresses).toBeUndefined());
});

it('has them for a headless service without ports, and marks them', async () => {
  const rig = await start();
  await rig.createPod('a', { ip: '127.128.0.1' });
  await rig.createService('web', { spec: { clusterIP: 'None', ports: [] } });
  await rig.settled(() => expect(endpointsOf(rig)?.subsets).toMatchObject([{ addresses: [{ ip: '127.128.0.1' }] }]));
  expect(endpointsOf(rig)?.metadata.labels).toMatchObject({ 'service.kubernetes.io/headless': '' });
});

it('goes with the service, and leaves alone what somebody wrote by hand', async () => {
  const rig = await start();
  await rig.createService('web');
  await rig.settled(() => expect(endpointsOf(rig)).toBeDefined());
  const byHand = { apiVersion: 'v1', kind: 'Endpoints', metadata: { name: 'db', namespace: 'default' } };
  await rig.execute({ verb: 'create', manifest: byHand });
  await rig.deleteService('web');
  await rig.settled(() => expect(endpointsOf(rig)).toBeUndefined());
  expect(endpointsOf(rig, 'db')).toBeDefined();
});

it('holds a thousand addresses and says that there are more', async () => {
  const rig = await start();
  await rig.createService('web');
  await rig.createPods(1001);
  const key = 'endpoints.kubernetes.io/over-capacity';
  await rig.settled(() => expect(endpointsOf(rig)?.metadata.annotations?.[key]).toBe('truncated'));
  expect(endpointsOf(rig)?.subsets?.[0]?.addresses).toHaveLength(1000);
  await rig.deletePod('p0', 0);
  await rig.settled(() => expect(endpointsOf(rig)?.metadata.annotations?.[key]).toBeUndefined());
});

function subset(ready: number, notReady: number): EndpointSubset {
  const list = (count: number) => Array.from({ length: count }, (_, i) => ({ ip: `127.128.0.${i}` }));
  return {
    ...(ready > 0 && { addresses: list(ready) }),
    ...(notReady > 0 && { notReadyAddresses: list(notReady) }),
  };
}

it.each<[string, EndpointSubset[], string[]]>([
  ['what fits', [subset(6, 4)], ['6+4']],
  ['others before ready ones', [subset(6, 4), subset(2, 4)], ['6+1', '2+1']],
  ['a share of each subset', [subset(9, 2), subset(3, 0)], ['8+0', '2+0']],
  ['no subset that is left empty', [subset(10, 0), subset(0, 5)], ['10+0']],
])('keeps of a service with too many addresses %s', (_, subsets, expected) => {
  const { subsets: kept } = fitSubsets(subsets, 10);
  const told = kept.map(
    ({ addresses = [], notReadyAddresses = [] }) => `${addresses.length}+${notReadyAddresses.length}`,
  );
  expect(told).toEqual(expected);
});

it('says since when what it shows has been so', async () => {
  const key = 'endpoints.kubernetes.io/last-change-trigger-time';
  const rig = await start();
  await rig.createService('web');
  await rig.settled(() => expect(endpointsOf(rig)).toBeDefined());
  const [created] = rig.registry.cache.list('Service').map(({ object }) => object.metadata.creationTimestamp);
  expect(endpointsOf(rig)?.metadata.annotations).toEqual({ [key]: created });
  await rig.createPod('a', { ip: '127.128.0.1', ready: false });
  await rig.settled(() => expect(endpointsOf(rig)?.subsets).toHaveLength(1));
  expect(endpointsOf(rig)?.metadata.annotations ?? {}).toEqual({});
  const conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: '2026-01-01T00:00:07Z' }];
  await rig.patch('Pod', 'a', { status: { conditions } }, 'status');
  await rig.settled(() => expect(endpointsOf(rig)?.subsets?.[0]?.addresses).toHaveLength(1));
  expect(endpointsOf(rig)?.metadata.annotations).toEqual({ [key]: '2026-01-01T00:00:07Z' });
});
