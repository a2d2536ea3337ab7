// Delays of the controllers are passed by moving the clock of the client.
import {
  ApiError,
  type Client,
  type ConfigMap,
  type Controller,
  type ControllerOptions,
  connect,
  keyOf,
  type ReconcileInput,
  TerminalError,
} from '@portolan/client';
import { VirtualClock } from '@portolan/client/virtual-clock.ts';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api-server.ts';
import { aConfigMap, aSecret } from '../support/manifests.ts';
import { until } from '../support/until.ts';

let api: TestApi;
let client: Client;
let clock: VirtualClock;
let namespace: string;
let count = 0;
let running: Array<{ controller: Controller<ConfigMap>; ended: Promise<void> }> = [];
const failures: string[] = [];

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());
beforeEach(async () => {
  clock = new VirtualClock();
  const onError = (error: unknown, where: string) => failures.push(`${where}: ${error}`);
  client = await connect({ server: api.url, token: api.token, clock, onError });
  namespace = `n${count++}`;
  failures.length = 0;
  await client.namespaces.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } });
});
afterEach(async () => {
  for (const { controller } of running) controller.stop();
  await Promise.all(running.map(({ ended }) => ended));
  running = [];
  client.close();
  expect(clock.timers).toBe(0);
});

type Options = Omit<ControllerOptions<ConfigMap>, 'for'>;

function run(options: Options): Controller<ConfigMap> {
  const controller = client.configMaps.controller('test', { namespace, ...options });
  running.push({ controller, ended: controller.run() });
  return controller;
}

const create = (name: string, data: Record<string, string> = {}) =>
  client.configMaps.create(aConfigMap({ metadata: { name, namespace }, data }));
const change = (name: string, data: Record<string, string>) => client.configMaps.patch({ name, namespace }, { data });

/** A reconcile that waits to be let go, and what it was given. */
function held() {
  const inputs: ReconcileInput<ConfigMap>[] = [];
  const waiting: Array<() => void> = [];
  const reconcile = (input: ReconcileInput<ConfigMap>) => {
    inputs.push(input);
    return new Promise<undefined>((resolve) => waiting.push(() => resolve(undefined)));
  };
  return { inputs, reconcile, letGo: () => waiting.shift()?.(), isWaiting: () => waiting.length > 0 };
}

describe('a controller', () => {
  it('reconciles what is there, what comes, what changes and what goes', async () => {
    await create('a', { v: '1' });
    const seen: string[] = [];
    run({
      reconcile: ({ key, object }) => {
        seen.push(`${key.split('/')[1]} ${object ? object.data?.v : 'gone'}`);
        return undefined;
      },
    });
    await until('what is there is seen', () => seen.length === 1);
    await create('b', { v: '1' });
    await until('the new one is seen', () => seen.length === 2);
    await change('a', { v: '2' });
    await until('the change is seen', () => seen.length === 3);
    await client.configMaps.delete({ name: 'b', namespace });
    await until('the end is seen', () => seen.length === 4);
    expect(seen).toEqual(['a 1', 'b 1', 'a 2', 'b gone']);
  });

  it('looks once at what has changed often, and never twice at once at one object', async () => {
    const { inputs, reconcile, letGo, isWaiting } = held();
    run({ reconcile, concurrency: 4 });
    await create('a', { v: '0' });
    await until('it is at work', isWaiting);
    const informer = client.configMaps.informer({ namespace });
    for (let v = 1; v <= 5; v++) await informer.waitFor((await change('a', { v: String(v) })).revision);
    await create('b');
    await until('the other is worked on', () => inputs.length === 2);
    expect(inputs.map(({ key }) => key)).toEqual([`${namespace}/a`, `${namespace}/b`]);
    letGo();
    await until('it looks again', () => inputs.length === 3);
    expect(inputs[2]?.object?.data).toEqual({ v: '5' });
    letGo();
    letGo();
    informer.stop();
  });

  it('works on as many objects at a time as it may', async () => {
    for (const name of ['a', 'b', 'c']) await create(name);
    const { inputs, reconcile, letGo } = held();
    const controller = run({ reconcile, concurrency: 2 });
    await until('both workers are busy', () => inputs.length === 2);
    expect(controller.depth).toBe(1);
    letGo();
    await until('the third is worked on', () => inputs.length === 3);
    letGo();
    letGo();
  });

  it('comes back to a failure after 5 ms, 10 ms, 20 ms, and reports each', async () => {
    const retries: number[] = [];
    run({
      reconcile: (input) => {
        retries.push(input.retries);
        if (retries.length < 4) throw new Error('not yet');
        return undefined;
      },
    });
    await create('a');
    for (const [attempt, waitMs] of [5, 10, 20].entries()) {
      await until('the attempt has failed', () => failures.length === attempt + 1);
      clock.advance(waitMs - 1);
      expect(retries).toHaveLength(attempt + 1);
      clock.advance(1);
    }
    await until('it works', () => retries.length === 4);
    expect(retries).toEqual([0, 1, 2, 3]);
    expect(failures[0]).toBe(`controller test, for ${namespace}/a: Error: not yet`);
    await change('a', { v: '1' });
    await until('it looks again', () => retries.length === 5);
    expect(retries.at(-1)).toBe(0);
  });

  it('waits as long as the API asks it to', async () => {
    let attempts = 0;
    const errors: unknown[] = [];
    run({
      reconcile: () => {
        attempts++;
        throw new ApiError('slow down', { code: 'TOO_MANY_REQUESTS', retryAfterSeconds: 2 });
      },
      onError: (error) => errors.push(error),
    });
    await create('a');
    await until('the attempt has failed', () => errors.length === 1);
    clock.advance(1_999);
    expect(attempts).toBe(1);
    clock.advance(1);
    await until('the next attempt has failed', () => errors.length === 2);
    expect(failures).toEqual([]);
  });

  it('leaves alone what failed for good, until it changes', async () => {
    let attempts = 0;
    run({
      reconcile: ({ object }) => {
        attempts++;
        if (object?.data?.v !== 'good') throw new TerminalError('no use');
        return undefined;
      },
    });
    await create('a', { v: 'bad' });
    await until('it has failed', () => failures.length === 1);
    clock.advance(24_000);
    expect(attempts).toBe(1);
    await change('a', { v: 'good' });
    await until('it looks again', () => attempts === 2);
    expect(failures).toHaveLength(1);
  });

  it('looks again when it was asked to, though nothing happened', async () => {
    let looks = 0;
    run({
      reconcile: () => {
        looks++;
        return looks === 1 ? { requeueAfterMs: 10_000 } : undefined;
      },
    });
    await create('a');
    await until('it has looked', () => looks === 1);
    // Until the worker has put the key back.
    await until('it is put back', () => clock.timers > 1);
    clock.advance(10_000);
    await until('it looks again', () => looks === 2);
  });

  it('sees what its object controls, and looks again when that changes', async () => {
    const seen: string[][] = [];
    run({
      owns: ['Secret'],
      reconcile: ({ object, owned }) => {
        if (object?.metadata.name === 'owner') seen.push(owned.map(keyOf));
        return undefined;
      },
    });
    const { object } = await create('owner');
    await create('stranger');
    await until('the owner is seen', () => seen.length === 1);
    const { apiVersion, kind, metadata } = object;
    const owner = { apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '' };
    const secret = (name: string, controller: boolean) =>
      aSecret({ metadata: { name, namespace, ownerReferences: [{ ...owner, controller }] } });
    await client.secrets.create(secret('not-controlled', false));
    await client.secrets.create(secret('mine', true));
    await until('the owner is seen again', () => seen.length === 2);
    await client.secrets.delete({ name: 'mine', namespace });
    await until('the owner is seen again', () => seen.length === 3);
    expect(seen).toEqual([[], [`${namespace}/mine`], []]);
  });

  it('can wait until it sees its own write', async () => {
    const versions: string[] = [];
    const controller = run({
      owns: ['Secret'],
      reconcile: async ({ object, owned, seen }) => {
        if (!object) return undefined;
        if (owned.length > 0) {
          versions.push(owned.map(keyOf).join());
          return undefined;
        }
        const { apiVersion, kind, metadata } = object;
        const owner = { apiVersion, kind, name: metadata.name, uid: metadata.uid ?? '', controller: true };
        const metadataOfSecret = { generateName: 'made-', namespace, ownerReferences: [owner] };
        await seen(await client.secrets.create({ apiVersion: 'v1', kind: 'Secret', metadata: metadataOfSecret }));
        await seen(await change(metadata.name, { done: 'yes' }));
        return { requeueAfterMs: 0 };
      },
    });
    await create('a');
    await until('the secret is seen', () => {
      clock.advance(0);
      return versions.length > 0 && controller.depth === 0;
    });
    // Had it looked again before it saw the secret it would have made another one.
    expect((await client.secrets.list({ namespace })).total).toBe(1);
  });

  it('ends when it is stopped, after what it is doing, which is told', async () => {
    let isDone = false;
    const { isWaiting, letGo, reconcile, inputs } = held();
    const controller = client.configMaps.controller('test', {
      namespace,
      reconcile: async (input) => {
        await reconcile(input);
        isDone = true;
        throw input.signal.reason;
      },
    });
    const stopping = new AbortController();
    const ended = controller.run({ signal: stopping.signal });
    await create('a');
    await until('it is at work', isWaiting);
    stopping.abort();
    expect(inputs[0]?.signal.aborted).toBe(true);
    letGo();
    await ended;
    expect(isDone).toBe(true);
    expect(failures).toEqual([]);
    await expect(controller.run()).rejects.toThrow('has been started before');
  });
});
