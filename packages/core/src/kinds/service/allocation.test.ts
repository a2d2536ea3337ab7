import { Registry } from '@portolan/core/registry/registry.ts';
import type { Service, ServiceSpec } from '@portolan/core/resource/generated/kubernetes.ts';
import { WatchCache } from '@portolan/core/store/watch-cache.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { admin, refusal, startRegistry } from '../../../../../test/support/registry.ts';
import { kinds } from '../kinds.ts';
import { configureServiceRanges, defaultServiceRanges } from './ranges.ts';

afterEach(() => configureServiceRanges(defaultServiceRanges));

function manifest(name: string, spec: ServiceSpec = {}) {
  const metadata = { name, namespace: 'default' };
  return { apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ port: 80 }], ...spec } };
}

async function create(registry: Registry, name: string, spec?: ServiceSpec): Promise<ServiceSpec> {
  const { results } = await registry.execute(admin, [{ verb: 'create', manifest: manifest(name, spec) }]);
  return (results[0]?.object as Service | undefined)?.spec ?? {};
}

async function patch(registry: Registry, name: string, spec: Record<string, unknown>): Promise<ServiceSpec> {
  const ref = { kind: 'Service', namespace: 'default', name } as const;
  const operation = { verb: 'patch', ref, patchType: 'merge', patch: { spec } } as const;
  const { results } = await registry.execute(admin, [operation]);
  return (results[0]?.object as Service | undefined)?.spec ?? {};
}

function remove(registry: Registry, name: string) {
  return registry.execute(admin, [{ verb: 'delete', ref: { kind: 'Service', namespace: 'default', name } }]);
}

function claimNames(registry: Registry): string[] {
  return registry.cache.list('Claim.portolan.dev').map(({ key }) => key.name);
}

/** `static` or `dynamic`, of the default range. */
function bandOf(ip = ''): string {
  const [, second = 0, third = 0, fourth = 0] = ip.split('.').map(Number);
  return (second - 96) * 65_536 + third * 256 + fourth <= 256 ? 'static' : 'dynamic';
}

const tiny = { clusterIps: '127.96.0.0/29', nodePorts: { first: 30_000, last: 30_002 } };

describe('what the cluster hands out', () => {
  it('is one address from the dynamic band for a plain service', async () => {
    const { registry } = await startRegistry(kinds);
    const { clusterIP, clusterIPs, ports } = await create(registry, 'web');
    expect(clusterIP).toMatch(/^127\.(9[6-9]|10\d|11[01])\./);
    expect(clusterIPs).toEqual([clusterIP]);
    expect(bandOf(clusterIP)).toBe('dynamic');
    expect(ports?.[0]?.nodePort).toBeUndefined();
    expect(claimNames(registry)).toEqual([`cluster-ip.${clusterIP}`]);
  });

  it.each<[string, ServiceSpec]>([
    ['a headless service', { clusterIP: 'None' }],
    ['a name for another name', { type: 'ExternalName', externalName: 'db.example.com' }],
  ])('is nothing for %s', async (_, spec) => {
    const { registry } = await startRegistry(kinds);
    await create(registry, 'web', spec);
    expect(claimNames(registry)).toEqual([]);
  });

  it('is a node port above the static band, one for a port in two protocols', async () => {
    const { registry } = await startRegistry(kinds);
    const ports = [
      { name: 'tcp', port: 53 },
      { name: 'udp', port: 53, protocol: 'UDP' },
      { name: 'http', port: 80 },
    ];
    const spec = await create(registry, 'dns', { type: 'NodePort', ports });
    const [tcp, udp, http] = (spec.ports ?? []).map(({ nodePort = 0 }) => nodePort);
    expect(udp).toBe(tcp);
    expect(http).not.toBe(tcp);
    expect(Math.min(tcp ?? 0, http ?? 0)).toBeGreaterThanOrEqual(30_086);
  });

  it('is a port for the health checks of a balancer that keeps traffic on its node', async () => {
    const { registry } = await startRegistry(kinds);
    const spec = await create(registry, 'web', { type: 'LoadBalancer', externalTrafficPolicy: 'Local' });
    expect(spec.healthCheckNodePort).toBeGreaterThanOrEqual(30_086);
    expect(spec.healthCheckNodePort).not.toBe(spec.ports?.[0]?.nodePort);
    const without = { type: 'LoadBalancer', allocateLoadBalancerNodePorts: false };
    expect((await create(registry, 'bare', without)).ports?.[0]?.nodePort).toBeUndefined();
  });

  it('comes from the static band when the other is full, and runs out', async () => {
    configureServiceRanges(tiny);
    const { registry } = await startRegistry(kinds);
    const ips = new Set<string | undefined>();
    for (const name of 'abcdef') ips.add((await create(registry, name)).clusterIP);
    expect(ips.size).toBe(6);
    expect(await refusal(create(registry, 'g'))).toMatchObject({
      reason: 'InternalError',
      message: 'failed to allocate a serviceIP: range is full',
    });
    await remove(registry, 'c');
    expect(ips).toContain((await create(registry, 'g')).clusterIP);
  });
});

describe('what a client chooses', () => {
  it('is refused while another service has it, and free again after that', async () => {
    const { registry } = await startRegistry(kinds);
    const chosen = { type: 'NodePort', clusterIP: '127.96.0.10', ports: [{ port: 80, nodePort: 30_080 }] };
    await create(registry, 'a', chosen);
    expect(await refusal(create(registry, 'b', chosen))).toMatchObject({
      reason: 'Invalid',
      message:
        'Service "b" is invalid: [spec.clusterIPs: Invalid value: ["127.96.0.10"]: failed to allocate IP 127.96.0.10: ' +
        'provided IP is already allocated, spec.ports[0].nodePort: Invalid value: 30080: ' +
        'provided port is already allocated]',
    });
    expect((await refusal(create(registry, 'a', chosen))).reason).toBe('AlreadyExists');
    await remove(registry, 'a');
    expect(claimNames(registry)).toEqual([]);
    await create(registry, 'b', chosen);
  });

  it('moves from one service to another in one change set', async () => {
    const { registry } = await startRegistry(kinds);
    await create(registry, 'a', { clusterIP: '127.96.0.10' });
    await registry.execute(admin, [
      { verb: 'delete', ref: { kind: 'Service', namespace: 'default', name: 'a' } },
      { verb: 'create', manifest: manifest('b', { clusterIP: '127.96.0.10' }) },
    ]);
    expect((await refusal(create(registry, 'c', { clusterIP: '127.96.0.10' }))).reason).toBe('Invalid');
    await remove(registry, 'b');
    expect(claimNames(registry)).toEqual([]);
  });

  it('is refused when two of one change set choose it', async () => {
    const { registry } = await startRegistry(kinds);
    const both = ['a', 'b'].map(
      (name) => ({ verb: 'create', manifest: manifest(name, { clusterIP: '127.96.0.10' }) }) as const,
    );
    expect((await refusal(registry.execute(admin, both))).message).toContain('provided IP is already allocated');
    expect(claimNames(registry)).toEqual([]);
  });
});

describe('an update', () => {
  it('keeps what was handed out, gives up what the type does not need and gets what it does', async () => {
    const { registry } = await startRegistry(kinds);
    const { clusterIP } = await create(registry, 'web');
    const open = await patch(registry, 'web', { type: 'NodePort' });
    expect(open.clusterIP).toBe(clusterIP);
    const nodePort = open.ports?.[0]?.nodePort ?? 0;
    expect(claimNames(registry)).toEqual([`cluster-ip.${clusterIP}`, `node-port.${nodePort}`]);
    await patch(registry, 'web', { ports: [{ port: 80, nodePort: nodePort === 30_500 ? 30_501 : 30_500 }] });
    expect(claimNames(registry)).not.toContain(`node-port.${nodePort}`);
    await patch(registry, 'web', { type: 'ClusterIP' });
    expect(claimNames(registry)).toEqual([`cluster-ip.${clusterIP}`]);
    await patch(registry, 'web', { type: 'ExternalName', externalName: 'db.example.com' });
    expect(claimNames(registry)).toEqual([]);
    expect((await patch(registry, 'web', { type: 'ClusterIP', externalName: null })).clusterIP).toBeTruthy();
  });

  it('cannot take the node port of another', async () => {
    const { registry } = await startRegistry(kinds);
    await create(registry, 'a', { type: 'NodePort', ports: [{ port: 80, nodePort: 30_080 }] });
    await create(registry, 'b', { type: 'NodePort' });
    const { message } = await refusal(patch(registry, 'b', { ports: [{ port: 80, nodePort: 30_080 }] }));
    expect(message).toBe(
      'Service "b" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated',
    );
  });
});

it('gives up what a service has only when its last finalizer is gone', async () => {
  const { registry } = await startRegistry(kinds);
  const blocked = manifest('web', { clusterIP: '127.96.0.10' });
  const metadata = { ...blocked.metadata, finalizers: ['example.com/wait'] };
  await registry.execute(admin, [{ verb: 'create', manifest: { ...blocked, metadata } }]);
  await remove(registry, 'web');
  expect(claimNames(registry)).toEqual(['cluster-ip.127.96.0.10']);
  const ref = { kind: 'Service', namespace: 'default', name: 'web' } as const;
  const patchType = 'merge';
  await registry.execute(admin, [{ verb: 'patch', ref, patchType, patch: { metadata: { finalizers: null } } }]);
  expect(claimNames(registry)).toEqual([]);
});

it('never hands out anything twice, however many create at once through two registries', async () => {
  configureServiceRanges({ clusterIps: '127.96.0.0/25', nodePorts: { first: 30_000, last: 30_110 } });
  const { registry, store, clock } = await startRegistry(kinds);
  const other = new Registry({ store, clock, kinds, cache: await WatchCache.start(store, { clock }) });
  const made = await Promise.all(
    Array.from({ length: 100 }, (_, i) => create(i % 2 === 0 ? registry : other, `s${i}`, { type: 'NodePort' })),
  );
  expect(new Set(made.map(({ clusterIP }) => clusterIP)).size).toBe(100);
  expect(new Set(made.map(({ ports }) => ports?.[0]?.nodePort)).size).toBe(100);
  await Promise.all(made.map((_, i) => remove(i % 2 === 0 ? other : registry, `s${i}`)));
  await registry.cache.fresh();
  expect(claimNames(registry)).toEqual([]);
});

it('serves nobody a claim', async () => {
  const { registry } = await startRegistry(kinds);
  await create(registry, 'web');
  const [claim] = registry.cache.list('Claim.portolan.dev');
  expect(claim && registry.canSee(admin, claim)).toBe(false);
  expect((await refusal(registry.list(admin, { kind: 'Claim.portolan.dev' }))).reason).toBe('BadRequest');
});
