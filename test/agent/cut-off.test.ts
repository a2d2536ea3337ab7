// A node whose way to the API can be cut, and pods that come from its own files.
import { mkdtempSync, rmSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, connect } from '@portolan/client';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startAgent, type TestAgent } from '../support/agent.ts';
import { startApi, type TestApi } from '../support/api-server.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

let api: TestApi;
let proxy: TcpProxy;
let admin: Client;
let node: TestAgent;
let manifests: string;

beforeEach(async () => {
  api = await startApi();
  proxy = await TcpProxy.start({ port: Number(new URL(api.url).port) });
  admin = await connect({ server: api.url, token: api.token, fieldManager: 'test' });
  manifests = mkdtempSync(join(tmpdir(), 'portolan-manifests-'));
  node = await startAgent(api, { server: `http://127.0.0.1:${proxy.port}`, staticPodPath: manifests });
});

afterEach(async () => {
  await node?.stop();
  admin?.close();
  await proxy?.stop();
  await api?.stop();
  rmSync(manifests, { recursive: true, force: true });
});

const web = { name: 'web', namespace: 'default' };

async function runWeb(): Promise<void> {
  const spec = { nodeName: 'n1', containers: [{ name: 'main', image: 'web:1', command: ['run'] }] };
  await admin.pods.create({ apiVersion: 'v1', kind: 'Pod', metadata: web, spec });
  await until('the pod to run', async () => (await admin.pods.get(web)).status?.phase === 'Running');
}

it('restarts containers while it is cut off, and tells of it afterwards', async () => {
  await runWeb();
  const { port } = proxy;
  await proxy.stop();
  const [container] = await node.runtime.listContainers();
  node.runtime.crash(container?.id ?? '', 9);
  const uid = (await admin.pods.get(web)).metadata.uid ?? '';
  await until('the restart', () => node.agent.statuses.get(uid)?.containerStatuses?.[0]?.restartCount === 1);
  expect((await admin.pods.get(web)).status?.containerStatuses?.[0]?.restartCount).toBe(0);
  proxy = await TcpProxy.start({ port: Number(new URL(api.url).port), listenPort: port });
  await until(
    'the API to know',
    async () => (await admin.pods.get(web)).status?.containerStatuses?.[0]?.restartCount === 1,
  );
});

it('goes on with its pods when it starts while the API is away', async () => {
  await runWeb();
  const before = await node.runtime.listContainers();
  const { data, runtime, stop } = node;
  const server = `http://127.0.0.1:${proxy.port}`;
  await stop({ keepsData: true });
  await proxy.stop();
  node = await startAgent(api, { server, data, runtime });
  const uid = before[0] && (await admin.pods.get(web)).metadata.uid;
  await until('the pod to be known', () => node.agent.statuses.get(uid ?? '')?.phase === 'Running');
  expect(await runtime.listContainers()).toEqual(before);
});

it('shows static pods by mirrors, which cannot be deleted for good through the API', async () => {
  const spec = { containers: [{ name: 'main', image: 'web:1', command: ['run'] }] };
  const file = join(manifests, 'proxy.yaml');
  writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'proxy' }, spec }));
  const mirror = { name: 'proxy-n1', namespace: 'default' };
  const shown = await until('the mirror', async () => {
    const pod = await admin.pods.find(mirror);
    return pod?.status?.phase === 'Running' ? pod : undefined;
  });
  expect(shown.metadata.annotations).toMatchObject({
    'kubernetes.io/config.source': 'file',
    'kubernetes.io/config.mirror': expect.any(String),
  });
  const before = await node.runtime.listContainers();
  await admin.pods.delete(mirror, { gracePeriodSeconds: 0 });
  await until('another mirror', async () => {
    const pod = await admin.pods.find(mirror);
    return pod && pod.metadata.uid !== shown.metadata.uid && pod.status?.phase === 'Running';
  });
  expect(await node.runtime.listContainers()).toEqual(before);
  unlinkSync(file);
  await until('it to be gone', async () => (await admin.pods.find(mirror)) === undefined, 60_000);
  expect(node.reports).toEqual([]);
});
