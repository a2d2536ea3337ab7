import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { inspect } from 'node:util';
import { ApiError, type Client, ConnectionError, connect } from '@portolan/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api-server.ts';
import { aConfigMap, aDeployment } from '../support/manifests.ts';
import { until } from '../support/until.ts';

let api: TestApi;
let client: Client;
let namespace: string;
let count = 0;

beforeAll(async () => {
  api = await startApi();
  client = await connect({ server: api.url, token: api.token, fieldManager: 'tests' });
});
afterAll(async () => {
  client.close();
  await api.stop();
});
beforeEach(async () => {
  namespace = `n${count++}`;
  await client.namespaces.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
});

const settings = (name: string, data: Record<string, string> = {}) =>
  aConfigMap({ metadata: { name, namespace }, data });
const names = (items: readonly { metadata: { name: string } }[]) => items.map(({ metadata }) => metadata.name);

describe('the verbs of a kind', () => {
  it('create, read, replace, patch, apply and delete an object, and say what each did', async () => {
    const { configMaps } = client;
    const name = { name: 'a', namespace };
    const created = await configMaps.create(settings('a', { color: 'red' }), { reason: 'why not' });
    expect(created).toMatchObject({ outcome: 'CREATED', warnings: [], object: { data: { color: 'red' } } });
    expect(created.revision).toBe(created.object.metadata.resourceVersion);
    expect(await configMaps.get(name)).toEqual(created.object);
    const updated = await configMaps.update({ ...created.object, data: { color: 'blue' } });
    expect(updated.outcome).toBe('CONFIGURED');
    const patched = await configMaps.patch(name, { data: { size: 'L' } });
    expect(patched.object.data).toEqual({ color: 'blue', size: 'L' });
    const json = await configMaps.patch(name, [{ op: 'remove', path: '/data/size' }], { type: 'JSON' });
    expect(json.object.data).toEqual({ color: 'blue' });
    const apply = { apiVersion: 'v1', kind: 'ConfigMap', metadata: name, data: { shape: 'round' } } as const;
    expect((await configMaps.apply(apply)).object.data).toEqual({ color: 'blue', shape: 'round' });
    const again = await configMaps.apply(apply);
    expect(again.outcome).toBe('UNCHANGED');
    expect(again.revision).toBe(again.object.metadata.resourceVersion);
    expect((await configMaps.delete(name)).outcome).toBe('DELETED');
    expect(await configMaps.find(name)).toBeUndefined();
  });

  it('own the fields they write under the name of the client, or of the write', async () => {
    const managers = async (name: string) => {
      const { object } = await client.request<{ object: { manifest: { metadata: { managedFields: object[] } } } }>(
        `query ($namespace: String, $name: String!) {
          object(kind: "ConfigMap", namespace: $namespace, name: $name) { manifest(managedFields: true) }
        }`,
        { namespace, name },
      );
      return object.manifest.metadata.managedFields;
    };
    await client.configMaps.create(settings('a', { a: '1' }));
    expect(await managers('a')).toMatchObject([{ manager: 'tests' }]);
    await client.configMaps.create(settings('b', { a: '1' }), { fieldManager: 'other' });
    expect(await managers('b')).toMatchObject([{ manager: 'other' }]);
  });

  it('write nothing in a dry run', async () => {
    const { object } = await client.configMaps.create(settings('a'), { dryRun: true });
    expect(object.metadata.uid).toBeTruthy();
    expect(await client.configMaps.find({ name: 'a', namespace })).toBeUndefined();
  });

  it('name what is made by generateName', async () => {
    const { object } = await client.configMaps.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { generateName: 'made-', namespace },
    });
    expect(object.metadata.name).toMatch(/^made-.{5}$/);
  });

  it('replace a status alone, and scale', async () => {
    const { deployments } = client;
    const { object } = await deployments.create(
      aDeployment({ metadata: { name: 'web', namespace }, spec: { replicas: 1 } }),
    );
    const reported = await deployments.updateStatus({
      ...object,
      spec: { ...spec(object), replicas: 9 },
      status: { replicas: 1 },
    });
    expect(reported.object).toMatchObject({ spec: { replicas: 1 }, status: { replicas: 1 } });
    const scaled = await deployments.scale({ name: 'web', namespace }, 5);
    expect(scaled.object.spec?.replicas).toBe(5);
    const { resourceVersion = '' } = object.metadata;
    await expect(deployments.scale({ name: 'web', namespace, resourceVersion }, 6)).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    await client.configMaps.create(settings('a'));
    await expect(client.configMaps.scale({ name: 'a', namespace }, 6)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('delete only the object and the version they are told', async () => {
    const { object } = await client.configMaps.create(settings('a'));
    const { uid = '', resourceVersion = '' } = object.metadata;
    const name = { name: 'a', namespace };
    await expect(client.configMaps.delete({ ...name, uid: 'another' })).rejects.toMatchObject({ code: 'CONFLICT' });
    await expect(client.configMaps.delete({ ...name, resourceVersion: '1' })).rejects.toMatchObject({
      code: 'CONFLICT',
    });
    expect((await client.configMaps.delete({ ...name, uid, resourceVersion })).outcome).toBe('DELETED');
  });

  it('delete all that are selected, under one revision', async () => {
    for (const [name, app] of Object.entries({ a: 'x', b: 'y', c: 'x' })) {
      await client.configMaps.create(aConfigMap({ metadata: { name, namespace, labels: { app } } }));
    }
    const { revision, results } = await client.configMaps.deleteCollection({ namespace, labelSelector: 'app=x' });
    expect(names(results.map(({ object }) => object))).toEqual(['a', 'c']);
    expect(results.map((result) => result.revision)).toEqual([revision, revision]);
    expect(names((await client.configMaps.list({ namespace })).items)).toEqual(['b']);
  });

  it('are there for any kind by its name', async () => {
    expect((await client.of('Deployment.apps').list({ namespace })).items).toEqual([]);
    await expect(client.of('Nothing').list()).rejects.toMatchObject({ code: 'BAD_REQUEST' });
  });
});

describe('lists', () => {
  it('come page by page, all at the revision of the first', async () => {
    for (let index = 0; index < 7; index++) await client.configMaps.create(settings(`m${index}`));
    const seen: string[] = [];
    const versions = new Set<string>();
    for await (const { items, resourceVersion, total } of client.configMaps.pages({ namespace, first: 3 })) {
      expect(total).toBe(7);
      seen.push(...names(items));
      versions.add(resourceVersion);
      await client.configMaps.delete({ name: names(items)[0] ?? '', namespace });
    }
    expect(seen).toEqual(['m0', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6']);
    expect(versions.size).toBe(1);
    expect((await client.configMaps.list({ namespace })).total).toBe(4);
  });

  it('select by labels and fields and are ordered by fields', async () => {
    await client.configMaps.create(settings('a', { rank: '1' }));
    await client.configMaps.create(settings('b', { rank: '2' }));
    const { items } = await client.configMaps.list({ namespace, orderBy: ['-metadata.name'] });
    expect(names(items)).toEqual(['b', 'a']);
    const picked = await client.configMaps.list({ namespace, fieldSelector: 'metadata.name!=a' });
    expect(names(picked.items)).toEqual(['b']);
  });
});

describe('the past', () => {
  it('is read at a revision or at a moment', async () => {
    const name = { name: 'a', namespace };
    const { revision } = await client.configMaps.create(settings('a', { v: '1' }));
    const { change } = await client.request<{ change: { at: string } }>(
      'query ($revision: String!) { change(revision: $revision) { at } }',
      { revision },
    );
    // Dates know no microseconds: the next millisecond is the first one that is after the change.
    const moment = new Date(Date.parse(change.at) + 1);
    await until('that moment has passed', () => Date.now() > moment.getTime());
    await client.configMaps.patch(name, { data: { v: '2' } });
    for (const at of [revision, change.at, moment]) {
      expect((await client.configMaps.get({ ...name, at })).data).toEqual({ v: '1' });
      expect((await client.configMaps.list({ namespace, at })).items[0]?.data).toEqual({ v: '1' });
    }
    expect(await client.configMaps.find({ ...name, at: String(Number(revision) - 1) })).toBeUndefined();
  });
});

describe('a change set', () => {
  it('takes any verbs over any kinds under one revision, and answers each with its type', async () => {
    await client.configMaps.create(settings('old'));
    const { configMaps, deployments } = client;
    const { revision, results } = await client.commit(
      [
        configMaps.operations.create(settings('new', { a: '1' })),
        deployments.operations.create(aDeployment({ metadata: { name: 'web', namespace } })),
        configMaps.operations.delete({ name: 'old', namespace }),
      ],
      { reason: 'release 42' },
    );
    const [made, web, gone] = results;
    // Typed: a ConfigMap has data, a Deployment has replicas.
    expect([made.object.data?.a, web.object.spec?.replicas, gone.outcome]).toEqual(['1', 3, 'DELETED']);
    expect(results.map((result) => result.revision)).toEqual([revision, revision, revision]);
    const { change } = await client.request<{ change: { reason: string; changes: unknown[] } }>(
      'query ($revision: String!) { change(revision: $revision) { reason changes { name } } }',
      { revision },
    );
    expect(change).toMatchObject({
      reason: 'release 42',
      changes: [{ name: 'new' }, { name: 'web' }, { name: 'old' }],
    });
  });

  it('is all or nothing, and the error names the object', async () => {
    const { configMaps } = client;
    const error = await client
      .commit([configMaps.operations.create(settings('a')), configMaps.operations.create(settings('Not a name'))])
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ApiError);
    expect(error).toMatchObject({
      code: 'INVALID',
      kind: 'ConfigMap',
      object: 'Not a name',
      causes: [{ field: 'metadata.name' }],
    });
    expect(await configMaps.find({ name: 'a', namespace })).toBeUndefined();
  });
});

describe('apply of many', () => {
  const text = () => `apiVersion: v1
kind: ConfigMap
metadata: { name: a }
data: { a: "1" }
---
apiVersion: v1
kind: Secret
metadata: { name: b }
`;

  it('takes text or objects, all or nothing', async () => {
    const { revision, results } = await client.apply(text(), { namespace });
    expect(results.map(({ outcome, revision: own }) => [outcome, own])).toEqual([
      ['CREATED', revision],
      ['CREATED', revision],
    ]);
    const again = await client.apply([aConfigMap({ metadata: { name: 'a', namespace }, data: { a: '1' } })]);
    expect(again.results.map(({ outcome }) => outcome)).toEqual(['UNCHANGED']);
    await expect(client.apply(`${text()}\ncolour: green\n`, { namespace })).rejects.toMatchObject({
      code: 'BAD_REQUEST',
    });
    const other = aConfigMap({ metadata: { name: 'a', namespace }, data: { a: '2' } });
    await expect(client.apply([other], { fieldManager: 'x' })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect((await client.apply([other], { fieldManager: 'x', force: true })).results[0]?.outcome).toBe('CONFIGURED');
  });

  it('lets each object stand for itself where that is asked for', async () => {
    const bad = settings('Not a name');
    const { results } = await client.applyEach([bad, settings('good')]);
    expect(results).toMatchObject([{ outcome: 'REFUSED', error: { code: 'INVALID' } }, { outcome: 'CREATED' }]);
    expect(results[0]?.outcome === 'REFUSED' && results[0].error).toBeInstanceOf(ApiError);
  });
});

describe('a client', () => {
  it('knows who it is, what it may do and the revision', async () => {
    expect(await client.whoAmI()).toMatchObject({ user: 'admin' });
    expect(await client.canI({ verb: 'delete', kind: 'Pod' })).toEqual({ allowed: true, reason: null });
    const { revision } = await client.configMaps.create(settings('a'));
    expect(Number(await client.revision())).toBeGreaterThanOrEqual(Number(revision));
  });

  it('tells a refused token from an API that does not answer', async () => {
    const wrong = await connect({ server: api.url, token: 'wrong' });
    await expect(wrong.whoAmI()).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
    const port = await freePort();
    const nowhere = await connect({ server: `http://127.0.0.1:${port}`, token: 'x' });
    const error = await nowhere.whoAmI().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConnectionError);
    expect(error).toMatchObject({
      message: `no answer from http://127.0.0.1:${port}: connect ECONNREFUSED 127.0.0.1:${port}`,
      mayHaveHappened: false,
    });
    await expect(connect({ server: 'over there', token: 'x' })).rejects.toThrow('is not the address of a server');
  });

  it('gives up a request with its signal', async () => {
    const reason = new Error('enough');
    await expect(client.whoAmI({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const late = new AbortController();
    const asked = client.whoAmI({ signal: late.signal });
    late.abort(reason);
    await expect(asked).rejects.toBe(reason);
  });

  it('does not show its token when it is logged', () => {
    expect(inspect(client, { depth: 10, showHidden: true })).not.toContain(api.token);
  });
});

/** A port where nobody listens. */
async function freePort(): Promise<number> {
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo; // It listens on a port, not on a pipe.
  listener.close();
  await once(listener, 'close');
  return port;
}

function spec<T extends { spec?: unknown }>({ spec: found }: T): NonNullable<T['spec']> {
  if (!found) throw new Error('no spec');
  return found;
}
