import type { ApiObject } from '@portolan/core/resource/object.ts';
import { beforeEach, describe, expect, it } from 'vitest';
import { type Data, type Graphql, startGraphql } from '../support/graphql.ts';
import {
  aConfigMap,
  aDeployment,
  aNode,
  anEndpointSlice,
  anEndpoints,
  anEvent,
  aPod,
  aReplicaSet,
  aSecret,
  aService,
} from '../support/manifests.ts';
import { admin, nodeRequest } from '../support/registry.ts';

let api: Graphql;

beforeEach(async () => {
  api = await startGraphql();
});

function ownedBy(owner: Data | undefined) {
  const { apiVersion, kind, metadata } = owner as ApiObject;
  return [{ apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '', controller: true }];
}

/**
 * Deployment web → replica set web-1 → pods web-1-a on n1 and web-1-b nowhere; a service that selects both, and one like
 * it in another namespace, which must not.
 */
async function createTree() {
  const elsewhere = aService({ metadata: { namespace: 'shop' } });
  const [deployment] = await api.create(
    aDeployment(),
    aService(),
    elsewhere,
    anEndpointSlice(),
    anEndpoints(),
    aNode(),
  );
  const [replicaSet] = await api.create(
    aReplicaSet({ metadata: { name: 'web-1', ownerReferences: ownedBy(deployment) } }),
    aReplicaSet({ metadata: { name: 'other' } }),
  );
  const metadata = (name: string) => ({ name, ownerReferences: ownedBy(replicaSet) });
  await api.create(
    aPod({ metadata: metadata('web-1-b') }),
    aPod({ metadata: metadata('web-1-a'), spec: { nodeName: 'n1' } }),
    aPod({ metadata: { name: 'alone', labels: { app: 'other' } } }),
  );
}

const named = (name: string) => ({ metadata: { name } });

describe('relations', () => {
  beforeEach(createTree);

  it('lead from a deployment down to its pods and from a pod up to its owners', async () => {
    const { deployment, pod } = await api.run(`{
      deployment(namespace: "default", name: "web") {
        replicaSets { metadata { name } pods { metadata { name } } }
        pods { metadata { name } }
        owned { kind metadata { name } }
        owner { id }
      }
      pod(namespace: "default", name: "web-1-a") { owner { kind metadata { name } owner { kind owner { kind } } } }
    }`);
    const pods = [named('web-1-a'), named('web-1-b')];
    expect(deployment).toEqual({
      replicaSets: [{ ...named('web-1'), pods }],
      pods,
      owned: [{ kind: 'ReplicaSet', ...named('web-1') }],
      owner: null,
    });
    expect(pod.owner).toEqual({ kind: 'ReplicaSet', ...named('web-1'), owner: { kind: 'Deployment', owner: null } });
  });

  it('lead between pods and nodes, and follow a pod that moves', async () => {
    const source = `{
      node(name: "n1") { pods { metadata { name } node { metadata { name } } } }
      pod(namespace: "default", name: "web-1-b") { node { metadata { name } } }
    }`;
    expect(await api.run(source)).toEqual({
      node: { pods: [{ ...named('web-1-a'), node: named('n1') }] },
      pod: { node: null },
    });
    await api.run('mutation { bindPod(namespace: "default", name: "web-1-b", node: "n1") { outcome } }');
    await api.run('mutation { deletePod(namespace: "default", name: "web-1-a", gracePeriodSeconds: 0) { outcome } }');
    expect(await api.run(source)).toEqual({
      node: { pods: [{ ...named('web-1-b'), node: named('n1') }] },
      pod: { node: named('n1') },
    });
  });

  it('lead between services, their slices and their pods', async () => {
    const { service, pod, alone, endpointSlice } = await api.run(`{
      service(namespace: "default", name: "web") {
        pods { metadata { name } } endpointSlices { metadata { name } } endpoints { metadata { name } }
      }
      pod(namespace: "default", name: "web-1-a") { services { metadata { name } } }
      alone: pod(namespace: "default", name: "alone") { services { metadata { name } } }
      endpointSlice(namespace: "default", name: "web-1") { service { metadata { name } } }
    }`);
    expect(service).toEqual({
      pods: [named('web-1-a'), named('web-1-b')],
      endpointSlices: [named('web-1')],
      endpoints: named('web'),
    });
    expect([pod, alone]).toEqual([{ services: [named('web')] }, { services: [] }]);
    expect(endpointSlice).toEqual({ service: named('web') });
  });

  it('lead between pods and the config maps and secrets they name', async () => {
    const env = [{ name: 'COLOUR', valueFrom: { configMapKeyRef: { name: 'settings', key: 'colour' } } }];
    const volumes = [{ name: 'password', secret: { secretName: 'password' } }];
    await api.create(
      aConfigMap(),
      aSecret(),
      aPod({ metadata: { name: 'reader' }, spec: { volumes, containers: [{ name: 'main', image: 'a', env }] } }),
    );
    const data = await api.run(`{
      pod(namespace: "default", name: "reader") { configMaps { metadata { name } } secrets { metadata { name } } }
      configMap(namespace: "default", name: "settings") { pods { metadata { name } } }
      secret(namespace: "default", name: "password") { pods { metadata { name } } }
    }`);
    expect(data).toEqual({
      pod: { configMaps: [named('settings')], secrets: [named('password')] },
      configMap: { pods: [named('reader')] },
      secret: { pods: [named('reader')] },
    });
  });

  it('list what is in a namespace', async () => {
    const { namespace } = await api.run(`{ namespace(name: "default") {
      deployments { totalCount } pods(labelSelector: "app=web", first: 1) { totalCount nodes { metadata { name } } }
    } }`);
    expect(namespace).toEqual({ deployments: { totalCount: 1 }, pods: { totalCount: 2, nodes: [named('web-1-a')] } });
  });

  it('do not take an owner that was replaced by another of the same name', async () => {
    await api.run(
      'mutation { deleteReplicaSet(namespace: "default", name: "web-1", propagation: ORPHAN) { outcome } }',
    );
    const uid = 'a5a5a5a5-0000-4000-8000-000000000000';
    const ownerReferences = [{ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: 'other', uid }];
    await api.create(aPod({ metadata: { name: 'stray', ownerReferences } }));
    expect(await api.run('{ pod(namespace: "default", name: "stray") { owner { id } } }')).toEqual({
      pod: { owner: null },
    });
  });

  it('show an identity nothing it may not read by itself', async () => {
    const kubelet = nodeRequest('n1');
    const source = `{
      pod(namespace: "default", name: "web-1-a") { node { metadata { name } } owner { kind } services { metadata { name } } }
      node(name: "n1") { pods { metadata { name } } }
      service(namespace: "default", name: "web") { pods { metadata { name } } }
    }`;
    expect(await api.run(source, {}, kubelet)).toEqual({
      pod: { node: named('n1'), owner: null, services: [named('web')] },
      node: { pods: [named('web-1-a')] },
      service: { pods: [named('web-1-a')] },
    });
  });
});

describe('the relations of one request', () => {
  it('lead to a bounded number of objects in all', async () => {
    const [node] = await api.create(aNode());
    const stored = api.cache.byUid(node?.metadata.uid);
    if (!stored) throw new Error('the node is not in the cache');
    const { reads } = api.context(admin);
    expect(reads.shown(Array(400_000).fill(stored), undefined)).toHaveLength(400_000);
    expect(() => reads.shown(Array(100_001).fill(stored), undefined)).toThrow('lead to more than 500000 objects');
  });
});

describe('relations in a query of the past', () => {
  it('are read at the same revision', async () => {
    await createTree();
    const { revision } = await api.run('{ revision }');
    await api.run('mutation { deletePods(namespace: "default", gracePeriodSeconds: 0) { revision } }');
    await api.run('mutation { deleteNode(name: "n1") { outcome } }');
    const source = `query ($at: String) {
      deployment(namespace: "default", name: "web", at: $at) { pods { metadata { name } node { pods { metadata { name } } } } }
      pods(at: $at, labelSelector: "app=web") { nodes { metadata { name } owner { kind owner { metadata { name } } } node { kind } } }
      namespace(name: "default", at: $at) { pods { totalCount } }
      service(namespace: "default", name: "web", at: $at) { pods { services { metadata { name } } } }
    }`;
    const owner = { kind: 'ReplicaSet', owner: named('web') };
    expect(await api.run(source, { at: revision })).toEqual({
      deployment: {
        pods: [
          { ...named('web-1-a'), node: { pods: [named('web-1-a')] } },
          { ...named('web-1-b'), node: null },
        ],
      },
      pods: {
        nodes: [
          { ...named('web-1-a'), owner, node: { kind: 'Node' } },
          { ...named('web-1-b'), owner, node: null },
        ],
      },
      namespace: { pods: { totalCount: 3 } },
      service: { pods: [{ services: [named('web')] }, { services: [named('web')] }] },
    });
    expect(await api.run(source)).toMatchObject({ deployment: { pods: [] }, pods: { nodes: [] } });
  });
});

describe('events of an object', () => {
  const seen = (name: string, at: string, uid: unknown) =>
    anEvent({
      metadata: { name },
      eventTime: at,
      regarding: { kind: 'Pod', name: 'web', namespace: 'default', uid: String(uid) },
    });

  it('come latest first and in pages', async () => {
    const [pod] = await api.create(aPod());
    const uid = pod?.metadata.uid;
    await api.create(
      seen('b', '2026-01-01T00:00:02.000000Z', uid),
      seen('a', '2026-01-01T00:00:03.000000Z', uid),
      seen('c', '2026-01-01T00:00:01.000000Z', uid),
      seen('other', '2026-01-01T00:00:09.000000Z', 'another'),
    );
    const source = `query ($after: String) { pod(namespace: "default", name: "web") { events(first: 2, after: $after) {
      totalCount nodes { metadata { name } } pageInfo { hasNextPage endCursor }
    } } }`;
    const first = (await api.run(source)).pod.events;
    expect(first).toMatchObject({ totalCount: 3, nodes: [named('a'), named('b')], pageInfo: { hasNextPage: true } });
    await api.create(seen('new', '2026-01-01T00:00:04.000000Z', uid));
    const second = (await api.run(source, { after: first.pageInfo.endCursor })).pod.events;
    expect(second).toMatchObject({ nodes: [named('c')], pageInfo: { hasNextPage: false } });
  });

  it('say GONE when the event of the cursor is gone', async () => {
    await api.create(aPod());
    const source = '{ pod(namespace: "default", name: "web") { events(after: "x") { totalCount } } }';
    expect(await api.failure(source)).toMatchObject({ extensions: { code: 'GONE' } });
  });
});

describe('history', () => {
  it('shows what changed together, who did it and why', async () => {
    await api.create(aConfigMap());
    const source = `mutation { commit(reason: "spring", operations: [
      { patch: { kind: "configmaps", name: "settings", type: MERGE, patch: { data: { colour: "green" } } } }
      { create: { object: { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "more" } } } }
    ]) { revision } }`;
    const { commit } = await api.run(source);
    const { change } = await api.run(
      `query ($revision: String!) { change(revision: $revision) {
        revision at actor verb reason source
        changes { type kind namespace name object { ... on ConfigMap { data } } previous { ... on ConfigMap { data } } }
      } }`,
      { revision: commit.revision },
    );
    expect(change).toMatchObject({
      revision: commit.revision,
      at: '2026-01-01T00:00:00.000000Z',
      actor: 'admin',
      verb: 'commit',
      reason: 'spring',
    });
    expect(change.changes).toEqual([
      {
        type: 'MODIFIED',
        kind: 'ConfigMap',
        namespace: 'default',
        name: 'settings',
        object: { data: { colour: 'green' } },
        previous: { data: { colour: 'blue' } },
      },
      { type: 'ADDED', kind: 'ConfigMap', namespace: 'default', name: 'more', object: { data: null }, previous: null },
    ]);
  });

  it('goes on from page to page without a gap, and begins with the latest', async () => {
    for (const name of ['a', 'b', 'c', 'd']) await api.create(aConfigMap({ metadata: { name } }));
    const source = `query ($since: String, $first: Int!) { changes(since: $since, first: $first) {
      nodes { revision changes { name } } endRevision hasNextPage
    } }`;
    const names: string[] = [];
    let since = '1';
    for (let more = true; more; ) {
      const { changes }: Data = await api.run(source, { since, first: 2 });
      names.push(...changes.nodes.map((set: Data) => set.changes[0].name));
      since = changes.endRevision;
      more = changes.hasNextPage;
    }
    expect(names).toEqual(['a', 'b', 'c', 'd']);
    const latest = await api.run(source, { first: 1 });
    expect(latest.changes.nodes).toEqual([{ revision: since, changes: [{ name: 'd' }] }]);
  });

  it('gives the latest, or those up to a revision, when those before them are large', async () => {
    await api.create(...Array.from({ length: 20 }, (_, at) => aConfigMap({ metadata: { name: `many-${at}` } })));
    for (const name of ['a', 'b', 'c']) await api.create(aConfigMap({ metadata: { name } }));
    const source = `query ($until: String, $first: Int!) { changes(until: $until, first: $first) {
      nodes { revision changes { name } } endRevision hasNextPage
    } }`;
    const { changes }: Data = await api.run(source, { first: 4 });
    const [large, ...small] = changes.nodes;
    expect(large.changes).toHaveLength(20);
    expect(small.map((set: Data) => set.changes[0].name)).toEqual(['a', 'b', 'c']);
    expect(changes.hasNextPage).toBe(false);
    const until = small[0].revision;
    expect(await api.run(source, { first: 1, until })).toEqual({
      changes: { nodes: [small[0]], endRevision: until, hasNextPage: false },
    });
  });

  it('shows an identity only what it may read', async () => {
    await api.create(aService(), aSecret());
    await api.create(aSecret({ metadata: { name: 'hidden' } }));
    const source = '{ changes(since: "1") { nodes { changes { name } } endRevision } }';
    expect(await api.run(source, {}, nodeRequest('n1'))).toEqual({
      changes: { nodes: [{ changes: [{ name: 'web' }] }], endRevision: '3' },
    });
    expect(await api.failure('{ change(revision: "3") { actor } }', {}, nodeRequest('n1'))).toMatchObject({
      message: 'change set "3" not found',
      extensions: { code: 'NOT_FOUND' },
    });
    expect(await api.run('{ change(revision: "3") { actor } }', {}, admin)).toEqual({ change: { actor: 'admin' } });
  });

  it('refuses what is no revision', async () => {
    expect(await api.failure('{ change(revision: "-1") { actor } }')).toMatchObject({
      extensions: { code: 'BAD_REQUEST' },
    });
  });
});

describe('the node ports of a service', () => {
  it('are told with a URL for each address of a node, as the addresses are now', async () => {
    const ports = [
      { name: 'http', port: 80, nodePort: 30036 },
      { name: 'dns', port: 53, protocol: 'UDP', nodePort: 30053 },
    ];
    await api.create(aService({ spec: { type: 'NodePort', ports } }), aNode());
    const query = '{ service(namespace: "default", name: "web") { nodePorts { name protocol port nodePort urls } } }';
    const urls = async () => (await api.run(query)).service.nodePorts.map((each: Data) => each.urls);
    expect((await api.run(query)).service.nodePorts).toEqual([
      { name: 'http', protocol: 'TCP', port: 80, nodePort: 30036, urls: ['http://10.0.0.1:30036'] },
      { name: 'dns', protocol: 'UDP', port: 53, nodePort: 30053, urls: ['udp://10.0.0.1:30053'] },
    ]);
    await api.run(`mutation {
      patchNode(name: "n1", subresource: STATUS, type: MERGE, patch: { status: { addresses: [
        { type: "InternalIP", address: "10.0.0.9" }, { type: "ExternalIP", address: "fd00::9" }, { type: "Hostname", address: "n1" }
      ] } }) { outcome }
    }`);
    expect(await urls()).toEqual([
      ['http://10.0.0.9:30036', 'http://[fd00::9]:30036'],
      ['udp://10.0.0.9:30053', 'udp://[fd00::9]:30053'],
    ]);
  });

  it('are none without type NodePort', async () => {
    await api.create(aService(), aNode());
    const { service } = await api.run('{ service(namespace: "default", name: "web") { nodePorts { nodePort } } }');
    expect(service.nodePorts).toEqual([]);
  });
});
