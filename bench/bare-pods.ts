// The limit that no control plane passes: the rows that a pod's life writes (made, bound, running) as plain SQL, each
// durable by itself, with nobody deciding, numbering or being told anything.
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { createBareTable, insertStatement, updateStatement } from './bare-table.ts';
import type { BenchServer } from './benchmark.ts';
import { podManifest, podName, runningStatus } from './pods.ts';

const connections = 16;
/** Connections and plans are there before the clock starts, where there is something to measure. */
const warmUpPods = 200;

export interface BarePods {
  readonly pods: number;
  readonly elapsedMs: number;
  readonly podsPerSecond: number;
}

/** `pods` lives from the insert to the row that says Running, sixteen at a time. */
export async function measureBarePods(server: BenchServer, pods: number): Promise<BarePods> {
  const pool = new pg.Pool({ connectionString: await createBareTable(server), max: connections });
  try {
    if (pods > warmUpPods) await liveAll(pool, 0, warmUpPods);
    const startMs = performance.now();
    await liveAll(pool, warmUpPods, pods);
    const elapsedMs = performance.now() - startMs;
    return { pods, elapsedMs: Math.round(elapsedMs), podsPerSecond: Math.round((pods / elapsedMs) * 1000) };
  } finally {
    await pool.end();
  }
}

async function liveAll(pool: pg.Pool, first: number, count: number): Promise<void> {
  let next = first;
  const liveSome = async () => {
    while (next < first + count) await live(pool, next++);
  };
  await Promise.all(Array.from({ length: connections }, liveSome));
}

async function live(pool: pg.Pool, index: number): Promise<void> {
  const { spec, ...rest } = podManifest(index);
  const { nodeName: _, ...unbound } = spec;
  const stages = [
    { ...rest, spec: unbound },
    { ...rest, spec },
    { ...rest, spec, status: runningStatus(index) },
  ];
  const uid = randomUUID();
  for (const [stage, object] of stages.entries()) {
    const values = ['Pod', 'default', podName(index), uid, stage, JSON.stringify(object)];
    const { rowCount } = await pool.query({ ...(stage === 0 ? insertStatement : updateStatement), values });
    if (rowCount !== 1) throw new Error('a guarded write was refused');
  }
}
