// One run of the server: start it, know when it is ready, stop it, and make sure it does not outlive its launcher.
//
// On Linux the kernel tells the server that its parent died. Elsewhere a shell that holds the reading end of a pipe does:
// the pipe closes with the parent, however it died.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { closeSync, fstatSync, openSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { type Clock, delay } from '../resource/clock.ts';
import { type Account, spawnAs } from './embedded-postgres-account.ts';
import {
  type Cluster,
  database,
  isSameDirectory,
  limitLog,
  logFile,
  serverEnvironment,
  serverPath,
  superuser,
} from './embedded-postgres-cluster.ts';

export interface ServerProcess {
  readonly pid: number;
  /** Where the words of this run begin in the log. */
  readonly logStart: number;
  readonly exited: Promise<void>;
  readonly isAlive: () => boolean;
}

export type ServerSettings = Readonly<Record<string, string | number | boolean>>;

/** A server that ended before it was ready; `why` is its own last word. */
export class ServerStartError extends Error {
  readonly why: string;

  constructor(why: string, log: string) {
    super(`PostgreSQL did not start: ${why}. Its log is ${log}`);
    this.why = why;
  }
}

/** What holds the data directory, as the server's lock file says. */
export interface LockHolder {
  readonly pid: number;
  readonly port: number;
}

const pollMs = 20;
const fastShutdownLimitMs = 60_000;
const connectLimitMs = 5_000;

/** Waits for crash recovery too, however long it takes, for as long as the server lives. */
export async function untilReady(cluster: Cluster, port: number, server: ServerProcess, clock: Clock): Promise<void> {
  while (server.isAlive()) {
    if (isReady(await askServer(cluster, port))) {
      writeFileSync(launcherFile(cluster), `${process.pid} ${server.pid}\n`);
      return;
    }
    await delay(clock, pollMs);
  }
  throw new ServerStartError(lastError(cluster, server.logStart), logFile(cluster));
}

export function spawnServer(cluster: Cluster, port: number, settings: ServerSettings): ServerProcess {
  limitLog(cluster);
  const { account, dataDir, binaries } = cluster;
  const options = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const server = [join(binaries.bin, 'postgres'), '-D', serverPath(account, dataDir), '-p', String(port), ...options];
  const kernelWatches = canTieToParent();
  const [program = '', ...args] = kernelWatches ? ['setpriv', '--pdeathsig=INT', '--', ...server] : server;
  const log = openSync(logFile(cluster), 'a', 0o600);
  const logStart = fstatSync(log).size;
  // A session of its own: Ctrl-C in a terminal reaches the launcher alone, which stops the server when nothing needs it.
  const child = spawn(program, args, {
    ...serverEnvironment(account, dataDir),
    stdio: ['ignore', log, log],
    detached: true,
  });
  closeSync(log);
  child.unref();
  const watchdog = kernelWatches || !child.pid ? undefined : spawnWatchdog(child.pid, account);
  let alive = child.pid !== undefined;
  const exited = new Promise<void>((resolve) => {
    const end = () => {
      alive = false;
      watchdog?.kill('SIGKILL');
      resolve();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  return { pid: child.pid ?? 0, logStart, exited, isAlive: () => alive };
}

function canTieToParent(): boolean {
  return process.platform === 'linux' && spawnSync('setpriv', ['--pdeathsig=INT', '--', 'true']).status === 0;
}

/** Interrupts `pid` when this process dies: `read` returns at the end of the pipe that only this process holds open. */
export function spawnWatchdog(pid: number, account: Account | undefined): ChildProcess {
  const watchdog = spawn('/bin/sh', ['-c', 'read -r _; kill -INT "$0"', String(pid)], {
    cwd: '/',
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    ...spawnAs(account),
  });
  watchdog.unref();
  return watchdog;
}

/** Ends sessions, writes everything out and ends; a server that cannot within the limit is ended without the last part. */
export async function shutDown(pid: number, isAlive: () => boolean, clock: Clock): Promise<void> {
  const start = clock.monotonic();
  let insisted = false;
  if (isAlive()) process.kill(pid, 'SIGINT');
  while (isAlive()) {
    if (!insisted && clock.monotonic() - start > fastShutdownLimitMs) insisted = process.kill(pid, 'SIGQUIT');
    await delay(clock, pollMs);
  }
}

export type Answer = 'ready' | 'without database' | 'starting' | 'none';

export function isReady(answer: Answer): boolean {
  return answer === 'ready' || answer === 'without database';
}

/**
 * `without database`: the server is ready and our database is yet to be made; `starting` covers crash recovery and shutting
 * down; `none`, that whatever listens there is not this cluster's server.
 */
export async function askServer(cluster: Cluster, port: number): Promise<Answer> {
  const client = clientOf(cluster, port);
  try {
    await client.connect();
    return 'ready';
  } catch (error) {
    if (isCode(error, '3D000')) return 'without database';
    return isCode(error, '57P03') ? 'starting' : 'none';
  } finally {
    await client.end();
  }
}

export function clientOf(cluster: Cluster, port: number, name = database): pg.Client {
  const client = new pg.Client({
    host: '127.0.0.1',
    port,
    user: superuser,
    password: cluster.password,
    database: name,
    connectionTimeoutMillis: connectLimitMs,
  });
  // A server that goes away between two questions is seen by the next question.
  client.on('error', () => undefined);
  return client;
}

/** Who runs a server on this data; a lock file left by a crash is nobody. */
export function lockHolder(cluster: Cluster): LockHolder | undefined {
  const lines = readIfThere(lockFile(cluster))?.split('\n');
  if (!lines) return undefined;
  const pid = Number.parseInt(lines[0] ?? '', 10);
  const port = Number.parseInt(lines[3] ?? '', 10);
  return pid > 0 && isServerOf(cluster, pid) ? { pid, port } : undefined;
}

/**
 * Removes the lock file of a server that crashed and whose process id is another program's since, as happens to small ids
 * after the restart of a container: the server would take that program for itself and refuse to start.
 */
export function removeStaleLock(cluster: Cluster): void {
  const before = readIfThere(lockFile(cluster));
  const pid = Number.parseInt(before ?? '', 10);
  if (!(pid > 0) || !exists(pid) || isServerOf(cluster, pid)) return;
  if (readIfThere(lockFile(cluster)) === before) rmSync(lockFile(cluster), { force: true });
}

function lockFile(cluster: Cluster): string {
  return join(cluster.dataDir, 'postmaster.pid');
}

function isServerOf(cluster: Cluster, pid: number): boolean {
  if (process.platform !== 'linux') {
    return /postgres/.test(spawnSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' }).stdout);
  }
  const status = readIfThere(`/proc/${pid}/status`) ?? '';
  if (!/^Name:\s+postgres$/m.test(status) || /^State:\s+Z/m.test(status)) return false;
  try {
    return isSameDirectory(readlinkSync(`/proc/${pid}/cwd`), cluster.dataDir);
  } catch (error) {
    // Some sandboxes hide where a process of another user works; then its name has to do.
    if (isCode(error, 'EACCES')) return true;
    if (isCode(error, 'ENOENT')) return false;
    throw error;
  }
}

/** Whether the process that answered for this server is gone and left it running. */
export function isOrphan(cluster: Cluster, holder: LockHolder): boolean {
  const [launcher = 0, server = 0] = (readIfThere(launcherFile(cluster)) ?? '').split(' ').map(Number);
  return server === holder.pid && launcher > 0 && !exists(launcher);
}

function exists(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    // Another user's process may not be signalled, but is there.
    return isCode(error, 'EPERM');
  }
}

function launcherFile(cluster: Cluster): string {
  return join(cluster.dir, 'launcher.pid');
}

function lastError(cluster: Cluster, from: number): string {
  const lines = readFileSync(logFile(cluster)).subarray(from).toString('utf8').trim().split('\n');
  const fatal = lines.findLast((line) => /FATAL|PANIC|error/i.test(line)) ?? lines.at(-1);
  return fatal?.replace(/^.*?(FATAL|PANIC):\s*/, '') || 'it ended without a word';
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT') || isCode(error, 'ESRCH')) return undefined;
    throw error;
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
