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

export interface StartedApi extends ApiProcess {
  stop(): Promise<void>;
  /** As by `kill -9`; resolves when it is gone. */
  kill(): Promise<void>;
}

const repository = fileURLToPath(new URL('..', import.meta.url));
/** With Node's options for production: docs/operations.md. */
const program = ['--max-semi-space-size=32', 'apps/api/dist/main.js'];

/**
 * For as long as `run` takes, without controllers: what is measured is the API, and they would delete pods of nodes that do not
 * exist. Node's options for profiling: `PORTOLAN_BENCH_NODE_OPTIONS="--cpu-prof"`.
 */
export async function withApi<T>(databaseUrl: string, run: (api: ApiProcess) => Promise<T>): Promise<T> {
  build();
  return withProgram([...program, '--no-controllers', '--no-scheduler'], databaseUrl, run);
}

/** What it says goes to standard error: standard output is for figures. */
export function build({ withPages = false } = {}): void {
  const command = [join(repository, 'scripts/build.mjs'), ...(withPages ? [] : ['--without-pages'])];
  const { status } = spawnSync(process.execPath, command, { stdio: ['ignore', 2, 2] });
  if (status !== 0) throw new Error('the programs do not build');
}

/** `command`: what follows `node` on the command line. */
export async function withProgram<T>(
  command: readonly string[],
  databaseUrl: string,
  run: (api: ApiProcess) => Promise<T>,
): Promise<T> {
  return withHome(async (home) => {
    const api = await startProgram(command, home, ['--port', '0', '--database-url', databaseUrl]);
    try {
      return await run(api);
    } finally {
      await api.stop();
    }
  });
}

/** A directory of its own, removed afterwards. */
export async function withHome<T>(run: (home: string) => Promise<T>): Promise<T> {
  const home = mkdtempSync(join(tmpdir(), 'portolan-bench-api-'));
  try {
    return await run(home);
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** The API's built program; what it must remember lies in `home`. */
export function startApi(home: string, args: readonly string[]): Promise<StartedApi> {
  return startProgram(program, home, ['--log-level', 'warn', ...args]);
}

async function startProgram(command: readonly string[], home: string, args: readonly string[]): Promise<StartedApi> {
  const child = spawnNode([...command, '--data', home, ...args], home);
  const url = await readyUrl(child);
  const tokenFile = join(home, 'admin-token');
  const token = existsSync(tokenFile) ? readFileSync(tokenFile, 'utf8').trim() : '';
  return {
    url,
    token,
    pid: child.pid ?? 0,
    connect: () => HttpConnection.open(url, '/graphql', token),
    stop: () => end(child, 'SIGTERM'),
    kill: () => end(child, 'SIGKILL'),
  };
}

/** A program of the repository, which talks to us by messages. */
export function spawnNode(args: readonly string[], home: string): ChildProcess {
  const nodeOptions = process.env.PORTOLAN_BENCH_NODE_OPTIONS?.split(' ') ?? [];
  return spawn(process.execPath, [...nodeOptions, ...args], {
    cwd: repository,
    // What a program logs is for whoever looks after a failure; figures alone go to standard output.
    stdio: ['ignore', 2, 2, 'ipc'],
    env: { ...process.env, NODE_ENV: 'production', HOME: home, PORTOLAN_CONFIG: join(home, 'config.yaml') },
  });
}

export function readyUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    child.on('message', (message: { ready?: { url: string } }) => message.ready && resolve(message.ready.url));
    child.once('exit', (code) => reject(new Error(`a program ended with code ${code} before it was ready`)));
  });
}

export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill(signal);
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
