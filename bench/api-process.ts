// The API as it runs in production, its built program, or a rival that speaks the same protocols: as a process of its own, on
// a database that exists.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { HttpConnection } from './http-connection.ts';

export interface ApiProcess {
  readonly url: string;
  /** The administrator's; empty for a server that knows nobody. */
  readonly token: string;
  readonly pid: number;
  connect(): Promise<HttpConnection>;
}

const repository = fileURLToPath(new URL('..', import.meta.url));

/** For as long as `run` takes. Node's options for profiling: `PORTOLAN_BENCH_NODE_OPTIONS="--cpu-prof"`. */
export async function withApi<T>(databaseUrl: string, run: (api: ApiProcess) => Promise<T>): Promise<T> {
  build();
  return withProgram(['apps/api/dist/main.js'], databaseUrl, run);
}

/** What it says goes to standard error: standard output is for figures. */
function build(): void {
  const { status } = spawnSync(process.execPath, [join(repository, 'scripts/build.mjs')], { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('the API does not build');
}

/** `program`: what follows `node` on the command line. */
export async function withProgram<T>(
  program: readonly string[],
  databaseUrl: string,
  run: (api: ApiProcess) => Promise<T>,
): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'portolan-bench-api-'));
  const child = start(program, home, databaseUrl);
  try {
    const url = await readyUrl(child);
    const tokenFile = join(home, 'admin-token');
    const token = existsSync(tokenFile) ? readFileSync(tokenFile, 'utf8').trim() : '';
    const connect = () => HttpConnection.open(url, '/graphql', token);
    return await run({ url, token, pid: child.pid ?? 0, connect });
  } finally {
    await stop(child);
    rmSync(home, { recursive: true, force: true });
  }
}

function start(program: readonly string[], home: string, databaseUrl: string): ChildProcess {
  const nodeOptions = process.env.PORTOLAN_BENCH_NODE_OPTIONS?.split(' ') ?? [];
  const args = ['--port', '0', '--data', home, '--database-url', databaseUrl];
  return spawn(process.execPath, [...nodeOptions, ...program, ...args], {
    cwd: repository,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    env: { ...process.env, NODE_ENV: 'production', HOME: home, PORTOLAN_CONFIG: join(home, 'config.yaml') },
  });
}

function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: { ready?: { url: string } }) => message.ready && resolve(message.ready.url));
    child.once('exit', (code) => reject(new Error(`the API ended with code ${code}`)));
  });
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}

interface Answer<Data> {
  readonly data?: Data;
  readonly errors?: readonly unknown[];
}

/** The `data` of an operation that must succeed. */
export async function execute<Data>(connection: HttpConnection, query: string, variables: object = {}): Promise<Data> {
  const body = await connection.post(JSON.stringify({ query, variables }));
  const { data, errors } = JSON.parse(body.toString()) as Answer<Data>;
  if (errors || data === undefined) throw new Error(JSON.stringify(errors));
  return data;
}
