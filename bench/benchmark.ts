// What a benchmark is, and the server that those with a database run on.
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '@portolan/core/store/embedded-postgres.ts';
import pg from 'pg';

export interface Benchmark {
  readonly name: string;
  /** One line: what is measured, against what. */
  readonly summary: string;
  /** Measures and returns what is printed, as one JSON line. */
  run(): Promise<Record<string, unknown>>;
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

async function createDatabase(serverUrl: string, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  await client.query(`CREATE DATABASE ${name}`);
  await client.end();
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return url.toString();
}

/** Of a process, its children, and the children it has waited for. */
function processTreeCpuMs(pid: number): number | undefined {
  const own = cpuOf(String(pid));
  if (!own) return undefined;
  const others = readdirSync('/proc').flatMap((name) => (/^\d+$/.test(name) ? (cpuOf(name) ?? []) : []));
  const children = others.filter(({ parent }) => parent === pid);
  return children.reduce((sum, { ms }) => sum + ms, own.ms + own.waitedForMs);
}

function cpuOf(process: string): { parent: number; ms: number; waitedForMs: number } | undefined {
  let text: string;
  try {
    text = readFileSync(`/proc/${process}/stat`, 'utf8');
  } catch {
    // It ended meanwhile, or this is not Linux.
    return undefined;
  }
  // After the command in parentheses: state, parent, … utime, stime, cutime, cstime, in hundredths of a second.
  const fields = text
    .slice(text.lastIndexOf(')') + 2)
    .split(' ')
    .map(Number);
  const [, parent = 0, , , , , , , , , , user = 0, system = 0, childUser = 0, childSystem = 0] = fields;
  return { parent, ms: (user + system) * 10, waitedForMs: (childUser + childSystem) * 10 };
}
