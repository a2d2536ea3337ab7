import { type Client, type ConfigMap, connect, type WatchItem, type WatchStream } from '@portolan/client';
import { VirtualClock } from '@portolan/client/virtual-clock.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api-server.ts';
import { aConfigMap, aSecret } from '../support/manifests.ts';
import { type SdkRig, startSdk } from '../support/sdk-rig.ts';
import { until } from '../support/until.ts';

let api: TestApi;
let direct: Client;
let rig: SdkRig;
let namespace: string;
let count = 0;

beforeAll(async () => {
  api = await startApi();
  direct = await connect({ server: api.url, token: api.token });
});
afterAll(async () => {
  direct.close();
  await api.stop();
});
beforeEach(async () => {
  rig = await startSdk(api);
  namespace = `n${count++}`;
  await direct.namespaces.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
});
afterEach(() => rig.stop());

const settings = (name: string) => aConfigMap({ metadata: { name, namespace } });
const name = (object: ConfigMap) => object.metadata.name;

async function next(stream: WatchStream<ConfigMap>): Promise<WatchItem<ConfigMap>> {
  const { value } = await stream.next();
  if (!value) throw new Error('the stream has ended');
  return value;
}

/** Names of objects as they come, until so many have. */
async function read(stream: AsyncIterable<WatchItem<ConfigMap>>, many: number): Promise<string[]> {
  const seen: string[] = [];
  for await (const item of stream) {
    seen.push(...(item.type === 'SNAPSHOT' ? item.objects.map(name) : item.events.map(({ object }) => name(object))));
    if (seen.length >= many) break;
  }
  return seen;
}

describe('a watch as a stream', () => {
  it('begins with all there is and goes on with changes', async () => {
    await direct.configMaps.create(settings('a'));
    const stream = rig.client.configMaps.watch({ namespace });
    const snapshot = await next(stream);
    expect(snapshot.type === 'SNAPSHOT' && snapshot.objects.map(name)).toEqual(['a']);
    await direct.configMaps.delete({ name: 'a', namespace });
    expect(await next(stream)).toMatchObject({ type: 'DELTA', events: [{ type: 'DELETED' }] });
    await direct.configMaps.create(settings('b'));
    expect(await next(stream)).toMatchObject({ type: 'DELTA', events: [{ type: 'ADDED' }] });
    await stream.return();
  });

  it('goes on from a list without a gap', async () => {
    await direct.configMaps.create(settings('a'));
    const { resourceVersion } = await rig.client.configMaps.list({ namespace });
    await direct.configMaps.create(settings('b'));
    expect(await read(rig.client.configMaps.watch({ namespace, since: resourceVersion }), 1)).toEqual(['b']);
  });

  it('keeps the changes of one revision together, whatever their kinds', async () => {
    const stream = rig.client.watch({ kinds: ['ConfigMap', 'Secret'], namespace });
    await stream.next();
    const secret = aSecret({ metadata: { name: 'a', namespace } });
    const { configMaps, secrets } = direct;
    await direct.commit([configMaps.operations.create(settings('a')), secrets.operations.create(secret)]);
    const { value } = await stream.next();
    expect(value).toMatchObject({ events: [{ object: { kind: 'ConfigMap' } }, { object: { kind: 'Secret' } }] });
    await stream.return();
  });

  it('lets go of its subscription when its reader is slow, and loses nothing', async () => {
    const stream = rig.client.configMaps.watch({ namespace, maxWaiting: 5, batchMs: 0 });
    await next(stream);
    const expected = Array.from({ length: 60 }, (_, index) => `m${index}`);
    for (const each of expected.slice(0, 30)) await direct.configMaps.create(settings(each));
    await until('it has let go', () => rig.client.connection.state === 'idle');
    for (const each of expected.slice(30)) await direct.configMaps.create(settings(each));
    expect(await read(stream, 60)).toEqual(expected);
    expect(rig.log.begun.length).toBeGreaterThan(1);
    expect(rig.log.begun.filter((since) => since === undefined)).toHaveLength(1);
  });

  it('begins anew with all there is when history was compacted behind a slow reader', async () => {
    const clock = new VirtualClock();
    const slow = await startSdk(api, { clock });
    const stream = slow.client.configMaps.watch({ namespace, maxWaiting: 0, batchMs: 0 });
    await next(stream);
    await direct.configMaps.create(settings('a'));
    await until('it has let go', () => slow.client.connection.state === 'idle');
    const { revision } = await direct.configMaps.create(settings('b'));
    await direct.configMaps.delete({ name: 'a', namespace });
    const { revision: last } = await direct.configMaps.create(settings('c'));
    await api.controlPlane.store.compact(Number(last));
    const other = await startApi({ databaseUrl: api.databaseUrl });
    slow.proxy.retarget(other.server.port);
    expect(await next(stream)).toMatchObject({ type: 'DELTA', events: [{ object: { metadata: { name: 'a' } } }] });
    const rest = next(stream);
    await until('the API asks for a new list', () => {
      clock.advance(250);
      return slow.log.begun.length === 3;
    });
    expect(slow.log.begun[2]).toBeUndefined();
    const item = await rest;
    expect(item.type === 'SNAPSHOT' && item.objects.map(name)).toEqual(['b', 'c']);
    expect(Number(item.resourceVersion)).toBeGreaterThan(Number(revision));
    await slow.stop();
    await other.stop();
  });

  it('answers several readers in the order in which they ask', async () => {
    const stream = rig.client.configMaps.watch({ namespace, batchMs: 0 });
    const items = [stream.next(), stream.next(), stream.next()];
    await items[0];
    for (const each of ['a', 'b']) {
      const { revision } = await direct.configMaps.create(settings(each));
      const item = await (each === 'a' ? items[1] : items[2]);
      expect(item?.value?.resourceVersion).toBe(revision);
    }
    await stream.return();
  });

  it('ends at once for a reader who leaves while nothing comes', async () => {
    const stream = rig.client.configMaps.watch({ namespace });
    await next(stream);
    const waiting = stream.next();
    await stream.return();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    await until('the connection is gone', () => rig.proxy.connections === 0);
  });

  it('subscribes to nothing before it is read', async () => {
    rig.client.configMaps.watch({ namespace });
    expect(rig.client.connection.state).toBe('idle');
  });
});
