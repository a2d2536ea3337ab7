// What a benchmark is, and the database server that it runs on.
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@portolan/core/store/embedded-postgres.ts';
import pg from 'pg';
import { processTreeCpuMs } from './process-usage.ts';

export interface RunOptions {
  /** A few seconds to see that everything works: the figures mean little. */
  readonly quick: boolean;
}

export interface Benchmark {
  /** May begin with its number on the scoreboard: `B4-fan-out`. */
  readonly name: string;
  /** One line: what is measured, against what. */
  readonly summary: string;
  /** Measures and returns what is printed, as one JSON line. */
  run(options: RunOptions): Promise<Record<string, unknown>>;
}

export interface BenchServer {
  /** An empty database of its own for each call. */
  createDatabase(): Promise<string>;
  /** CPU time that the server's processes have used so far; undefined where the system does not tell. */
  cpuMs(): number | undefined;
}

/** A server with the settings of production, fsync included, for as long as `run` takes. */
export async function withPostgres<T>(run: (server: BenchServer) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'portolan-bench-'));
  const server = await startEmbeddedPostgres({ dir });
  let databases = 0;
  try {
    return await run({
      createDatabase: () => createDatabase(server.url, `bench_${databases++}`),
      cpuMs: () => processTreeCpuMs(server.pid),
    });
  } finally {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}

export async function createDatabase(serverUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.toString();
}
