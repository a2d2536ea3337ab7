// The files of one embedded server:
//
//   DIR/cluster/data      what initdb makes, or a copy of it, 0700, owned by the server's user
//   DIR/cluster/password  the only way in, 0600, owned by whoever starts the server
//   DIR/port              the last port, so that a restart keeps the address
//   DIR/launcher.pid      the process that answers for the running server
//   DIR/postgres.log
//
// `cluster` appears by one rename, so a killed or doubled first start leaves no half-made data behind.
import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join, resolve } from 'node:path';
import { type Account, canEnter, serverAccount, spawnAs } from './embedded-postgres-account.ts';
import { findPostgres, type PostgresBinaries } from './embedded-postgres-binaries.ts';
import { runProgram } from './embedded-postgres-program.ts';
import { unpackTemplate } from './embedded-postgres-template.ts';

export interface Cluster {
  readonly dir: string;
  readonly dataDir: string;
  readonly account: Account | undefined;
  readonly binaries: PostgresBinaries;
  readonly password: string;
}

export const superuser = 'portolan';
export const database = 'portolan';

const maxLogBytes = 16 * 1024 * 1024;

export interface OpenOptions {
  readonly log: (line: string) => void;
  /** Copied by a first start, if it fits. */
  readonly template?: string | undefined;
  /** Whether it is to survive a crash of the machine. */
  readonly isDurable: boolean;
  /** Called when another program has begun to make it. */
  readonly onWaiting?: (() => void) | undefined;
}

/** Opens the cluster of `dir`, or makes it. */
export async function openCluster(dir: string, { log, onWaiting, ...maker }: OpenOptions): Promise<Cluster> {
  const at = resolve(dir);
  const dataDir = join(at, 'cluster/data');
  makeEnterable(at);
  const account = serverAccount(dataDir);
  const binaries = findPostgres(account, at, majorOf(dataDir));
  if (!existsSync(dataDir)) {
    log(`making a PostgreSQL cluster in ${at} (${binaries.source})`);
    const making = makeCluster(at, { account, binaries, ...maker });
    onWaiting?.();
    await making;
  }
  refuseForeignData(dataDir);
  return { dir: at, dataDir, account, binaries, password: readFileSync(join(at, 'cluster/password'), 'utf8').trim() };
}

function makeEnterable(dir: string): void {
  if (existsSync(dir)) return;
  mkdirSync(dir, { recursive: true });
  chmodSync(dir, 0o711);
}

function majorOf(dataDir: string): number | undefined {
  const file = join(dataDir, 'PG_VERSION');
  // As another user's data cannot be looked into, `refuseForeignData` says what is wrong.
  return existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : undefined;
}

function refuseForeignData(dataDir: string): void {
  const owner = statSync(dataDir).uid;
  const self = process.getuid?.() ?? owner;
  if (self === 0 || self === owner) return;
  throw new Error(
    `${dataDir} belongs to user id ${owner}, not to user id ${self}: start as that user, or name another directory`,
  );
}

interface Maker {
  readonly account: Account | undefined;
  readonly binaries: PostgresBinaries;
  readonly template?: string | undefined;
  readonly isDurable: boolean;
}

async function makeCluster(dir: string, maker: Maker): Promise<void> {
  const { account, binaries, template } = maker;
  const draft = join(dir, `cluster.${process.pid}`);
  const dataDir = join(draft, 'data');
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  chmodSync(draft, 0o711);
  if (account) chownSync(dataDir, account.uid, account.gid);
  const password = randomBytes(24).toString('base64url');
  writeFileSync(join(draft, 'password'), `${password}\n`, { mode: 0o600 });
  const isCopied = template !== undefined && (await unpackTemplate(template, dataDir, account, binaries));
  const trouble =
    (await (isCopied ? changePassword(dataDir, password, maker) : initialize(draft, password, maker))) ??
    (await sync(dataDir, maker));
  if (trouble !== undefined) {
    rmSync(draft, { recursive: true, force: true });
    throw new Error(`could not make a PostgreSQL cluster in ${dir}: ${trouble}`);
  }
  publish(draft, join(dir, 'cluster'));
}

/** The template's password is nobody's. Returns what went wrong. */
async function changePassword(
  dataDir: string,
  password: string,
  { account, binaries }: Maker,
): Promise<string | undefined> {
  const args = ['--single', '-F', '-D', serverPath(account, dataDir), database];
  const { isDone, said } = await runProgram(join(binaries.bin, 'postgres'), args, {
    ...serverEnvironment(account, dataDir),
    input: `ALTER ROLE ${superuser} PASSWORD '${password}'\n`,
  });
  // A statement that fails does not end the server.
  return isDone && !/ERROR:/.test(said) ? undefined : said;
}

/** Returns what went wrong. */
async function initialize(draft: string, password: string, { account, binaries }: Maker): Promise<string | undefined> {
  const dataDir = join(draft, 'data');
  const passwordFile = join(draft, 'password.initdb');
  writeFileSync(passwordFile, `${password}\n`, { mode: 0o600 });
  if (account) chownSync(passwordFile, account.uid, account.gid);
  const trouble = await runInitdb(initdbArguments(account, dataDir), dataDir, { account, binaries });
  rmSync(passwordFile);
  return trouble;
}

async function runInitdb(
  args: readonly string[],
  dataDir: string,
  { account, binaries }: Pick<Maker, 'account' | 'binaries'>,
): Promise<string | undefined> {
  const end = await runProgram(join(binaries.bin, 'initdb'), args, serverEnvironment(account, dataDir));
  return end.isDone ? undefined : `initdb: ${end.said}`;
}

/** Where the system can, the whole file system at once: initdb takes its thousand files one by one. Returns what went wrong. */
async function sync(dataDir: string, { account, binaries, isDurable }: Maker): Promise<string | undefined> {
  if (!isDurable || (await runProgram('sync', ['-f', dataDir], {})).isDone) return undefined;
  return runInitdb(['--sync-only', `--pgdata=${serverPath(account, dataDir)}`], dataDir, { account, binaries });
}

/** Of two processes that make the same cluster one wins; the other uses the winner's. */
function publish(draft: string, cluster: string): void {
  try {
    renameSync(draft, cluster);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(join(cluster, 'data/PG_VERSION'))) throw error;
  }
}

/** Bytewise order and no locale: the same on every system, and what keys are compared by. */
function initdbArguments(account: Account | undefined, dataDir: string): string[] {
  const access = ['--auth=scram-sha-256', '--pwfile=../password.initdb', `--username=${superuser}`];
  return [
    `--pgdata=${serverPath(account, dataDir)}`,
    ...access,
    '--encoding=UTF8',
    '--locale=C',
    '--no-instructions',
    '--no-sync',
  ];
}

/**
 * How the server names its data directory. Below a directory that its user may not enter (root's home) it uses its working
 * directory instead, which the kernel resolves without asking for the way there.
 */
export function serverPath(account: Account | undefined, dataDir: string): string {
  return process.platform === 'linux' && !canEnter(account, dataDir) ? '/proc/self/cwd' : dataDir;
}

export function serverEnvironment(account: Account | undefined, dataDir: string) {
  return {
    cwd: dataDir,
    env: { PATH: process.env.PATH ?? '/usr/bin:/bin', TZ: 'UTC', LC_ALL: 'C' },
    ...spawnAs(account),
  };
}

export function logFile(cluster: Cluster): string {
  return join(cluster.dir, 'postgres.log');
}

/** Keeps the log of the start before at most: one file that grew too large is set aside as `.1`. */
export function limitLog(cluster: Cluster): void {
  const file = logFile(cluster);
  if ((statSync(file, { throwIfNoEntry: false })?.size ?? 0) > maxLogBytes) renameSync(file, `${file}.1`);
}

export function rememberPort(cluster: Cluster, port: number): void {
  writeFileSync(join(cluster.dir, 'port'), `${port}\n`);
}

/** The port of the last start if nobody took it meanwhile, else any free one. */
export async function choosePort(cluster: Cluster): Promise<number> {
  const file = join(cluster.dir, 'port');
  const last = existsSync(file) ? Number.parseInt(readFileSync(file, 'utf8'), 10) : 0;
  return (last > 0 ? await freePort(last) : undefined) ?? (await freePort(0)) ?? 0;
}

function freePort(port: number): Promise<number | undefined> {
  return new Promise((resolvePort) => {
    const probe = createServer();
    probe.once('error', () => resolvePort(undefined));
    probe.listen({ port, host: '127.0.0.1' }, () => {
      const address = probe.address();
      probe.close(() => resolvePort(typeof address === 'object' && address ? address.port : undefined));
    });
  });
}

export function isSameDirectory(a: string, b: string): boolean {
  return existsSync(a) && existsSync(b) && realpathSync(a) === realpathSync(b);
}
