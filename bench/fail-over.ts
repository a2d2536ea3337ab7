// B9: of two replicas that run controllers and scheduler, the one that works is killed; how long until a pod that is created
// at this moment is bound. The API that is asked is a third process. Against the database alone: how long until whoever
// waits for a killed process's session lock has it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from '@portolan/client';
import pg from 'pg';
import { build, type StartedApi, startApi, withHome } from './api-process.ts';
import { type Benchmark, type BenchServer, withPostgres } from './benchmark.ts';
import { connectTo, deployment, untilReady } from './cluster.ts';
import { latencyFigures, round } from './figures.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { PodObserver } from './pod-observer.ts';
import { nowMs } from './watch-account.ts';

const sizes = { quick: { nodes: 10, rounds: 1 }, full: { nodes: 100, rounds: 7 } };
/** Until a new replica has seen the leases that it waits for, which it looks at every two seconds. */
const settleMs = 5_000;
const lockKey = 4_711;

export const failOver: Benchmark = {
  name: 'B9-fail-over',
  summary: 'kill -9 of the active of two replicas until a pod created then is bound, against a session lock alone',
  run({ quick }) {
    build();
    const { nodes, rounds } = sizes[quick ? 'quick' : 'full'];
    return withPostgres((server) =>
      withHome(async (home) => {
        const databaseUrl = await server.createDatabase();
        const boundAfterMs = await measure(databaseUrl, { home, nodes, rounds });
        const lockAfterMs = await measureLock(server, rounds);
        const [own, lock] = [latencyFigures(boundAfterMs), latencyFigures(lockAfterMs)];
        return {
          nodes,
          rounds,
          boundAfterMs: boundAfterMs.map(Math.round),
          ...own,
          lock,
          timesLock: round(own.p50Ms / lock.p50Ms),
        };
      }),
    );
  },
};

interface Setting {
  readonly home: string;
  readonly nodes: number;
  readonly rounds: number;
}

async function measure(databaseUrl: string, { home, nodes, rounds }: Setting): Promise<number[]> {
  let replicas = 0;
  const startReplica = () => start(join(home, `replica-${replicas++}`), databaseUrl);
  let active = await startReplica();
  const api = await start(join(home, 'api'), databaseUrl, '--no-controllers', '--no-scheduler');
  const client = await connectTo(api);
  let fleet: Fleet | undefined;
  let standby: StartedApi | undefined;
  try {
    fleet = await startFleet(api, nodes, home);
    await untilReady(client, nodes);
    const observer = await PodObserver.start(client);
    const boundAfterMs = [];
    for (let turn = 0; turn < rounds; turn++) {
      standby = await startReplica();
      await new Promise((resolve) => setTimeout(resolve, settleMs));
      boundAfterMs.push(await killAndBind(active, { client, observer, name: `pod-${turn}` }));
      active = standby;
    }
    await observer.stop();
    return boundAfterMs;
  } finally {
    client.close();
    await fleet?.stop();
    await Promise.all([active, standby, api].map((each) => each?.stop()));
  }
}

function start(home: string, databaseUrl: string, ...args: string[]): Promise<StartedApi> {
  mkdirSync(home);
  return startApi(home, ['--port', '0', '--database-url', databaseUrl, ...args]);
}

async function killAndBind(
  active: StartedApi,
  { client, observer, name }: { client: Client; observer: PodObserver; name: string },
): Promise<number> {
  const spec = deployment(name, 1).spec?.template.spec;
  const startMs = nowMs();
  const killed = active.kill();
  await client.pods.create({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default' },
    ...(spec && { spec }),
  });
  const find = () => [...observer.pods.values()].find((each) => each.name === name)?.boundAtMs;
  await observer.until(() => find() !== undefined);
  await killed;
  return (find() ?? Number.NaN) - startMs;
}

async function measureLock(server: BenchServer, rounds: number): Promise<number[]> {
  const url = await server.createDatabase();
  const waiter = new pg.Client({ connectionString: url });
  await waiter.connect();
  const elapsed = [];
  for (let turn = 0; turn < rounds; turn++) {
    const holder = await holdLock(url);
    const waiting = waiter.query('SELECT pg_advisory_lock($1)', [lockKey]);
    await new Promise((resolve) => setTimeout(resolve, 100));
    const startMs = nowMs();
    holder.kill('SIGKILL');
    await waiting;
    elapsed.push(nowMs() - startMs);
    await waiter.query('SELECT pg_advisory_unlock($1)', [lockKey]);
  }
  await waiter.end();
  return elapsed;
}

/** By a process of its own. */
async function holdLock(url: string): Promise<ChildProcess> {
  const program = `
    import pg from 'pg';
    const client = new pg.Client({ connectionString: process.argv[1] });
    await client.connect();
    await client.query('SELECT pg_advisory_lock(${lockKey})');
    process.send('held');`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', program, url], {
    stdio: ['ignore', 2, 2, 'ipc'],
  });
  await once(child, 'message');
  return child;
}
