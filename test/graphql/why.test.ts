// What the API answers when somebody asks why: why an object does not go, which pod goes first.
import { beforeEach, describe, expect, it } from 'vitest';
import { type Graphql, startGraphql } from '../support/graphql.ts';
import { aConfigMap, aDeployment, aPod, aReplicaSet, aReplicationController, aSecret } from '../support/manifests.ts';
import { nodeRequest } from '../support/registry.ts';

let api: Graphql;

beforeEach(async () => {
  api = await startGraphql();
});

const inShop = { namespace: 'shop' };

describe('the blockers of an object', () => {
  const query = `query ($kind: String!, $namespace: String, $name: String!) {
    object(kind: $kind, namespace: $namespace, name: $name) { blockers { kind namespace name finalizer } }
  }`;

  it('are what is left in a namespace that is being deleted, with who holds it', async () => {
    const finalizers = ['example.com/keep'];
    await api.create(
      aConfigMap({ metadata: { name: 'stuck', ...inShop, finalizers } }),
      aPod({ metadata: { name: 'ending', ...inShop }, spec: { nodeName: 'n1' } }),
      aSecret(),
    );
    const asked = { kind: 'Namespace', name: 'shop' };
    expect((await api.run(query, asked)).object.blockers).toEqual([]);
    await api.run('mutation { deleteNamespace(name: "shop") { outcome } }');
    expect((await api.run(query, asked)).object.blockers).toEqual([
      { kind: 'ConfigMap', ...inShop, name: 'stuck', finalizer: 'example.com/keep' },
      { kind: 'Pod', ...inShop, name: 'ending', finalizer: null },
    ]);
  });

  it('are its own finalizers, and the objects it owns that block its deletion in the foreground', async () => {
    const [owner] = await api.create(aDeployment({ metadata: { finalizers: ['example.com/keep'] } }));
    const reference = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web', uid: owner?.metadata.uid };
    await api.create(
      aReplicaSet({ metadata: { name: 'blocks', ownerReferences: [{ ...reference, blockOwnerDeletion: true }] } }),
      aReplicaSet({ metadata: { name: 'does-not', ownerReferences: [reference] } }),
    );
    await api.run(
      'mutation { deleteDeployment(namespace: "default", name: "web", propagation: FOREGROUND) { outcome } }',
    );
    const { object } = await api.run(query, { kind: 'Deployment', namespace: 'default', name: 'web' });
    expect(object.blockers).toEqual([
      { kind: 'Deployment.apps', namespace: 'default', name: 'web', finalizer: 'example.com/keep' },
      { kind: 'ReplicaSet.apps', namespace: 'default', name: 'blocks', finalizer: null },
    ]);
  });

  it('do not tell of what the identity may not see', async () => {
    await api.create(aSecret({ metadata: { ...inShop, finalizers: ['example.com/keep'] } }));
    await api.run('mutation { deleteNamespace(name: "shop") { outcome } }');
    const { object } = await api.run(query, { kind: 'Namespace', name: 'shop' }, nodeRequest('n1'));
    expect(object.blockers).toEqual([]);
  });
});

describe('explainScaleDown', () => {
  const query = '{ explainScaleDown(name: "web") { pod { metadata { name } } because } }';

  it('shows in which order pods would end, and what puts each before the next', async () => {
    const [owner] = await api.create(aReplicaSet());
    const { apiVersion, kind, metadata } = owner as { apiVersion: string; kind: string; metadata: { uid: string } };
    const ownerReferences = [{ apiVersion, kind, name: 'web', uid: metadata.uid, controller: true }];
    const cost = { 'controller.kubernetes.io/pod-deletion-cost': '-5' };
    const running = { nodeName: 'n1' };
    await api.create(
      aPod({ metadata: { name: 'ready', ownerReferences }, spec: running }),
      aPod({ metadata: { name: 'cheap', ownerReferences, annotations: cost }, spec: running }),
      aPod({ metadata: { name: 'unready', ownerReferences }, spec: running }),
      aPod({ metadata: { name: 'pending', ownerReferences }, spec: running }),
      aPod({ metadata: { name: 'waiting', ownerReferences } }),
      aPod({ metadata: { name: 'other' } }),
    );
    const status = (ready: boolean) => ({
      phase: 'Running',
      conditions: [{ type: 'Ready', status: ready ? 'True' : 'False', lastTransitionTime: '2026-01-01T00:00:00Z' }],
    });
    for (const [name, ready] of [
      ['ready', true],
      ['cheap', true],
      ['unready', false],
    ] as const) {
      const source =
        'mutation ($name: String!, $patch: JSON!) { patchPod(namespace: "default", name: $name, patch: $patch, type: MERGE, subresource: STATUS) { outcome } }';
      await api.run(source, { name, patch: { status: status(ready) } });
    }
    const { explainScaleDown } = await api.run(query);
    expect(explainScaleDown.map(({ pod, because }: Victim) => [pod.metadata.name, because])).toEqual([
      ['waiting', 'not assigned to a node'],
      ['pending', 'not running yet'],
      ['unready', 'not ready'],
      ['cheap', 'lower pod-deletion-cost'],
      ['ready', null],
    ]);
  });

  it('tells it of a replication controller too, and refuses other kinds', async () => {
    const [owner] = await api.create(aReplicationController());
    const { apiVersion, kind, metadata } = owner as { apiVersion: string; kind: string; metadata: { uid: string } };
    const ownerReferences = [{ apiVersion, kind, name: 'web', uid: metadata.uid, controller: true }];
    await api.create(
      aPod({ metadata: { name: 'placed', ownerReferences }, spec: { nodeName: 'n1' } }),
      aPod({ metadata: { name: 'waiting', ownerReferences } }),
    );
    const of =
      'query ($kind: String) { explainScaleDown(kind: $kind, name: "web") { pod { metadata { name } } because } }';
    const { explainScaleDown } = await api.run(of, { kind: 'rc' });
    expect(explainScaleDown.map(({ pod, because }: Victim) => [pod.metadata.name, because])).toEqual([
      ['waiting', 'not assigned to a node'],
      ['placed', null],
    ]);
    expect(await api.failure(of, { kind: 'Deployment' })).toMatchObject({
      message: expect.stringContaining('Deployment.apps ends no pods of its own'),
      extensions: { code: 'BAD_REQUEST' },
    });
    expect(await api.failure(of)).toMatchObject({ extensions: { code: 'NOT_FOUND' } });
  });

  it('is refused to those who may not list the pods', async () => {
    await api.create(aReplicaSet());
    expect(await api.failure(query, {}, nodeRequest('n1'))).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  });
});

interface Victim {
  readonly pod: { readonly metadata: { readonly name: string } };
  readonly because: string | null;
}
