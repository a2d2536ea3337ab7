import { kinds } from '@portolan/core/kinds/kinds.ts';
import type { Operation } from '@portolan/core/registry/operation.ts';
import type { Registry } from '@portolan/core/registry/registry.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { aConfigMap, aLease, aNode, aPod, aSecret } from '../support/manifests.ts';
import { admin, nodeRequest, startRegistry } from '../support/registry.ts';

const n1 = nodeRequest('n1');
let registry: Registry;

const inDefault = (name: string) => ({ metadata: { name, namespace: 'default' } });
const create = (object: object): Operation => ({ verb: 'create', manifest: { ...object } });

beforeEach(async () => {
  ({ registry } = await startRegistry(kinds));
  const volumes = [{ name: 'v', secret: { secretName: 'used' } }];
  await registry.execute(admin, [
    create(aNode({ metadata: { name: 'n1' } })),
    create(aNode({ metadata: { name: 'n2' } })),
    create(aSecret(inDefault('used'))),
    create(aSecret(inDefault('other'))),
    create(aConfigMap(inDefault('settings'))),
    create(aPod({ ...inDefault('mine'), spec: { nodeName: 'n1', volumes } })),
    create(
      aPod({
        ...inDefault('theirs'),
        spec: { nodeName: 'n2', volumes: [{ name: 'v', secret: { secretName: 'other' } }] },
      }),
    ),
  ]);
});

const ref = (kind: string, name: string, namespace = 'default') => ({ kind, namespace, name });
const patch = (kind: string, name: string, body: object, subresource?: 'status'): Operation => ({
  verb: 'patch',
  ref: ref(kind, name),
  patchType: 'merge',
  patch: body,
  ...(subresource && { subresource }),
});

describe('a node', () => {
  it('reads itself, its pods, and the secrets these name', async () => {
    expect((await registry.get(n1, ref('Node', 'n1'))).metadata.name).toBe('n1');
    expect((await registry.get(n1, ref('Pod', 'mine'))).metadata.name).toBe('mine');
    expect((await registry.get(n1, ref('Secret', 'used'))).metadata.name).toBe('used');
    const pods = await registry.list(n1, { kind: 'Pod', fieldSelector: 'spec.nodeName=n1' });
    expect(pods.items.map(({ metadata }) => metadata.name)).toEqual(['mine']);
  });

  it.each([
    ['another node', ref('Node', 'n2')],
    ["another node's pod", ref('Pod', 'theirs')],
    ["another node's secret", ref('Secret', 'other')],
    ['a config map no pod of its own names', ref('ConfigMap', 'settings')],
    ['a secret that does not exist', ref('Secret', 'missing')],
  ])('may not read %s', async (_, target) => {
    await expect(registry.get(n1, target)).rejects.toMatchObject({ reason: 'Forbidden' });
  });

  it('may list pods only with its own name as field selector, and no secrets at all', async () => {
    const forbidden = { reason: 'Forbidden' };
    await expect(registry.list(n1, { kind: 'Pod' })).rejects.toMatchObject(forbidden);
    await expect(registry.list(n1, { kind: 'Pod', fieldSelector: 'spec.nodeName=n2' })).rejects.toMatchObject(
      forbidden,
    );
    await expect(registry.list(n1, { kind: 'Pod', fieldSelector: 'spec.nodeName!=n2' })).rejects.toMatchObject(
      forbidden,
    );
    await expect(registry.list(n1, { kind: 'Secret' })).rejects.toMatchObject(forbidden);
    await expect(registry.list(n1, { kind: 'Node' })).rejects.toMatchObject(forbidden);
  });

  it('is told verb, resource and why', async () => {
    await expect(registry.get(n1, ref('Secret', 'other'))).rejects.toThrow(
      'secrets "other" is forbidden: User "system:node:n1" cannot get resource "secrets" in API group "" in the namespace "default": ' +
        "no relationship found between node 'n1' and this object",
    );
  });

  it('writes the status of itself and its pods, its lease, and events', async () => {
    const lease = aLease({ metadata: { name: 'n1', namespace: 'kube-node-lease' } });
    await registry.execute(n1, [
      patch('Node', 'n1', { status: { phase: 'Running' } }, 'status'),
      patch('Pod', 'mine', { status: { message: 'well' } }, 'status'),
      create(lease),
    ]);
    expect((await registry.get(n1, ref('Pod', 'mine'))).status).toMatchObject({ message: 'well' });
  });

  it('registers itself and no other', async () => {
    const n3 = nodeRequest('n3');
    await expect(registry.execute(n3, [create(aNode({ metadata: { name: 'n4' } }))])).rejects.toThrow(
      "node 'n3' is not allowed to modify node 'n4'",
    );
    await registry.execute(n3, [create(aNode({ metadata: { name: 'n3' } }))]);
    expect(await registry.get(n3, ref('Node', 'n3'))).toMatchObject({ metadata: { name: 'n3' } });
  });

  it.each<[string, Operation]>([
    ["another node's status", patch('Node', 'n2', { status: { phase: 'x' } }, 'status')],
    ["another node's pod", patch('Pod', 'theirs', { status: { message: 'x' } }, 'status')],
    ['the spec of its own pod', patch('Pod', 'mine', { metadata: { labels: { app: 'x' } } })],
    ['its own taints', patch('Node', 'n1', { spec: { taints: [{ key: 'a', effect: 'NoSchedule' }] } })],
    [
      'a restricted label of itself',
      patch('Node', 'n1', { metadata: { labels: { 'node-restriction.kubernetes.io/a': 'b' } } }),
    ],
    ['a secret', patch('Secret', 'used', { data: {} })],
    ['a pod of its making', create(aPod({ ...inDefault('new'), spec: { nodeName: 'n1' } }))],
    ["another node's lease", create(aLease({ metadata: { name: 'n2', namespace: 'kube-node-lease' } }))],
    ['a lease elsewhere', create(aLease({ metadata: { name: 'n1', namespace: 'default' } }))],
    ['another node, by deleting it', { verb: 'delete', ref: ref('Node', 'n2') }],
    ["another node's pod, by deleting it", { verb: 'delete', ref: ref('Pod', 'theirs') }],
  ])('may not write %s', async (_, operation) => {
    await expect(registry.execute(n1, [operation])).rejects.toMatchObject({ reason: 'Forbidden' });
  });

  it('creates mirror pods of its own, but not such that read secrets', async () => {
    const mirror = (volumes: object[]) =>
      create(
        aPod({
          metadata: { name: 'static-n1', namespace: 'default', annotations: { 'kubernetes.io/config.mirror': 'abc' } },
          spec: { nodeName: 'n1', volumes } as never,
        }),
      );
    await expect(
      registry.execute(n1, [mirror([{ name: 'v', secret: { secretName: 'other' } }])]),
    ).rejects.toMatchObject({
      reason: 'Forbidden',
    });
    await registry.execute(n1, [mirror([])]);
  });
});

describe('an identity without rights', () => {
  it('may do nothing', async () => {
    const nobody = { identity: { user: 'eve', groups: [] }, fieldManager: 'eve' };
    await expect(registry.list(nobody, { kind: 'Pod' })).rejects.toThrow(
      'pods is forbidden: User "eve" cannot list resource "pods" in API group "" at the cluster scope',
    );
    await expect(registry.execute(nobody, [create(aConfigMap(inDefault('x')))])).rejects.toMatchObject({
      reason: 'Forbidden',
    });
  });
});
