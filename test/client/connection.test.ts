// The client's clock is moved by hand here: what takes minutes in the field takes no time, and nothing happens by itself.
import { type Client, type ConfigMap, connect, type Informer, type InformerOptions } from '@portolan/client';
import { VirtualClock } from '@portolan/client/virtual-clock.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { issueAdminToken } from '../../apps/api/src/access/credentials.ts';
import { startApi, type TestApi } from '../support/api-server.ts';
import { aConfigMap } from '../support/manifests.ts';
import { type SdkRig, startSdk } from '../support/sdk-rig.ts';
import { until } from '../support/until.ts';

let api: TestApi;
/** Not through the proxy. */
let direct: Client;
let clock: VirtualClock;
let rig: SdkRig;
let written = 0;

beforeAll(async () => {
  api = await startApi();
  direct = await connect({ server: api.url, token: api.token });
});
afterAll(async () => {
  direct.close();
  await api.stop();
});
beforeEach(async () => {
  clock = new VirtualClock();
  rig = await startSdk(api, { clock });
});
afterEach(() => rig.stop());

function watch(options: Omit<InformerOptions<ConfigMap>, 'kinds'> = {}): Informer<ConfigMap> {
  return rig.client.configMaps.informer({ namespace: 'default', ...options });
}

/** Changes something; resolves with its revision. */
async function write(): Promise<string> {
  const { revision } = await direct.configMaps.create(aConfigMap({ metadata: { name: `m${written++}` } }));
  return revision;
}

async function synced(): Promise<Informer<ConfigMap>> {
  const informer = watch();
  await informer.synced;
  return informer;
}

const isWaiting = () => rig.client.connection.state === 'waiting';

/** Lets the wait before the next attempt pass; it says how long that was. */
function passWait(): number {
  const { connection } = rig.client;
  if (connection.state !== 'waiting') throw new Error(`the connection is ${connection.state}`);
  clock.advance(connection.retryInMs);
  return connection.retryInMs;
}

describe('a watch', () => {
  it('goes on where it was when its connection was cut', async () => {
    const informer = await synced();
    const { resourceVersion } = informer;
    rig.proxy.cut();
    await until('the cut is noticed', isWaiting);
    expect(informer.isLive).toBe(false);
    expect(informer.trouble?.message).toMatch(
      /^no connection to ws:\/\/127\.0\.0\.1:\d+\/graphql: the connection was closed: 1006$/,
    );
    const revision = await write();
    passWait();
    await informer.waitFor(revision);
    expect(informer.isLive).toBe(true);
    expect(informer.trouble).toBeUndefined();
    expect(rig.log.begun).toEqual([undefined, resourceVersion]);
  });

  it('notices within 25 s that a connection has gone silent', async () => {
    const informer = await synced();
    rig.proxy.silence();
    clock.advance(24_000);
    expect(rig.client.connection.state).toBe('open');
    clock.advance(1_000);
    expect(rig.client.connection).toMatchObject({
      state: 'waiting',
      error: { message: expect.stringContaining('nothing came for 25 s') },
    });
    expect(informer.isLive).toBe(false);
    const revision = await write();
    rig.proxy.heal();
    passWait();
    await informer.waitFor(revision);
    expect(rig.log.mostAtOnce).toBe(1);
  });

  it('begins again when it says nothing for 25 s, though its connection still answers', async () => {
    const informer = await synced();
    for (let second = 0; second < 20; second += 5) {
      const { received } = rig.log;
      clock.advance(5_000);
      if (second % 10 === 5) await until('the ping is answered', () => rig.log.received > received);
    }
    expect(informer.isLive).toBe(true);
    clock.advance(5_000);
    expect(informer.trouble?.message).toBe('nothing came for 25 s');
    clock.advance(1_000);
    await until('it is live again', () => informer.isLive);
    expect(rig.log.begun).toHaveLength(2);
    expect(rig.statuses.filter(({ state }) => state === 'waiting')).toEqual([]);
  });

  it('gives up an attempt to connect that nobody answers', async () => {
    rig.proxy.silence();
    const informer = watch();
    await until('the connection is accepted', () => rig.proxy.accepted === 1);
    clock.advance(10_000);
    expect(rig.client.connection).toMatchObject({
      state: 'waiting',
      error: { message: expect.stringContaining('no answer') },
    });
    rig.proxy.heal();
    passWait();
    await informer.synced;
  });

  it('waits longer from attempt to attempt while nobody lets it connect, at most 15 s', async () => {
    rig.proxy.refuse();
    const informer = watch();
    const waits: number[] = [];
    for (let attempt = 0; attempt < 8; attempt++) {
      await until('the attempt has failed', isWaiting);
      waits.push(passWait());
    }
    // The virtual clock's jitter is always in the middle: three quarters of the full wait.
    expect(waits).toEqual([375, 750, 1_500, 3_000, 6_000, 11_250, 11_250, 11_250]);
    await until('the attempt has failed', isWaiting);
    rig.proxy.heal();
    passWait();
    await informer.synced;
  });

  it('does not hurry an API that lets it connect and hangs up, nor by ending and beginning watches', async () => {
    for (let round = 0; round < 3; round++) {
      const informer = watch();
      if (isWaiting()) passWait();
      await informer.synced;
      rig.proxy.cut();
      await until('the cut is noticed', isWaiting);
      informer.stop();
      expect(rig.client.connection.state).toBe('idle');
    }
    watch();
    expect(rig.client.connection).toMatchObject({ state: 'waiting', retryInMs: 1_500 });
  });

  it('tries soon again after a connection that was good for long', async () => {
    const informer = await synced();
    for (let round = 0; round < 3; round++) {
      await until('the connection is open', () => rig.client.connection.state === 'open');
      clock.advance(12_000);
      rig.proxy.cut();
      await until('the cut is noticed', isWaiting);
      expect(passWait()).toBe(375);
    }
    await informer.waitFor(await write());
  });

  it('lists again, and tells only what differs, when history was compacted while it was away', async () => {
    const [kept, changed, removed] = ['kept', 'changed', 'removed'];
    for (const name of [kept, changed, removed]) await direct.configMaps.create(aConfigMap({ metadata: { name } }));
    const informer = await synced();
    const told: string[] = [];
    informer.on({
      add: ({ metadata }) => void told.push(`add ${metadata.name}`),
      update: ({ metadata }) => void told.push(`update ${metadata.name}`),
      delete: ({ metadata }) => void told.push(`delete ${metadata.name}`),
    });
    await until('the handlers know all', () => told.length === informer.list().length);
    told.length = 0;
    rig.proxy.cut();
    await until('the cut is noticed', isWaiting);
    await direct.configMaps.patch({ name: changed }, { data: { a: '1' } });
    await direct.configMaps.delete({ name: removed });
    const { revision } = await direct.configMaps.create(aConfigMap({ metadata: { name: 'added' } }));
    // A server that was not there meanwhile has no window of its own, and history is gone.
    await api.controlPlane.store.compact(Number(revision));
    const other = await startApi({ databaseUrl: api.databaseUrl });
    rig.proxy.retarget(other.server.port);
    passWait();
    await until('the API asks for a new list', () => informer.trouble?.message.includes('no longer has'));
    clock.advance(250);
    await informer.waitFor(revision);
    await until('the handlers know all', () => told.length === 3);
    expect(told.sort()).toEqual(['add added', 'delete removed', 'update changed']);
    expect(rig.log.begun.filter((since) => since === undefined)).toHaveLength(2);
    expect(rig.log.mostAtOnce).toBe(1);
    await other.stop();
  });

  it('forgets what it has of a list that was cut short', async () => {
    const { operations } = direct.configMaps;
    // More than is on its way at a time: the first part arrives while the last is not yet sent.
    const data = { filler: 'x'.repeat(60_000) };
    for (let first = 1000; first < 1200; first += 40) {
      const some = Array.from({ length: 40 }, (_, index) =>
        aConfigMap({ metadata: { name: `big-${first + index}` }, data }),
      );
      await direct.commit(some.map((each) => operations.create(each)));
    }
    let frames = 0;
    rig.log.onMessage = ({ type }) => {
      if (type === 'next' && ++frames === 1) rig.proxy.cut();
    };
    const informer = watch({ fieldSelector: 'data.filler!=' });
    await until('the list is cut short', isWaiting);
    await direct.configMaps.delete({ name: 'big-1000' });
    passWait();
    await informer.synced;
    expect(frames).toBeGreaterThan(2);
    expect(informer.list()).toHaveLength(199);
    await direct.configMaps.deleteCollection({ namespace: 'default' });
  });

  it('waits for a refusal that passes', async () => {
    const narrow = await startApi({ databaseUrl: api.databaseUrl, limits: { operationsPerSocket: 1 } });
    rig.proxy.retarget(narrow.server.port);
    const first = await synced();
    const second = watch();
    await until('the second is refused', () => second.trouble);
    expect(second.trouble).toMatchObject({ code: 'TOO_MANY_REQUESTS', retryAfterSeconds: 1 });
    first.stop();
    clock.advance(999);
    expect(rig.log.begun).toHaveLength(2);
    clock.advance(251);
    await second.synced;
    await narrow.stop();
  });

  it('goes on with an API that was stopped and started again', async () => {
    const other = await startApi({ databaseUrl: api.databaseUrl });
    rig.proxy.retarget(other.server.port);
    const informer = await synced();
    await other.stop();
    await until('the end is noticed', () => !informer.isLive);
    rig.proxy.retarget(api.server.port);
    const revision = await write();
    await until('it tries again', () => {
      clock.advance(1_000);
      return informer.isLive;
    });
    await informer.waitFor(revision);
    expect(rig.log.begun.filter((since) => since === undefined)).toHaveLength(1);
  });

  it('says again and again why it is not live', async () => {
    const heard: string[] = [];
    const informer = watch({ onLive: (isLive, why) => heard.push(isLive ? 'live' : (why?.message ?? 'no reason')) });
    await informer.synced;
    rig.proxy.refuse();
    rig.proxy.cut();
    for (let attempt = 0; attempt < 2; attempt++) {
      await until('the attempt has failed', isWaiting);
      passWait();
    }
    await until('the attempt has failed', isWaiting);
    expect(heard).toEqual(['live', ...Array(3).fill(expect.stringContaining('no connection to'))]);
  });
});

describe('a refused watch', () => {
  it('is told to everybody who waits, and tries no more', async () => {
    const wrong = await connect({ server: rig.client.server, token: 'wrong', clock });
    const refused = { name: 'ApiError', code: 'UNAUTHORIZED' };
    const informer = wrong.configMaps.informer();
    await expect(informer.synced).rejects.toMatchObject(refused);
    await expect(informer.ended).rejects.toMatchObject(refused);
    await expect(informer.waitFor('1')).rejects.toMatchObject(refused);
    expect(informer.trouble).toMatchObject(refused);
    const read = wrong.configMaps.watch().next();
    const ran = wrong.configMaps.controller('x', { owns: ['Secret'], reconcile: () => undefined }).run();
    clock.advance(1_000);
    await expect(read).rejects.toMatchObject(refused);
    await expect(ran).rejects.toMatchObject(refused);
    expect(wrong.connection.state).toBe('idle');
    expect(clock.timers).toBe(0);
  });

  it('is one whose arguments make no sense', async () => {
    const informer = watch({ labelSelector: 'a in' });
    await expect(informer.synced).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    await expect(rig.client.of('Nothing').watch().next()).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    expect(rig.client.connection.state).toBe('idle');
  });

  it('ends one that was live when its token is withdrawn', async () => {
    const tokens = { namespace: 'kube-system', fieldSelector: 'type=portolan.dev/bearer-token' };
    const before = new Set((await direct.secrets.list(tokens)).items.map(({ metadata }) => metadata.name));
    const client = await connect({ server: api.url, token: await issueAdminToken(api.controlPlane.registry) });
    const informer = client.configMaps.informer();
    await informer.synced;
    const made = (await direct.secrets.list(tokens)).items.find(({ metadata }) => !before.has(metadata.name));
    await direct.secrets.delete({ name: made?.metadata.name ?? '', namespace: 'kube-system' });
    await expect(informer.ended).rejects.toMatchObject({ code: 'UNAUTHORIZED' });
  });
});

describe('the end', () => {
  it.each(['stop', 'signal', 'close'])('leaves no timer and no connection: %s', async (how) => {
    const stopping = new AbortController();
    const informer = watch({ signal: stopping.signal });
    await informer.synced;
    const reading = rig.client.configMaps.watch({ signal: stopping.signal });
    await reading.next();
    const controller = rig.client.configMaps.controller('x', { owns: ['Secret'], reconcile: () => undefined });
    const ran = controller.run({ signal: stopping.signal });
    const next = reading.next();
    if (how === 'signal') stopping.abort();
    else if (how === 'close') rig.client.close();
    else {
      informer.stop();
      controller.stop();
      await reading.return();
    }
    await ran;
    await informer.ended;
    expect(await next).toEqual({ done: true, value: undefined });
    await until('the connection is gone', () => rig.proxy.connections === 0);
    expect(clock.timers).toBe(0);
    await expect(informer.waitFor('999999')).rejects.toThrow('the informer was stopped');
  });

  it('comes at once while it waits to connect again', async () => {
    const informer = await synced();
    rig.proxy.refuse();
    rig.proxy.cut();
    await until('the cut is noticed', isWaiting);
    informer.stop();
    expect(clock.timers).toBe(0);
  });

  it('comes at once while it is connecting', async () => {
    const informer = watch();
    expect(rig.client.connection.state).toBe('connecting');
    informer.stop();
    expect(clock.timers).toBe(0);
    await until('the connection is gone', () => rig.proxy.connections === 0);
  });

  it('lets nothing begin afterwards', () => {
    rig.client.close();
    expect(() => watch()).toThrow('the client is closed');
  });

  it('is nothing to wait for when the signal has gone off before', async () => {
    const signal = AbortSignal.abort();
    await expect(watch({ signal }).synced).rejects.toThrow('the informer was stopped');
    expect(await rig.client.configMaps.watch({ signal }).next()).toEqual({ done: true, value: undefined });
    await rig.client.configMaps.controller('x', { reconcile: () => undefined }).run({ signal });
    expect(clock.timers).toBe(0);
  });
});
