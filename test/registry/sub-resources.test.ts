import { kinds } from '@portolan/core/kinds/kinds.ts';
import type { Registry } from '@portolan/core/registry/registry.ts';
import type { AnyObject } from '@portolan/core/resource/object.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { aCoreEvent, aDeployment, aPod, aReplicationController } from '../support/manifests.ts';
import { admin, startRegistry } from '../support/registry.ts';

let registry: Registry;

beforeEach(async () => {
  ({ registry } = await startRegistry(kinds));
});

async function one(...operations: Parameters<Registry['execute']>[1]): Promise<AnyObject> {
  const { results } = await registry.execute(admin, operations);
  if (!results[0]) throw new Error('no result');
  return results[0].object;
}

const create = (object: object) => one({ verb: 'create', manifest: { ...object } });
const deployment = () => aDeployment({ metadata: { name: 'web', namespace: 'default' } });
const ref = { kind: 'Deployment.apps', namespace: 'default', name: 'web' };

describe('generation', () => {
  it('counts changes of the spec and nothing else', async () => {
    expect((await create(deployment())).metadata.generation).toBe(1);
    const patch = (body: object) => one({ verb: 'patch', ref, patchType: 'merge', patch: body });
    expect((await patch({ metadata: { labels: { tier: 'front' } } })).metadata.generation).toBe(1);
    expect((await patch({ spec: { replicas: 4 } })).metadata.generation).toBe(2);
    const status = {
      verb: 'patch',
      ref,
      patchType: 'merge',
      patch: { status: { replicas: 4, observedGeneration: 2 } },
      subresource: 'status',
    } as const;
    const updated = await one(status);
    expect(updated.metadata.generation).toBe(2);
    expect(updated).toMatchObject({ status: { replicas: 4 }, spec: { replicas: 4 } });
  });
});

describe('status', () => {
  it('is dropped at creation, untouched by ordinary writes, and written alone by its sub-resource', async () => {
    const created = await create({ ...deployment(), status: { replicas: 9 } });
    expect((created.status as { replicas?: number } | undefined)?.replicas).toBeUndefined();
    const both = { spec: { replicas: 7 }, status: { replicas: 3 } };
    const main = await one({ verb: 'patch', ref, patchType: 'merge', patch: both });
    expect(main).toMatchObject({ spec: { replicas: 7 } });
    expect((main.status as { replicas?: number } | undefined)?.replicas).toBeUndefined();
    const alone = await one({
      verb: 'update',
      manifest: { ...created, metadata: { ...created.metadata, resourceVersion: undefined }, status: { replicas: 3 } },
      subresource: 'status',
    });
    expect(alone).toMatchObject({ spec: { replicas: 7 }, status: { replicas: 3 } });
  });
});

describe('scale', () => {
  it('shows and sets the replicas', async () => {
    await create(deployment());
    await one({ verb: 'patch', ref, patchType: 'merge', patch: { spec: { replicas: 5 } }, subresource: 'scale' });
    const scale = await registry.scale(admin, ref);
    expect(scale).toMatchObject({
      apiVersion: 'autoscaling/v1',
      kind: 'Scale',
      metadata: { name: 'web' },
      spec: { replicas: 5 },
    });
    expect(scale.status?.selector).toBe('app=web');
  });

  it('gives the selector of a replication controller, a plain map, as the same text', async () => {
    await create(aReplicationController({ spec: { replicas: 2 } }));
    const scale = await registry.scale(admin, { kind: 'ReplicationController', namespace: 'default', name: 'web' });
    expect(scale).toMatchObject({ spec: { replicas: 2 }, status: { selector: 'app=web' } });
  });

  it('refuses less than none, and kinds without scale', async () => {
    await create(deployment());
    const patch = (replicas: unknown) =>
      one({ verb: 'patch', ref, patchType: 'merge', patch: { spec: { replicas } }, subresource: 'scale' });
    await expect(patch(-1)).rejects.toThrow('spec.replicas: Invalid value: -1: must be greater than or equal to 0');
    await expect(patch('many')).rejects.toThrow('spec.replicas');
    await create(aPod({ metadata: { name: 'p', namespace: 'default' } }));
    await expect(registry.scale(admin, { kind: 'Pod', namespace: 'default', name: 'p' })).rejects.toThrow('pods/scale');
  });
});

describe('a pod', () => {
  const pod = { kind: 'Pod', namespace: 'default', name: 'p' };

  it('ends at once while no node has it, and in its grace period once one has', async () => {
    await create(aPod({ metadata: { name: 'p', namespace: 'default' } }));
    const gone = await registry.execute(admin, [{ verb: 'delete', ref: pod }]);
    expect(gone.results[0]?.outcome).toBe('deleted');
    await create(aPod({ metadata: { name: 'p', namespace: 'default' }, spec: { nodeName: 'n1' } }));
    const ending = await registry.execute(admin, [{ verb: 'delete', ref: pod }]);
    expect(ending.results[0]?.outcome).toBe('terminating');
    expect(ending.results[0]?.object.metadata).toMatchObject({
      deletionGracePeriodSeconds: 30,
      deletionTimestamp: '2026-01-01T00:00:30Z',
    });
    const hurried = await registry.execute(admin, [{ verb: 'delete', ref: pod, gracePeriodSeconds: 5 }]);
    expect(hurried.results[0]?.object.metadata).toMatchObject({
      deletionGracePeriodSeconds: 5,
      deletionTimestamp: '2026-01-01T00:00:05Z',
    });
    const longer = await registry.execute(admin, [{ verb: 'delete', ref: pod, gracePeriodSeconds: 60 }]);
    expect(longer.results[0]?.object.metadata.deletionGracePeriodSeconds).toBe(5);
    const killed = await registry.execute(admin, [{ verb: 'delete', ref: pod, gracePeriodSeconds: 0 }]);
    expect(killed.results[0]?.outcome).toBe('deleted');
  });
});

describe('a pod without a grace period of its own', () => {
  it('gets the one it is deleted with', async () => {
    const spec = { nodeName: 'n1', terminationGracePeriodSeconds: 0 };
    await create(aPod({ metadata: { name: 'p', namespace: 'default' }, spec }));
    const ref = { kind: 'Pod', namespace: 'default', name: 'p' };
    const ending = await registry.execute(admin, [{ verb: 'delete', ref, gracePeriodSeconds: 20 }]);
    expect(ending.results[0]?.object.metadata.deletionGracePeriodSeconds).toBe(20);
    const gone = await registry.execute(admin, [{ verb: 'delete', ref, gracePeriodSeconds: 0 }]);
    expect(gone.results[0]?.outcome).toBe('deleted');
  });
});

describe('an event of the older form', () => {
  it('is stored as the newer one', async () => {
    const event = await create(aCoreEvent());
    expect(event).toMatchObject({ apiVersion: 'events.k8s.io/v1', kind: 'Event' });
    expect(event).toHaveProperty('regarding');
  });
});
