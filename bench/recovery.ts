// B8: every process of the control plane and its database are killed while pods are being made, and started again. How long
// until a write succeeds, and until all pods run; whether anything that was acknowledged or seen is lost or doubled. Against
// the database alone, killed while it is written to.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@portolan/client';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@portolan/core/store/embedded-postgres.ts';
import pg from 'pg';
import { AcknowledgedWrites } from './acknowledged-writes.ts';
import { build, type StartedApi, startApi, withHome } from './api-process.ts';
import type { Benchmark } from './benchmark.ts';
import { connectTo, deployment, untilReady } from './cluster.ts';
import { round } from './figures.ts';
import { startFleet } from './fleet.ts';
import { PodObserver } from './pod-observer.ts';
import { nowMs } from './watch-account.ts';

const sizes = { quick: { nodes: 50, perDeployment: 50 }, full: { nodes: 1_000, perDeployment: 1_000 } };
const deployments = 10;
const retryMs = 5;
const bareWriteMs = 2_000;

export const recovery: Benchmark = {
  name: 'B8-recovery',
  summary: 'kill -9 of control plane and database while pods are made, until they all run, against the database alone',
  async run({ quick }) {
    build();
    const { nodes, perDeployment } = sizes[quick ? 'quick' : 'full'];
    const figures = await withHome((home) => measure(home, nodes, perDeployment));
    const bareMs = await withHome(measureBare);
    return {
      nodes,
      pods: deployments * perDeployment,
      ...figures,
      bareMs,
      timesBare: round(figures.writeAfterMs / bareMs),
    };
  },
};

async function measure(home: string, nodes: number, perDeployment: number) {
  const count = deployments * perDeployment;
  let api = await startApi(home, ['--port', '0']);
  const fleet = await startFleet(api, nodes, home);
  const client = await connectTo(api);
  await untilReady(client, nodes);
  const observer = await PodObserver.start(client, count);
  const writes = new AcknowledgedWrites(client);
  try {
    const writing = writes.run();
    const manifests = Array.from({ length: deployments }, (_, at) => deployment(`web-${at}`, perDeployment));
    await client.commit(manifests.map((manifest) => client.deployments.operations.create(manifest)));
    await observer.until(() => observer.serving >= count / 2);
    const seen = [...observer.pods.keys()];
    const killedAtMs = nowMs();
    await killAll(api, home);
    const restarting = startApi(home, ['--port', new URL(api.url).port]);
    const writeAfterMs = (await writes.acknowledgedAfter(killedAtMs)) - killedAtMs;
    api = await restarting;
    await observer.until(() => observer.serving === count);
    const allRunningAfterMs = nowMs() - killedAtMs;
    writes.stop();
    await writing;
    return {
      podsWhenKilled: seen.length,
      writeAfterMs: Math.round(writeAfterMs),
      allRunningAfterMs: Math.round(allRunningAfterMs),
      acknowledged: writes.acknowledged.length,
      lost: { writes: await writes.countLost(), pods: await countLost(client, seen) },
      doubled: observer.pods.size - count,
      violations: observer.checker.violations,
    };
  } finally {
    writes.stop();
    await observer.stop();
    client.close();
    await fleet.stop();
    await api.stop();
  }
}

/** Of the pods that were seen, and which nobody has deleted. */
async function countLost(client: Client, uids: readonly string[]): Promise<number> {
  const present = new Set<string | undefined>();
  for await (const { items } of client.pods.pages()) for (const { metadata } of items) present.add(metadata.uid);
  return uids.filter((uid) => !present.has(uid)).length;
}

/** The database first, as by a machine that loses its power: nobody is left who could say goodbye to it. */
async function killAll(api: StartedApi, home: string): Promise<void> {
  killServer(serverPid(join(home, 'postgres')));
  await api.kill();
}

function serverPid(dir: string): number {
  const file = readdirSync(dir, { recursive: true, encoding: 'utf8' }).find((path) => path.endsWith('postmaster.pid'));
  if (file === undefined) throw new Error(`no server runs on ${dir}`);
  return Number(readFileSync(join(dir, file), 'utf8').split('\n', 1)[0]);
}

function killServer(pid: number): void {
  const workers = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
  for (const each of [pid, ...workers.filter(Boolean).map(Number)]) {
    try {
      process.kill(each, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** From the kill until an insert succeeds; the server is started again at once. */
async function measureBare(home: string): Promise<number> {
  const dir = join(home, 'postgres');
  const server = await startEmbeddedPostgres({ dir });
  try {
    await insertAll(server, performance.now() + bareWriteMs);
    const killedAtMs = nowMs();
    killServer(server.pid);
    while (!(await canInsert(server))) await new Promise((resolve) => setTimeout(resolve, retryMs));
    return Math.round(nowMs() - killedAtMs);
  } finally {
    await server.stop();
  }
}

async function insertAll({ url }: EmbeddedPostgres, endMs: number): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query('CREATE TABLE written (body TEXT)');
  const text = 'v'.repeat(2_000);
  while (performance.now() < endMs)
    await client.query('INSERT INTO written SELECT $1 FROM generate_series(1, 100)', [text]);
  await client.end();
}

async function canInsert({ url }: EmbeddedPostgres): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query("INSERT INTO written VALUES ('v')");
    return true;
  } catch {
    return false; // It is not back yet.
  } finally {
    await client.end();
  }
}
