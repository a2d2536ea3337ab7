import type { Endpoint, EndpointSlice, Pod } from '@portolan/core/resource/generated/kubernetes.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { startEndpointRig } from '../../../../../test/support/endpoint-rig.ts';
import { endpointSliceController } from './reconcile.ts';

type Rig = Awaited<ReturnType<typeof startEndpointRig>>;
const rigs: Rig[] = [];

async function start(): Promise<Rig> {
  const rig = await startEndpointRig(endpointSliceController());
  rigs.push(rig);
  return rig;
}

afterEach(async () => {
  for (const rig of rigs.splice(0)) await rig.stop();
});

function slicesOf({ registry }: Rig): EndpointSlice[] {
  return registry.cache.list('EndpointSlice.discovery.k8s.io').map(({ object }) => object as never);
}

function endpointsOf(rig: Rig): Endpoint[] {
  return slicesOf(rig).flatMap(({ endpoints = [] }) => endpoints);
}

/** `name ready/serving/terminating` */
function states(rig: Rig): string[] {
  return endpointsOf(rig).map(({ targetRef, conditions: { ready, serving, terminating } = {} }) => {
    const flags = [ready && 'ready', serving && 'serving', terminating && 'terminating'].filter(Boolean);
    return `${targetRef?.name} ${flags.join()}`.trim();
  });
}

const triggerTime = 'endpoints.kubernetes.io/last-change-trigger-time';
const readyAt = (time: string) => ({
  status: { conditions: [{ type: 'Ready', status: 'True', lastTransitionTime: time }] },
});

it('says since when what it shows has been so, and nothing where nobody knows', async () => {
  const rig = await start();
  await rig.createService('web');
  await rig.settled(() => expect(slicesOf(rig)).toHaveLength(1));
  const [created] = rig.registry.cache.list('Service').map(({ object }) => object.metadata.creationTimestamp);
  expect(slicesOf(rig)[0]?.metadata.annotations).toEqual({ [triggerTime]: created });
  await rig.createPod('web-1', { ip: '127.128.0.5', ready: false });
  await rig.settled(() => expect(states(rig)).toEqual(['web-1']));
  expect(slicesOf(rig)[0]?.metadata.annotations ?? {}).toEqual({});
  await rig.patch('Pod', 'web-1', readyAt('2026-01-01T00:00:07Z'), 'status');
  await rig.settled(() => expect(states(rig)).toEqual(['web-1 ready,serving']));
  expect(slicesOf(rig)[0]?.metadata.annotations).toEqual({ [triggerTime]: '2026-01-01T00:00:07Z' });
  await rig.deletePod('web-1', 0);
  await rig.settled(() => expect(endpointsOf(rig)).toEqual([]));
  expect(slicesOf(rig)[0]?.metadata.annotations ?? {}).toEqual({});
});

describe('a service with a selector', () => {
  it('has an empty slice, then one with its pods, as Kubernetes writes it', async () => {
    const rig = await start();
    await rig.createService('web', { metadata: { labels: { team: 'a' } } });
    await rig.settled(() => expect(slicesOf(rig)).toHaveLength(1));
    await rig.createPod('web-1', { ip: '127.128.0.5' });
    await rig.settled(() => expect(endpointsOf(rig)).toHaveLength(1));
    const [slice] = slicesOf(rig);
    expect(slice?.metadata.name).toMatch(/^web-[a-z0-9]{5}$/);
    expect(slice?.metadata.labels).toEqual({
      team: 'a',
      'kubernetes.io/service-name': 'web',
      'endpointslice.kubernetes.io/managed-by': 'endpointslice-controller.k8s.io',
    });
    expect(slice?.metadata.ownerReferences).toMatchObject([
      { apiVersion: 'v1', kind: 'Service', name: 'web', controller: true, blockOwnerDeletion: true },
    ]);
    expect(slice).toMatchObject({
      addressType: 'IPv4',
      ports: [{ name: '', port: 80, protocol: 'TCP' }],
      endpoints: [
        {
          addresses: ['127.128.0.5'],
          conditions: { ready: true, serving: true, terminating: false },
          nodeName: 'n1',
          zone: 'z1',
          targetRef: { kind: 'Pod', namespace: 'default', name: 'web-1' },
        },
      ],
    });
  });

  it('follows its pods: readiness, end, labels', async () => {
    const rig = await start();
    await rig.createService('web');
    await rig.createPod('a', { ip: '127.128.0.1' });
    await rig.createPod('b', { ip: '127.128.0.2', ready: false });
    await rig.createPod('c', {});
    await rig.settled(() => expect(states(rig)).toEqual(['a ready,serving', 'b']));
    await rig.setStatus('b', { ip: '127.128.0.2', ready: true });
    await rig.settled(() => expect(states(rig)).toEqual(['a ready,serving', 'b ready,serving']));
    await rig.deletePod('a');
    await rig.settled(() => expect(states(rig)).toEqual(['a serving,terminating', 'b ready,serving']));
    await rig.setStatus('a', { ip: '127.128.0.1', ready: false, phase: 'Succeeded' });
    await rig.settled(() => expect(states(rig)).toEqual(['b ready,serving']));
    await rig.label('b', { app: 'other' });
    await rig.settled(() => expect(states(rig)).toEqual([]));
    await rig.label('b', { app: 'web' });
    await rig.settled(() => expect(states(rig)).toEqual(['b ready,serving']));
  });

  it('shows all as ready where it publishes addresses that are not', async () => {
    const rig = await start();
    await rig.createPod('a', { ip: '127.128.0.1', ready: false });
    await rig.createService('web', { spec: { publishNotReadyAddresses: true, clusterIP: 'None' } });
    await rig.settled(() => expect(states(rig)).toEqual(['a ready']));
    expect(slicesOf(rig)[0]?.metadata.labels).toMatchObject({ 'service.kubernetes.io/headless': '' });
  });

  it.each<[string, object | undefined]>([
    ['PreferClose', { forZones: [{ name: 'z1' }] }],
    ['PreferSameZone', { forZones: [{ name: 'z1' }] }],
    ['PreferSameNode', { forZones: [{ name: 'z1' }], forNodes: [{ name: 'n1' }] }],
  ])('says for whom its endpoints are where traffic should stay near: %s', async (trafficDistribution, hints) => {
    const rig = await start();
    await rig.createPod('a', { ip: '127.128.0.1' });
    await rig.createPod('b', { ip: '127.128.0.2', ready: false });
    await rig.createService('web', { spec: { trafficDistribution } });
    await rig.settled(() => expect(endpointsOf(rig).map((endpoint) => endpoint.hints)).toEqual([hints, undefined]));
  });

  it('has a slice for each number that a named port stands for', async () => {
    const rig = await start();
    await rig.createService('web', { spec: { ports: [{ name: 'http', port: 80, targetPort: 'http' }] } });
    await rig.createPod('a', { ip: '127.128.0.1', ports: [{ name: 'http', containerPort: 8080 }] });
    await rig.createPod('b', { ip: '127.128.0.2', ports: [{ name: 'http', containerPort: 9090 }] });
    await rig.settled(() => {
      const shown = slicesOf(rig).map(
        ({ ports = [], endpoints = [] }) => `${ports[0]?.port} ${endpoints[0]?.addresses}`,
      );
      expect(shown.sort()).toEqual(['8080 127.128.0.1', '9090 127.128.0.2']);
    });
  });

  it('has three slices for 250 pods, and gives a pod its host name', async () => {
    const rig = await start();
    await rig.createService('web');
    await rig.createPods(250);
    await rig.createPod('named', { ip: '127.128.9.9', spec: { hostname: 'db-0', subdomain: 'web' } });
    await rig.settled(() => expect(endpointsOf(rig)).toHaveLength(251));
    expect(slicesOf(rig)).toHaveLength(3);
    expect(slicesOf(rig).every(({ endpoints = [] }) => endpoints.length <= 100)).toBe(true);
    expect(endpointsOf(rig).find(({ targetRef }) => targetRef?.name === 'named')?.hostname).toBe('db-0');
  });

  it('loses its slices with its end, and a new one of its name gets its own', async () => {
    const rig = await start();
    await rig.createService('web');
    await rig.createPod('a', { ip: '127.128.0.1' });
    await rig.settled(() => expect(endpointsOf(rig)).toHaveLength(1));
    await rig.deleteService('web');
    await rig.settled(() => expect(slicesOf(rig)).toEqual([]));
    const { uid } = await rig.createService('web');
    await rig.settled(() => expect(slicesOf(rig)[0]?.metadata.ownerReferences?.[0]?.uid).toBe(uid));
  });

  it('puts back what somebody changed, and follows the zone of a node', async () => {
    const rig = await start();
    await rig.createService('web');
    await rig.createPod('a', { ip: '127.128.0.1' });
    await rig.settled(() => expect(endpointsOf(rig)).toHaveLength(1));
    const name = slicesOf(rig)[0]?.metadata.name ?? '';
    await rig.patch('EndpointSlice.discovery.k8s.io', name, { endpoints: [] });
    await rig.settled(() => expect(states(rig)).toEqual(['a ready,serving']));
    await rig.patch('Node', 'n1', { metadata: { labels: { 'topology.kubernetes.io/zone': 'z2' } } });
    await rig.settled(() => expect(endpointsOf(rig)[0]?.zone).toBe('z2'));
  });
});

it.each<[string, object]>([
  ['no selector', { selector: null }],
  ['the name of another name', { type: 'ExternalName', externalName: 'db.example.com' }],
])('leaves a service alone that has %s', async (_, spec) => {
  const rig = await start();
  await rig.createService('db', { spec });
  await rig.createService('web');
  await rig.settled(() => expect(slicesOf(rig).map(({ metadata }) => metadata.generateName)).toEqual(['web-']));
});

it('writes only the one slice that a change concerns', async () => {
  const rig = await start();
  await rig.createService('web');
  await rig.createPods(150);
  await rig.settled(() => expect(endpointsOf(rig)).toHaveLength(150));
  const before = new Map(slicesOf(rig).map(({ metadata }) => [metadata.name, metadata.resourceVersion]));
  const pod = rig.registry.cache.list('Pod')[0]?.object as Pod | undefined;
  await rig.setStatus(pod?.metadata.name ?? '', { ip: pod?.status?.podIP ?? '', ready: false });
  await rig.settled(() => expect(states(rig).filter((state) => !state.includes('ready'))).toHaveLength(1));
  const changed = slicesOf(rig).filter(({ metadata }) => before.get(metadata.name) !== metadata.resourceVersion);
  expect(changed).toHaveLength(1);
});
