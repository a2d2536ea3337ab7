// A fleet of hollow nodes against a real API.
import { type Client, connect, type Pod } from '@portolan/client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { systemAgentClock } from '../../apps/agent/src/clock.ts';
import { HollowFleet } from '../../apps/agent/src/hollow/hollow-fleet.ts';
import { seededRandom } from '../../apps/agent/src/hollow/seeded-random.ts';
import { startApi, type TestApi } from '../support/api-server.ts';
import { until } from '../support/until.ts';

const nodes = Number(process.env.FLEET_NODES ?? 20);
const pods = Number(process.env.FLEET_PODS ?? 400);
/** One change set has a limit. */
const parts = 4;

let api: TestApi;
let admin: Client;
let fleet: HollowFleet;
const reports: string[] = [];

beforeAll(async () => {
  api = await startApi();
  admin = await connect({ server: api.url, token: api.token, fieldManager: 'test' });
  fleet = await startFleet();
});

afterAll(async () => {
  await fleet?.stop();
  admin?.close();
  await api?.stop();
});

async function startFleet(): Promise<HollowFleet> {
  const started = new HollowFleet({
    client: admin,
    clock: systemAgentClock,
    name: 'hollow',
    nodes,
    settings: { labels: {}, taints: [], maxPods: 110, systemReserved: {} },
    random: seededRandom(1),
    startDelayMs: 0,
    failureRate: 0,
    report: (error, where) => reports.push(`${where}: ${(error as Error).stack}`),
  });
  await started.start();
  return started;
}

function podOn(index: number): Pod {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: `pod-${index}`, namespace: 'default', labels: { app: 'crowd', part: String(index % parts) } },
    spec: { nodeName: `hollow-${index % nodes}`, containers: [{ name: 'main', image: 'web:1' }] },
  };
}

it('registers its nodes, each ready and with a lease', async () => {
  const { items, total } = await admin.nodes.list({ labelSelector: 'portolan.dev/hollow-fleet=hollow', first: 1 });
  expect(total).toBe(nodes);
  expect(items[0]?.status?.conditions?.find(({ type }) => type === 'Ready')).toMatchObject({ status: 'True' });
  const leases = await admin.leases.list({ namespace: 'kube-node-lease', first: 1 });
  expect(leases.total).toBe(nodes);
});

it('lets all pods of its nodes run, each at an address of its own', async () => {
  const began = performance.now();
  for (let at = 0; at < pods; at += 500) {
    const batch = Array.from({ length: Math.min(500, pods - at) }, (_, index) => podOn(at + index));
    await admin.commit(batch.map((pod) => admin.pods.operations.create(pod)));
  }
  const created = performance.now();
  await until('all pods to run', async () => {
    const { total } = await admin.pods.list({ fieldSelector: 'status.phase=Running', first: 1 });
    return total === pods;
  });
  const ran = performance.now();
  console.info(
    `${pods} pods: created in ${Math.round(created - began)} ms, running ${Math.round(ran - created)} ms later`,
  );
  const addresses = new Set<string | undefined>();
  for await (const { items } of admin.pods.pages()) {
    for (const { status } of items) {
      addresses.add(status?.podIP);
      expect(status?.conditions?.find(({ type }) => type === 'Ready')?.status).toBe('True');
    }
  }
  expect(addresses.size).toBe(pods);
});

it('takes its nodes up again after it was away, and changes nothing', async () => {
  const before = await admin.revision();
  await fleet.stop();
  fleet = await startFleet();
  expect(await admin.revision()).toBe(before);
});

it('completes deletions', async () => {
  const began = performance.now();
  for (let part = 0; part < parts; part += 1) {
    await admin.pods.deleteCollection({ namespace: 'default', labelSelector: `app=crowd,part=${part}` });
  }
  await until('all pods to be gone', async () => (await admin.pods.list({ first: 1 })).total === 0);
  console.info(`${pods} pods: gone in ${Math.round(performance.now() - began)} ms`);
  expect(reports).toEqual([]);
});
