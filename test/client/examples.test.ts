import { type Client, connect } from '@portolan/client';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api-server.ts';
import { aConfigMap, aPod } from '../support/manifests.ts';
import { Script } from '../support/script.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

let api: TestApi;
let client: Client;
let script: Script | undefined;

beforeAll(async () => {
  api = await startApi();
  client = await connect({ server: api.url, token: api.token });
});
afterAll(async () => {
  client.close();
  await api.stop();
});
afterEach(() => script?.kill());

function start(name: string, server = api.url): Script {
  script = new Script(`examples/${name}`, { PORTOLAN_SERVER: server, PORTOLAN_TOKEN: api.token });
  return script;
}

it('watch-pods.ts tells what becomes of pods', async () => {
  const running = start('watch-pods.ts');
  await until('it is in sync', () => running.output.includes('0 pods'));
  await client.pods.create(aPod({ metadata: { name: 'web' } }));
  await until('it tells of the pod', () => running.output.includes('+ default/web Pending on no node'));
  await client.pods.delete({ name: 'web' }, { gracePeriodSeconds: 0 });
  await until('it tells of its end', () => running.output.includes('- default/web'));
  running.interrupt();
  expect(await running.exited).toBe(0);
});

it('a script that closes its client ends, also where the network swallows its goodbye', async () => {
  const proxy = await TcpProxy.start({ port: api.server.port });
  const running = start('watch-pods.ts', `http://127.0.0.1:${proxy.port}`);
  await until('it is in sync', () => running.output.includes('0 pods'));
  proxy.silence();
  running.interrupt();
  expect(await running.exited).toBe(0);
  await proxy.stop();
});

it('label-configmaps.ts labels what is there and what comes, and keeps the labels true', async () => {
  const label = async (name: string) => (await client.configMaps.get({ name })).metadata.labels?.entries;
  await client.configMaps.create(aConfigMap({ metadata: { name: 'before' }, data: { a: '1' } }));
  const running = start('label-configmaps.ts');
  await until('what is there is labelled', async () => (await label('before')) === '1');
  await client.configMaps.create(aConfigMap({ metadata: { name: 'after' }, data: { a: '1', b: '2' } }));
  await until('what comes is labelled', async () => (await label('after')) === '2');
  await client.configMaps.patch({ name: 'after' }, { data: { a: null } });
  await until('the label is true again', async () => (await label('after')) === '1');
  running.interrupt();
  expect(await running.exited).toBe(0);
});

it('a script whose token is refused says so and ends', async () => {
  script = new Script('examples/watch-pods.ts', { PORTOLAN_SERVER: api.url, PORTOLAN_TOKEN: 'wrong' });
  expect(await script.exited).toBe(1);
  expect(script.output).toContain('not live: Unauthorized');
});
