import { type Client, type ConfigMap, connect, type Informer } from '@portolan/client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api-server.ts';
import { aConfigMap, aLease, aSecret } from '../support/manifests.ts';
import { until } from '../support/until.ts';

let api: TestApi;
let client: Client;
let namespace: string;
let count = 0;
const failures: string[] = [];
const stopping: Array<{ stop(): void }> = [];

beforeAll(async () => {
  api = await startApi({ limits: { bookmarkMs: 500 } });
  const onError = (error: unknown, where: string) => failures.push(`${where}: ${error}`);
  client = await connect({ server: api.url, token: api.token, onError });
});
afterAll(async () => {
  client.close();
  await api.stop();
});
beforeEach(async () => {
  namespace = `n${count++}`;
  failures.length = 0;
  await client.namespaces.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
});
afterEach(() => {
  for (const each of stopping.splice(0)) each.stop();
});

function stopLater<S extends { stop(): void }>(started: S): S {
  stopping.push(started);
  return started;
}

async function create(name: string, data: Record<string, string> = {}): Promise<string> {
  const { revision } = await client.configMaps.create(aConfigMap({ metadata: { name, namespace }, data }));
  return revision;
}

async function change(name: string, data: Record<string, string>): Promise<string> {
  return (await client.configMaps.patch({ name, namespace }, { data })).revision;
}

const names = (objects: readonly ConfigMap[]) => objects.map(({ metadata }) => metadata.name).sort();

describe('an informer', () => {
  it('holds what is selected, and shows a write to whoever waits for it', async () => {
    await create('before');
    const informer = stopLater(client.configMaps.informer({ namespace }));
    await informer.synced;
    expect(names(informer.list())).toEqual(['before']);
    const revision = await create('after');
    await informer.waitFor(revision);
    expect(informer.get(`${namespace}/after`)?.metadata.resourceVersion).toBe(revision);
    expect(Number(informer.resourceVersion)).toBeGreaterThanOrEqual(Number(revision));
    const gone = await client.configMaps.delete({ name: 'before', namespace });
    await informer.waitFor(gone.revision);
    expect(names(informer.list())).toEqual(['after']);
  });

  it('does not make a write that changed nothing wait', async () => {
    await create('a', { v: '1' });
    const informer = stopLater(client.configMaps.informer({ namespace }));
    await informer.synced;
    const { revision: elsewhere } = await client.configMaps.create(aConfigMap({ metadata: { name: namespace } }));
    const unchanged = await client.configMaps.patch({ name: 'a', namespace }, { data: { v: '1' } });
    expect(unchanged.outcome).toBe('UNCHANGED');
    expect(Number(unchanged.revision)).toBeLessThan(Number(elsewhere));
    await informer.waitFor(unchanged.revision);
  });

  it('shows a write that changes nothing here with the next bookmark, or gives up with a signal', async () => {
    const informer = stopLater(client.configMaps.informer({ namespace }));
    await informer.synced;
    const { revision } = await client.configMaps.create(aConfigMap({ metadata: { name: namespace } }));
    const reason = new Error('enough');
    const impatient = new AbortController();
    const waiting = informer.waitFor(revision, { signal: impatient.signal });
    impatient.abort(reason);
    await expect(waiting).rejects.toBe(reason);
    await informer.waitFor(revision);
  });

  it('finds objects by several indexes, which follow every change', async () => {
    const informer = stopLater(
      client.configMaps.informer({
        namespace,
        indexes: {
          color: ({ data }) => data?.color,
          tags: ({ data }) => data?.tags?.split(','),
        },
      }),
    );
    await create('a', { color: 'red', tags: 'x,y' });
    await informer.waitFor(await create('b', { color: 'red' }));
    expect(names(informer.by('color', 'red'))).toEqual(['a', 'b']);
    expect(names(informer.by('tags', 'y'))).toEqual(['a']);
    await informer.waitFor(await change('a', { color: 'blue', tags: 'z' }));
    expect(names(informer.by('color', 'red'))).toEqual(['b']);
    expect(names(informer.by('color', 'blue'))).toEqual(['a']);
    expect(names(informer.by('tags', 'y'))).toEqual([]);
    const { revision } = await client.configMaps.delete({ name: 'a', namespace });
    await informer.waitFor(revision);
    expect(informer.by('color', 'blue')).toEqual([]);
  });

  it('loses an object that leaves the selection', async () => {
    const informer = stopLater(client.configMaps.informer({ namespace, fieldSelector: 'data.color=red' }));
    await create('b', { color: 'blue' });
    await informer.waitFor(await create('a', { color: 'red' }));
    expect(names(informer.list())).toEqual(['a']);
    await informer.waitFor(await change('a', { color: 'blue' }));
    expect(names(informer.list())).toEqual([]);
    await informer.waitFor(await change('b', { color: 'red' }));
    expect(names(informer.list())).toEqual(['b']);
  });

  it('never shows a part of a change set, also over several kinds', async () => {
    const informer = stopLater(client.informer({ kinds: ['ConfigMap', 'Secret'], namespace }));
    await informer.synced;
    const odd: string[] = [];
    const look = () => {
      const versions = ['ConfigMap', 'Secret'].map((kind) => {
        return informer.get(`${kind}/${namespace}/pair`)?.metadata.resourceVersion;
      });
      if (new Set(versions).size > 1) odd.push(String(versions));
    };
    stopLater({ stop: informer.on({ add: look, update: look }) });
    let last = '';
    for (let round = 0; round < 20; round++) {
      const { revision } = await client.apply(
        [
          aConfigMap({ metadata: { name: 'pair', namespace }, data: { round: String(round) } }),
          aSecret({ metadata: { name: 'pair', namespace }, stringData: { round: String(round) } }),
        ],
        { force: true },
      );
      last = revision;
    }
    await informer.waitFor(last);
    look();
    expect(odd).toEqual([]);
    expect(informer.list()).toHaveLength(2);
  });

  it('shows the heartbeats of leases, which have no revision of their own', async () => {
    const holder = { name: 'l', namespace };
    const { object } = await client.leases.create(aLease({ metadata: holder }));
    const informer = stopLater(client.leases.informer({ namespace }));
    await informer.synced;
    const seen: string[] = [];
    informer.on({ update: ({ spec }) => void seen.push(spec?.renewTime ?? '') });
    const renewTime = '2030-01-01T00:00:00.000000Z';
    await client.request(
      `mutation ($renewals: [LeaseRenewalInput!]!) { renewLeases(renewals: $renewals) { __typename } }`,
      { renewals: [{ ...holder, uid: object.metadata.uid, renewTime }] },
    );
    await until('the heartbeat is seen', () => seen.includes(renewTime));
    expect(informer.get(`${namespace}/l`)?.metadata.resourceVersion).toBe(object.metadata.resourceVersion);
  });
});

describe('handlers', () => {
  const record = (informer: Informer<ConfigMap>) => {
    const told: string[] = [];
    const off = informer.on({
      add: ({ metadata, data }) => void told.push(`add ${metadata.name} ${data?.v}`),
      update: ({ metadata, data }, before) => void told.push(`update ${metadata.name} ${before.data?.v}→${data?.v}`),
      delete: ({ metadata, data }) => void told.push(`delete ${metadata.name} ${data?.v}`),
    });
    return { told, off };
  };

  it('hear of what is there when they come, of each change, and nothing when they are taken off', async () => {
    await create('a', { v: '1' });
    const informer = stopLater(client.configMaps.informer({ namespace }));
    await informer.synced;
    const { told, off } = record(informer);
    await informer.waitFor(await change('a', { v: '2' }));
    await until('the change is told', () => told.length === 2);
    await client.configMaps.delete({ name: 'a', namespace });
    await until('the deletion is told', () => told.length === 3);
    off();
    const other = record(informer);
    await informer.waitFor(await create('b', { v: '1' }));
    off();
    await until('the others are told', () => other.told.length === 1);
    expect(told).toEqual(['add a 1', 'update a 1→2', 'delete a 2']);
    expect(other.told).toEqual(['add b 1']);
  });

  it('hear that an object was deleted and made anew while they slept', async () => {
    await create('a', { v: '1' });
    const informer = stopLater(client.configMaps.informer({ namespace }));
    await informer.synced;
    const told: string[] = [];
    let wake: (() => void) | undefined;
    informer.on({
      add: async ({ data }) => {
        told.push(`add ${data?.v}`);
        if (data?.v === '1') await new Promise<void>((resolve) => (wake = resolve));
      },
      delete: ({ data }) => void told.push(`delete ${data?.v}`),
    });
    await until('the handler sleeps', () => wake);
    await client.configMaps.delete({ name: 'a', namespace });
    await informer.waitFor(await create('a', { v: '2' }));
    wake?.();
    await until('the new one is told', () => told.length === 3);
    expect(told).toEqual(['add 1', 'delete 1', 'add 2']);
  });

  it('that throw are reported, and neither they nor others are called less often', async () => {
    const informer = stopLater(client.configMaps.informer({ namespace }));
    let calls = 0;
    informer.on({
      add: () => {
        throw new Error(`no ${++calls}`);
      },
    });
    informer.on({ add: () => Promise.reject(new Error(`also no ${++calls}`)) });
    const { told } = record(informer);
    await create('a');
    await informer.waitFor(await create('b'));
    await until('all are told', () => told.length === 2 && calls === 4);
    expect(failures).toHaveLength(4);
    expect(failures[0]).toBe(`a handler of an informer, for ${namespace}/a: Error: no 1`);
  });

  it('are told of an object that an index could not take', async () => {
    const informer = stopLater(
      client.configMaps.informer({
        namespace,
        indexes: {
          bad: () => {
            throw new Error('no value');
          },
        },
      }),
    );
    const { told } = record(informer);
    await informer.waitFor(await create('a', { v: '1' }));
    await until('it is told', () => told.length === 1);
    expect(failures).toEqual([`index "bad" of an informer, for ${namespace}/a: Error: no value`]);
    expect(informer.by('bad', 'x')).toEqual([]);
  });
});
