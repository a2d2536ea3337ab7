// A thousand hollow nodes that ten thousand pods fill to the last one: nothing may be lost, doubled or promised away twice, at
// any revision on the way.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Client, connect, isCode } from '@portolan/client';
import { systemClock } from '@portolan/core/resource/clock.ts';
import { openPostgresStore } from '@portolan/core/store/postgres-store.ts';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { type ApiProcess, startApiProcess } from '../support/api-process.ts';
import { createDatabase, type TestDatabase } from '../support/database.ts';
import { PlacementAudit } from '../support/placement-audit.ts';
import { until } from '../support/until.ts';

const nodes = Number(process.env.FLEET_NODES ?? 300);
const podsPerNode = 10;
const pods = nodes * podsPerNode;
const deployments = 10;
/** A hollow node has 32 CPUs: ten of these pods and no eleventh. */
const cpu = '3';
const limitMs = 400_000;
vi.setConfig({ testTimeout: limitMs, hookTimeout: limitMs });

const program = fileURLToPath(new URL('../../apps/agent/dist/main.js', import.meta.url));

let database: TestDatabase;
let api: ApiProcess;
let client: Client;
let fleet: ChildProcess;
let fleetLog = '';
const data = mkdtempSync(join(tmpdir(), 'portolan-fleet-'));

beforeAll(async () => {
  database = await createDatabase();
  api = await startApiProcess(database.url);
  client = await connect({ server: api.url, token: api.token, fieldManager: 'test' });
  fleet = spawn(
    process.execPath,
    ['--enable-source-maps', program, '--server', api.url, '--data', data, '--hollow-nodes', String(nodes)],
    {
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      env: { ...process.env, NODE_ENV: 'production', PORTOLAN_TOKEN: api.token },
    },
  );
  for (const stream of [fleet.stdout, fleet.stderr]) stream?.on('data', (chunk) => (fleetLog += String(chunk)));
  await until('the fleet', () => fleetLog.includes('"ready"') || fleet.exitCode !== null, limitMs);
  expect(fleet.exitCode, fleetLog).toBe(null);
});
afterAll(async () => {
  const ended = fleet && once(fleet, 'exit');
  fleet?.kill('SIGKILL');
  await ended;
  client?.close();
  await api?.stop('SIGKILL');
  await database?.drop();
  rmSync(data, { recursive: true, force: true });
});

function deployment(index: number) {
  const labels = { app: `crowd-${index}` };
  const containers = [{ name: 'main', image: 'web:1', resources: { requests: { cpu, memory: '64Mi' } } }];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: `crowd-${index}`, namespace: 'default' },
    spec: {
      replicas: pods / deployments,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers } },
    },
  };
}

it(`runs ${pods} pods on ${nodes} nodes, none twice and no node over-committed at any revision`, async () => {
  const beganMs = performance.now();
  await client.apply(Array.from({ length: deployments }, (_, index) => deployment(index)));
  await until('all pods to run', async () => (await countRunning()) === pods, limitMs);
  const seconds = (performance.now() - beganMs) / 1000;
  const audit = await auditHistory();
  console.info(`${pods} pods on ${nodes} nodes ran after ${seconds.toFixed(1)} s`);
  expect(audit.violations).toEqual([]);
  expect({ bound: audit.bound, ran: audit.ran }).toEqual({ bound: pods, ran: pods });
  expect((await client.pods.list({ first: 1 })).total).toBe(pods);
});

/** Undefined when the machine is so busy that there is no answer in time: it is asked again. */
async function countRunning(): Promise<number | undefined> {
  try {
    return (await client.pods.list({ fieldSelector: 'status.phase=Running', first: 1 })).total;
  } catch (error) {
    if (isCode(error, 'SERVICE_UNAVAILABLE')) return undefined;
    throw error;
  }
}

async function auditHistory(): Promise<PlacementAudit> {
  const store = await openPostgresStore({ databaseUrl: database.url, clock: systemClock, warn: () => undefined });
  const audit = new PlacementAudit();
  try {
    const latest = await store.revision();
    for (let since = 0; since < latest; ) {
      const sets = await store.history(since, 2_000);
      for (const set of sets) audit.take(set);
      since = sets.at(-1)?.revision ?? latest;
    }
  } finally {
    await store.close();
  }
  return audit;
}
