// B6: from nothing but files on the disk to the first running pod: the API with a database of its own is started, then a
// hollow node, and a pod is created as soon as there is somebody to ask. Against the database alone: from nothing to the
// first durable rows of a pod.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@portolan/core/store/embedded-postgres.ts';
import { build, startApi, withHome } from './api-process.ts';
import { measureBarePods } from './bare-pods.ts';
import { type Benchmark, createDatabase } from './benchmark.ts';
import { connectTo, deployment } from './cluster.ts';
import { round } from './figures.ts';
import { type Fleet, startFleet } from './fleet.ts';
import { nowMs } from './watch-account.ts';

const rounds = { quick: 1, full: 5 };

export const coldStart: Benchmark = {
  name: 'B6-cold-start',
  summary: 'from empty state to the first pod Running on a hollow node, against the database alone',
  async run({ quick }) {
    build();
    const starts = [];
    const bare = [];
    for (let turn = 0; turn < rounds[quick ? 'quick' : 'full']; turn++) {
      // What was written before is no part of this.
      spawnSync('sync');
      starts.push(await withHome(measureStart));
      bare.push(await withHome(measureBareStart));
    }
    const [own, database] = [middle(starts.map(({ podRunningMs }) => podRunningMs)), middle(bare)];
    return { starts, medianMs: own, bareMs: bare, timesBare: round(own / database) };
  },
};

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
}

async function measureStart(home: string) {
  const startMs = nowMs();
  const api = await startApi(home, ['--port', '0']);
  const apiReadyMs = nowMs() - startMs;
  const client = await connectTo(api);
  let fleet: Fleet | undefined;
  try {
    const starting = startFleet(api, 1, home);
    const { metadata } = deployment('first', 1);
    const spec = deployment('first', 1).spec?.template.spec;
    await client.pods.create({ apiVersion: 'v1', kind: 'Pod', metadata, ...(spec && { spec }) });
    await untilRunning(client);
    const podRunningMs = nowMs() - startMs;
    fleet = await starting;
    return { apiReadyMs: Math.round(apiReadyMs), podRunningMs: Math.round(podRunningMs) };
  } finally {
    client.close();
    await fleet?.stop();
    await api.stop();
  }
}

async function untilRunning(client: Awaited<ReturnType<typeof connectTo>>): Promise<void> {
  for await (const item of client.pods.watch()) {
    const pods = item.type === 'SNAPSHOT' ? item.objects : item.events.map(({ object }) => object);
    if (pods.some(({ status }) => status?.phase === 'Running')) return;
  }
}

async function measureBareStart(home: string): Promise<number> {
  const startMs = nowMs();
  const server = await startEmbeddedPostgres({ dir: join(home, 'postgres') });
  try {
    await measureBarePods({ createDatabase: () => createDatabase(server.url, 'bare'), cpuMs: () => undefined }, 1);
    return Math.round(nowMs() - startMs);
  } finally {
    await server.stop();
  }
}
