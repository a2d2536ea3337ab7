import { once } from 'node:events';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api-server.ts';
import { RawSocket } from '../support/raw-socket.ts';

const watch = 'subscription { watch(kinds: ["ConfigMap"]) { type more events { object { manifest } } } }';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
  const objects = Array.from({ length: 50 }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `long-${index}`, namespace: 'default' },
    data: { text: 'as before '.repeat(100) },
  }));
  await api.data('mutation ($objects: [JSON!]!) { create(objects: $objects) { revision } }', { objects });
});
afterAll(() => api.stop());

/** The whole snapshot, and how many bytes came for it. */
async function takeSnapshot(perMessageDeflate: boolean) {
  const raw = new RawSocket(api.webSocketUrl, undefined, { perMessageDeflate });
  const [response] = await once(raw.socket, 'upgrade');
  await raw.opened();
  raw.send({ type: 'connection_init', payload: { authorization: `Bearer ${api.token}` } });
  await raw.next('connection_ack');
  const before: number = response.socket.bytesRead;
  const objects: unknown[] = [];
  raw.subscribe('1', watch);
  for (let more = true; more; ) {
    const { payload } = await raw.next('next');
    objects.push(...payload.data.watch.events);
    more = payload.data.watch.more;
  }
  const bytes: number = response.socket.bytesRead - before;
  raw.close();
  await raw.closed;
  return { objects, bytes };
}

it('sends long messages compressed to clients that offer it, and as they are to others', async () => {
  const plain = await takeSnapshot(false);
  const packed = await takeSnapshot(true);
  expect(plain.objects.length).toBeGreaterThanOrEqual(50);
  expect(packed.objects).toEqual(plain.objects);
  expect(plain.bytes).toBeGreaterThan(50_000);
  expect(packed.bytes).toBeLessThan(plain.bytes / 5);
});

it('serves both from one shared frame at the same time', async () => {
  const snapshots = await Promise.all([true, false, true].map(takeSnapshot));
  for (const { objects } of snapshots) expect(objects).toEqual(snapshots[0]?.objects);
});
