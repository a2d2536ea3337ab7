import { type Client, connect } from '@portolan/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type TestApi } from '../test/support/api-server.ts';
import { until } from '../test/support/until.ts';
import { AcknowledgedWrites } from './acknowledged-writes.ts';

let api: TestApi;
let client: Client;

beforeAll(async () => {
  api = await startApi();
  client = await connect({ server: api.url, token: api.token });
});
afterAll(async () => {
  client.close();
  await api.stop();
});

it('counts what was acknowledged and is not there', async () => {
  const writes = new AcknowledgedWrites(client);
  const writing = writes.run();
  await until('some writes are acknowledged', () => writes.acknowledged.length >= 5);
  writes.stop();
  await writing;
  expect(await writes.countLost()).toBe(0);
  for (const name of writes.acknowledged.slice(0, 2)) await client.configMaps.delete({ namespace: 'default', name });
  expect(await writes.countLost()).toBe(2);
});
