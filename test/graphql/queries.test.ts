import { beforeEach, describe, expect, it } from 'vitest';
import { type Graphql, startGraphql } from '../support/graphql.ts';
import { aConfigMap, aDeployment, aNode, aPod, aService } from '../support/manifests.ts';
import { nodeRequest } from '../support/registry.ts';

let api: Graphql;

beforeEach(async () => {
  api = await startGraphql();
});

const podNamed = (name: string, spec: object = {}) => aPod({ metadata: { name, labels: { app: name } }, spec });

describe('a typed query of one object', () => {
  it("shows the object in Kubernetes' shape", async () => {
    const [pod] = await api.create(aPod());
    const data = await api.run(`{ pod(namespace: "default", name: "web") {
      id apiVersion kind __typename metadata { name uid labels } spec { containers { name image } restartPolicy } status { phase }
    } }`);
    expect(data.pod).toMatchObject({
      id: pod?.metadata.uid,
      apiVersion: 'v1',
      kind: 'Pod',
      __typename: 'Pod',
      metadata: { name: 'web', labels: { app: 'web' } },
      spec: { containers: [{ name: 'main', image: 'registry.example/web:1.0' }], restartPolicy: 'Always' },
      status: { phase: 'Pending' },
    });
  });

  it('says NOT_FOUND in place of an object that is not there, and leaves the rest of the answer', async () => {
    const source = '{ pod(namespace: "default", name: "web") { id } whoAmI { user } }';
    const { data } = await api.answer(source);
    expect(data).toEqual({ pod: null, whoAmI: { user: 'admin' } });
    expect(await api.failure(source)).toMatchObject({
      message: 'pods "web" not found',
      path: ['pod'],
      extensions: { code: 'NOT_FOUND', reason: 'NotFound', kind: 'Pod', name: 'web' },
    });
  });

  it('takes a cluster-scoped kind without a namespace', async () => {
    await api.create(aNode());
    expect(await api.run('{ node(name: "n1") { metadata { name } } }')).toEqual({ node: { metadata: { name: 'n1' } } });
  });

  it('hides managed fields from a manifest unless they are asked for', async () => {
    await api.create(aConfigMap());
    const { configMap } = await api.run(`{ configMap(namespace: "default", name: "settings") {
      manifest with: manifest(managedFields: true)
    } }`);
    const { managedFields, ...metadata } = configMap.with.metadata;
    expect(managedFields).toMatchObject([{ manager: 'test', operation: 'Update' }]);
    expect(configMap.manifest).toEqual({ ...configMap.with, metadata });
  });

  it('shows the same value for the same stored manifest, so that it can be encoded once', async () => {
    await api.create(aConfigMap());
    const source = '{ configMap(namespace: "default", name: "settings") { manifest } }';
    const [first, second] = [await api.run(source), await api.run(source)];
    expect(second.configMap.manifest).toBe(first.configMap.manifest);
  });
});

describe('a typed list', () => {
  beforeEach(async () => {
    await api.create(podNamed('a'), podNamed('b', { nodeName: 'n1' }), podNamed('c', { nodeName: 'n1' }));
  });

  it('selects by labels and by any field, and orders', async () => {
    const data = await api.run(`{
      labelled: pods(labelSelector: "app in (a, c)") { nodes { metadata { name } } }
      onNode: pods(namespace: "default", fieldSelector: "spec.nodeName=n1", orderBy: ["-metadata.name"]) {
        nodes { metadata { name } }
      }
      none: pods(namespace: "shop") { nodes { id } totalCount }
    }`);
    const names = (list: { nodes: { metadata: { name: string } }[] }) => list.nodes.map((each) => each.metadata.name);
    expect(names(data.labelled)).toEqual(['a', 'c']);
    expect(names(data.onNode)).toEqual(['c', 'b']);
    expect(data.none).toEqual({ nodes: [], totalCount: 0 });
  });

  it('pages at the revision of the first page', async () => {
    const source = `query ($after: String) { pods(first: 2, after: $after) {
      totalCount resourceVersion nodes { metadata { name } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
    } }`;
    const first = (await api.run(source)).pods;
    await api.create(podNamed('aa'));
    const second = (await api.run(source, { after: first.pageInfo.endCursor })).pods;
    expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
    expect([...first.nodes, ...second.nodes].map((pod) => pod.metadata.name)).toEqual(['a', 'b', 'c']);
    expect(second.resourceVersion).toBe(first.resourceVersion);
    expect(second.totalCount).toBe(3);
  });

  it('goes on after the cursor of any edge', async () => {
    const { pods } = await api.run('{ pods { edges { cursor node { metadata { name } } } } }');
    const { cursor } = pods.edges[0];
    const rest = await api.run('query ($after: String) { pods(after: $after) { nodes { metadata { name } } } }', {
      after: cursor,
    });
    expect(rest.pods.nodes).toEqual([{ metadata: { name: 'b' } }, { metadata: { name: 'c' } }]);
  });

  it('counts without listing when first is 0', async () => {
    const { pods } = await api.run('{ pods(first: 0) { totalCount nodes { id } pageInfo { hasNextPage endCursor } } }');
    expect(pods).toEqual({ totalCount: 3, nodes: [], pageInfo: { hasNextPage: true, endCursor: null } });
  });

  it.each([
    ['first: -1', 'first: Invalid value: -1: must not be negative'],
    ['after: "nonsense"', 'continue key is not valid'],
    ['at: "yesterday"', 'at: Invalid value: "yesterday": must be a revision or a time in RFC 3339'],
  ])('refuses %s', async (args, message) => {
    expect(await api.failure(`{ pods(${args}) { totalCount } }`)).toMatchObject({
      message,
      extensions: { code: 'BAD_REQUEST' },
    });
  });

  it('shows what was there at a past revision', async () => {
    const { pods } = await api.run('{ pods { resourceVersion } }');
    await api.run('mutation { deletePod(namespace: "default", name: "a", gracePeriodSeconds: 0) { outcome } }');
    const past = await api.run(
      `query ($at: String) {
        pods(at: $at) { totalCount } pod(namespace: "default", name: "a", at: $at) { metadata { name } }
        now: pods { totalCount }
      }`,
      { at: pods.resourceVersion },
    );
    expect(past).toMatchObject({ pods: { totalCount: 3 }, pod: { metadata: { name: 'a' } }, now: { totalCount: 2 } });
  });

  it('is refused to an identity that may not list, by name of user, verb and resource', async () => {
    expect(await api.failure('{ pods { totalCount } }', {}, nodeRequest('n1'))).toMatchObject({
      message: expect.stringContaining(
        'User "system:node:n1" cannot list resource "pods" in API group "" at the cluster scope',
      ),
      extensions: { code: 'FORBIDDEN' },
    });
  });
});

describe('queries of any kind', () => {
  it('find one object by any name of its kind', async () => {
    await api.create(aDeployment());
    for (const kind of ['Deployment.apps', 'deployments', 'deploy', 'deployments.apps']) {
      const { object } = await api.run(
        `query ($kind: String!) { object(kind: $kind, name: "web") { ... on Deployment { spec { replicas } } } }`,
        { kind },
      );
      expect(object).toEqual({ spec: { replicas: 3 } });
    }
    expect(await api.failure('{ object(kind: "widgets", name: "web") { id } }')).toMatchObject({
      message: `the server doesn't have a resource type "widgets"`,
      extensions: { code: 'BAD_REQUEST' },
    });
  });

  it('find an object by its id, and nothing by another', async () => {
    const [pod] = await api.create(aPod());
    const source = 'query ($id: ID!) { resource(id: $id) { kind metadata { name } } }';
    expect(await api.run(source, { id: pod?.metadata.uid })).toEqual({
      resource: { kind: 'Pod', metadata: { name: 'web' } },
    });
    expect(await api.run(source, { id: 'none' })).toEqual({ resource: null });
    expect(await api.run(source, { id: pod?.metadata.uid }, nodeRequest('n1'))).toEqual({ resource: null });
  });

  it('list a kind as manifests', async () => {
    await api.create(aPod());
    const { objects } = await api.run('{ objects(kind: "po") { totalCount nodes { manifest } } }');
    expect(objects).toMatchObject({ totalCount: 1, nodes: [{ manifest: { kind: 'Pod', metadata: { name: 'web' } } }] });
  });

  it('print tables', async () => {
    await api.create(aService());
    api.clock.advance(90_000);
    const { table } = await api.run(
      '{ table(kind: "svc", namespace: "default") { columns { name wide } rows { cells namespace name object { kind } } totalCount } }',
    );
    expect(table.columns.map((column: { name: string }) => column.name)).toEqual([
      'Name',
      'Type',
      'Cluster-IP',
      'External-IP',
      'Port(s)',
      'Age',
    ]);
    expect(table.rows).toEqual([
      {
        cells: ['web', 'ClusterIP', expect.any(String), '<none>', '80/TCP', '90s'],
        namespace: 'default',
        name: 'web',
        object: { kind: 'Service' },
      },
    ]);
  });

  it('print wide tables', async () => {
    const wide = await api.run('{ table(kind: "svc", wide: true) { columns { name wide } } }');
    expect(wide.table.columns).toContainEqual({ name: 'Selector', wide: true });
  });
});

describe('discovery', () => {
  it('lists the kinds that are served, as api-resources', async () => {
    const { kinds } = await api.run(
      '{ kinds { group apiVersion kind resource shortNames namespaced verbs subresources } }',
    );
    expect(kinds).toContainEqual({
      group: 'apps',
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      resource: 'deployments.apps',
      shortNames: ['deploy'],
      namespaced: true,
      verbs: ['create', 'delete', 'deletecollection', 'get', 'list', 'patch', 'update', 'watch'],
      subresources: ['status', 'scale'],
    });
  });

  it('explains kinds and fields', async () => {
    const { kind, field } = await api.run(`{
      kind: explain(kind: "deploy") { group version kind fields { name type } }
      field: explain(kind: "pods", path: "spec.containers", recursive: true) { name type fields { name type fields { name } } }
    }`);
    expect(kind).toMatchObject({ group: 'apps', version: 'v1', kind: 'Deployment' });
    expect(kind.fields).toContainEqual({ name: 'spec', type: '<DeploymentSpec>' });
    expect(field).toMatchObject({ name: 'containers', type: '<[]Container>' });
    expect(field.fields.find((each: { name: string }) => each.name === 'resources').fields).toContainEqual({
      name: 'limits',
    });
    expect(await api.failure('{ explain(kind: "pods", path: "spec.colour") { name } }')).toMatchObject({
      message: 'field "colour" does not exist',
      extensions: { code: 'BAD_REQUEST' },
    });
  });
});

describe('queries about the server', () => {
  it('tell who is asking and what they may do', async () => {
    const source = `{
      whoAmI { user groups }
      own: canI(verb: "get", kind: "nodes", name: "n1") { allowed reason }
      other: canI(verb: "GET", kind: "nodes", name: "n2") { allowed reason }
      secrets: canI(verb: "list", kind: "secrets", namespace: "default") { allowed }
    }`;
    expect(await api.run(source, {}, nodeRequest('n1'))).toEqual({
      whoAmI: { user: 'system:node:n1', groups: ['system:nodes'] },
      own: { allowed: true, reason: null },
      other: { allowed: false, reason: expect.stringContaining("node 'n1' is not allowed") },
      secrets: { allowed: false },
    });
    expect(await api.run('{ canI(verb: "delete", kind: "nodes") { allowed } }')).toEqual({ canI: { allowed: true } });
    expect(await api.failure('{ canI(verb: "eat", kind: "nodes") { allowed } }')).toMatchObject({
      extensions: { code: 'BAD_REQUEST' },
    });
  });

  it('tell its health by named checks', async () => {
    expect(await api.run('{ health { ready live checks { name ok message } } }')).toEqual({
      health: {
        ready: false,
        live: true,
        checks: [
          { name: 'ping', ok: true, message: null },
          { name: 'database', ok: false, message: 'it is away' },
        ],
      },
    });
  });

  it('tell the revision', async () => {
    const [pod] = await api.create(aPod());
    expect(await api.run('{ revision }')).toEqual({ revision: pod?.metadata.resourceVersion });
  });
});

describe('controllers', () => {
  it('tell what they do, the last steps as many as are asked for', async () => {
    const { controllers } = await api.run(`{
      controllers {
        name leader queueDepth delayed oldestSeconds inFlight concurrency retries
        lastError lastErrorKey lastErrorAt lastReconcileAt
        reconciles(last: 1) { key triggeredAt startedAt durationSeconds result error }
      }
    }`);
    expect(controllers).toEqual([
      {
        name: 'replicaset-controller',
        leader: true,
        queueDepth: 2,
        delayed: 1,
        oldestSeconds: 0.5,
        inFlight: 1,
        concurrency: 5,
        retries: 3,
        lastError: 'not yet',
        lastErrorKey: 'shop/web',
        lastErrorAt: '2026-01-01T00:00:00.000000Z',
        lastReconcileAt: '2026-01-01T00:00:01.000000Z',
        reconciles: [
          {
            key: 'shop/api',
            triggeredAt: '1970-01-01T00:00:00.000000Z',
            startedAt: '1970-01-01T00:00:00.002000Z',
            durationSeconds: 0.04,
            result: 'success',
            error: null,
          },
        ],
      },
    ]);
  });
});

describe('storage', () => {
  it("lists objects under Kubernetes' keys, in their order", async () => {
    await api.create(aDeployment(), aDeployment({ metadata: { name: 'api' } }), aService(), aNode());
    const { storage, more } = await api.run(`{
      storage(prefix: "/registry/deployments/default/") { nodes { key revision value } hasNextPage }
      more: storage(prefix: "/registry/deployments/", first: 1, after: "/registry/deployments/default/api") {
        nodes { key } hasNextPage
      }
    }`);
    expect(storage.nodes.map((entry: { key: string }) => entry.key)).toEqual([
      '/registry/deployments/default/api',
      '/registry/deployments/default/web',
    ]);
    expect(storage.nodes[0]).toMatchObject({ revision: '2', value: { kind: 'Deployment', metadata: { name: 'api' } } });
    expect(more).toEqual({ nodes: [{ key: '/registry/deployments/default/web' }], hasNextPage: false });
  });

  it('keeps the places that Kubernetes gives services, nodes and namespaces', async () => {
    await api.create(aService(), aNode());
    const { storage } = await api.run('{ storage { nodes { key } } }');
    const keys = storage.nodes.map((entry: { key: string }) => entry.key);
    expect(keys).toEqual(
      expect.arrayContaining([
        '/registry/services/specs/default/web',
        '/registry/minions/n1',
        '/registry/namespaces/shop',
      ]),
    );
    expect(keys).toEqual([...keys].sort());
  });

  it('is for masters only', async () => {
    expect(await api.failure('{ storage { nodes { key } } }', {}, nodeRequest('n1'))).toMatchObject({
      extensions: { code: 'FORBIDDEN' },
    });
  });
});
