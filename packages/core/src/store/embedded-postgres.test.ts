import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import pg from 'pg';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { type EmbeddedPostgres, type EmbeddedPostgresOptions, startEmbeddedPostgres } from './embedded-postgres.ts';
import { serverAccount } from './embedded-postgres-account.ts';
import { findPostgres } from './embedded-postgres-binaries.ts';
import { spawnWatchdog } from './embedded-postgres-process.ts';

const isRoot = process.getuid?.() === 0;
const nobody = { uid: 65534, gid: 65534 };
const repository = fileURLToPath(new URL('../../../..', import.meta.url));
const isOpenRepository = isRoot && spawnSync('test', ['-r', import.meta.filename], nobody).status === 0;
const cleanUps: Array<() => Promise<void> | void> = [];

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

function temporaryDirectory(mode = 0o755): string {
  const directory = mkdtempSync(join(tmpdir(), 'portolan-postgres-'));
  chmodSync(directory, mode);
  cleanUps.push(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

async function start(dir: string, options: Omit<EmbeddedPostgresOptions, 'dir'> = {}): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres({ dir, ...options });
  cleanUps.push(() => server.stop());
  return server;
}

async function query(url: string, text: string): Promise<Array<Record<string, unknown>>> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const soon = { timeout: 60_000, interval: 20 };

function isAlive(pid: number): boolean {
  return spawnSync('kill', ['-0', String(pid)]).status === 0;
}

/** A process of its own that starts the server of `dir` and then waits for its end. */
async function launcherProcess(dir: string, user?: { uid: number; gid: number }, path = process.env.PATH) {
  const script = `
    import { startEmbeddedPostgres } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'embedded-postgres.ts')))};
    const { url, pid, adopted, source } = await startEmbeddedPostgres({ dir: ${JSON.stringify(dir)} });
    console.log(JSON.stringify({ url, pid, adopted, source, uid: process.getuid() }));
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    cwd: repository,
    env: { ...process.env, HOME: dir, PATH: path, TSX_DISABLE_CACHE: '1' },
    stdio: ['ignore', 'pipe', 'pipe'],
    ...user,
  });
  cleanUps.push(() => kill(child));
  let errors = '';
  child.stderr.on('data', (chunk: Buffer) => {
    errors += chunk.toString();
  });
  const started = await Promise.race([
    once(child.stdout, 'data').then(([line]) => String(line)),
    once(child, 'exit').then(() => {
      throw new Error(errors);
    }),
  ]);
  return { child, server: JSON.parse(started) as { url: string; pid: number; adopted: boolean; uid: number } };
}

/** As on a system whose tools cannot tie a child to its parent. */
function pathWithoutSetpriv(): string {
  const directory = temporaryDirectory();
  for (const tool of ['id', 'test']) symlinkSync(`/usr/bin/${tool}`, join(directory, tool));
  return directory;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGKILL');
  await once(child, 'exit');
}

describe('an embedded PostgreSQL', () => {
  it('makes a durable database of its own at the first start and keeps data and port over a restart', async () => {
    const dir = join(temporaryDirectory(), 'made/on/demand');
    const first = await start(dir);
    expect(first.adopted).toBe(false);
    await query(first.url, 'CREATE TABLE harbour (name text); INSERT INTO harbour VALUES ($$Genoa$$)');
    const settings = await query(first.url, 'SHOW synchronous_commit');
    expect(settings).toEqual([{ synchronous_commit: 'on' }]);
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);

    const second = await start(dir);
    expect(second.url).toBe(first.url);
    expect(await query(second.url, 'SELECT name FROM harbour')).toEqual([{ name: 'Genoa' }]);
  });

  it('lets nobody in without the password, which only its owner can read', async () => {
    const dir = temporaryDirectory();
    const { url } = await start(dir);
    const stranger = new URL(url);
    stranger.password = 'guess';
    await expect(query(stranger.href, 'SELECT 1')).rejects.toThrow('password authentication failed');
    stranger.password = '';
    await expect(query(stranger.href, 'SELECT 1')).rejects.toThrow('password');
    expect(statSync(join(dir, 'cluster/password')).mode & 0o777).toBe(0o600);
    expect(statSync(join(dir, 'cluster/data')).mode & 0o777).toBe(0o700);
  });

  it('takes the port and the settings it is given', async () => {
    const given = await start(temporaryDirectory(), { settings: { work_mem: '5MB' } });
    await given.stop();
    const { url, port } = await start(temporaryDirectory(), { port: given.port, settings: { work_mem: '5MB' } });
    expect(port).toBe(given.port);
    expect(await query(url, 'SHOW work_mem')).toEqual([{ work_mem: '5MB' }]);
  });

  it('moves to another port when the last one is taken, and says so when the port was asked for', async () => {
    const dir = temporaryDirectory();
    const first = await start(dir);
    await first.stop();
    const squatter = await start(temporaryDirectory(), { port: first.port });
    const moved = await start(dir);
    expect(moved.port).not.toBe(squatter.port);
    await moved.stop();
    await expect(start(dir, { port: squatter.port })).rejects.toThrow(
      /PostgreSQL did not start: could not .*postgres\.log/,
    );
  });

  it('shares a server that another process started on the same directory, and leaves it running', async () => {
    const dir = temporaryDirectory();
    const { child, server } = await launcherProcess(dir);
    const adopted = await start(dir);
    expect(adopted).toMatchObject({ adopted: true, pid: server.pid, url: server.url });
    await adopted.stop();
    expect(isAlive(server.pid)).toBe(true);
    expect(child.exitCode).toBe(null);
  });

  it('makes one cluster when two processes start it for the first time together', async () => {
    const dir = temporaryDirectory();
    const both = await Promise.all([launcherProcess(dir), launcherProcess(dir)]);
    expect(both.map(({ server }) => server.adopted).sort()).toEqual([false, true]);
    expect(both[0]?.server.pid).toBe(both[1]?.server.pid);
  });

  it('ends with the process that started it, however that ends, and starts again on the same data', async () => {
    const dir = temporaryDirectory();
    const { child, server } = await launcherProcess(dir);
    await query(server.url, 'CREATE TABLE harbour AS SELECT 1 AS berth');
    await kill(child);
    await vi.waitFor(() => expect(isAlive(server.pid)).toBe(false), soon);
    const next = await start(dir);
    expect(next.adopted).toBe(false);
    expect(await query(next.url, 'SELECT * FROM harbour')).toEqual([{ berth: 1 }]);
  });

  it('comes back by itself on the same port after kill -9, with every acknowledged write', async () => {
    const lines: string[] = [];
    const server = await start(temporaryDirectory(), { log: (line) => lines.push(line) });
    const before = server.pid;
    await query(server.url, 'CREATE TABLE harbour AS SELECT 1 AS berth');
    process.kill(before, 'SIGKILL');
    await vi.waitFor(async () => expect(await query(server.url, 'SELECT * FROM harbour')).toHaveLength(1), soon);
    await vi.waitFor(() => expect(server.pid).not.toBe(before), soon);
    expect(lines.join('\n')).toContain(`PostgreSQL (pid ${before}) ended unasked`);
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
  });

  it('starts over the lock file of a crashed server whose process id is another program by now', async () => {
    const dir = temporaryDirectory();
    const first = await start(dir);
    const lockFile = join(dir, 'cluster/data/postmaster.pid');
    const lock = readFileSync(lockFile, 'utf8');
    await first.stop();
    const { uid, gid } = statSync(join(dir, 'cluster/data'));
    const bystander = spawn('sleep', ['600'], isRoot ? { uid, gid } : {});
    cleanUps.push(() => kill(bystander));
    writeFileSync(lockFile, lock.replace(/^\d+/, String(bystander.pid)), { mode: 0o600 });
    chownSync(lockFile, uid, gid);
    const second = await start(dir);
    expect(second.adopted).toBe(false);
    expect(bystander.signalCode).toBe(null);
  });

  it('stops a server that nobody answers for any more, and starts its own', async () => {
    const dir = temporaryDirectory();
    const { child, server } = await launcherProcess(dir, undefined, pathWithoutSetpriv());
    const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .map(Number);
    const watchdog = children.filter((pid) => readFileSync(`/proc/${pid}/comm`, 'utf8') === 'sh\n');
    expect(watchdog).toHaveLength(1);
    for (const pid of watchdog) process.kill(pid, 'SIGKILL');
    await kill(child);
    expect(isAlive(server.pid)).toBe(true);
    const lines: string[] = [];
    const next = await start(dir, { log: (line) => lines.push(line) });
    expect(next.adopted).toBe(false);
    expect(lines).toEqual([`stopping a PostgreSQL server (pid ${server.pid}) whose launcher is gone`]);
  });

  it('stays stopped when it is stopped while it starts again', async () => {
    const dir = temporaryDirectory();
    const lines: string[] = [];
    const server = await start(dir, { log: (line) => lines.push(line) });
    const before = server.pid;
    process.kill(before, 'SIGKILL');
    await vi.waitFor(() => expect(lines.join()).toContain('starting it again'), soon);
    await server.stop();
    expect(server.pid).not.toBe(before);
    expect(isAlive(server.pid)).toBe(false);
    await expect(query(server.url, 'SELECT 1')).rejects.toThrow('ECONNREFUSED');
  });

  it('waits for the workers of a killed server before it starts on the same data', async () => {
    const dir = temporaryDirectory();
    const { child, server } = await launcherProcess(dir);
    const busy = query(server.url, 'SELECT pg_sleep(600)').catch((error: Error) => error.message);
    await vi.waitFor(async () => {
      const rows = await query(server.url, "SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(600)'");
      expect(rows).toHaveLength(1);
    }, soon);
    process.kill(server.pid, 'SIGKILL');
    await kill(child);
    const next = await start(dir);
    expect(await query(next.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(await busy).toMatch(/terminat/);
  });

  it('refuses data of a PostgreSQL version that is not there, and names the way out', () => {
    const dir = temporaryDirectory();
    expect(() => findPostgres(undefined, dir, 9)).toThrow(
      `${dir} was written by PostgreSQL 9, and the servers found are: npm 18`,
    );
    expect(() => findPostgres(undefined, dir, 9)).toThrow('Run "apt-get install postgresql-9", or set DATABASE_URL');
  });

  it('tells the last words of a server that does not start', async () => {
    const failing = start(temporaryDirectory(), { settings: { shared_buffers: '1kB' } });
    await expect(failing).rejects.toThrow(/PostgreSQL did not start: .*shared_buffers.*postgres\.log/);
  });
});

describe.skipIf(!isRoot)('an embedded PostgreSQL, by root (skipped as an ordinary user: needs root)', () => {
  it('does not run as root', async () => {
    const dir = temporaryDirectory();
    const { pid } = await start(dir);
    const owner = serverAccount(join(dir, 'cluster/data'));
    expect(owner?.uid).toBeGreaterThan(0);
    expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toContain(`Uid:\t${owner?.uid}\t${owner?.uid}`);
    expect(readFileSync(`/proc/${pid}/status`, 'utf8')).toMatch(/Groups:\s*\n/);
  });

  it('works below a directory that only root may enter, with its restarts', async () => {
    const dir = join(temporaryDirectory(0o700), 'data');
    const first = await start(dir);
    await query(first.url, 'CREATE TABLE harbour AS SELECT 1 AS berth');
    await first.stop();
    const second = await start(dir);
    expect(await query(second.url, 'SELECT * FROM harbour')).toEqual([{ berth: 1 }]);
  });
});

describe.skipIf(!isOpenRepository)(
  'an embedded PostgreSQL, by others than root (needs root, and sources that all may read)',
  () => {
    it('works for an ordinary user, whose server runs as that user', async () => {
      const home = temporaryDirectory();
      chownSync(home, nobody.uid, nobody.gid);
      const dir = join(home, 'data');
      const { server } = await launcherProcess(dir, nobody);
      expect(server.uid).toBe(nobody.uid);
      expect(statSync(join(dir, 'cluster/data')).uid).toBe(nobody.uid);
      expect(readFileSync(`/proc/${server.pid}/status`, 'utf8')).toContain(`Uid:\t${nobody.uid}`);
      expect(await query(server.url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    });

    it('tells an ordinary user whose the data is', async () => {
      const home = temporaryDirectory();
      const dir = join(home, 'data');
      mkdirSync(join(dir, 'cluster/data'), { recursive: true });
      await expect(launcherProcess(dir, nobody)).rejects.toThrow(
        `${dir}/cluster/data belongs to user id 0, not to user id 65534: start as that user, or name another directory`,
      );
    });
  },
);

describe('the watchdog of systems whose kernel does not tell a child of its parent', () => {
  it('interrupts the server when the process that started it is killed', async () => {
    const server = spawn('sleep', ['600']);
    cleanUps.push(() => kill(server));
    const script = `
      import { spawnWatchdog } from ${JSON.stringify(pathToFileURL(join(import.meta.dirname, 'embedded-postgres-process.ts')))};
      console.log(spawnWatchdog(${server.pid}).pid);
      setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
      cwd: repository,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    cleanUps.push(() => kill(parent));
    await once(parent.stdout, 'data');
    expect(server.signalCode).toBe(null);
    const ended = once(server, 'exit');
    await kill(parent);
    expect(await ended).toEqual([null, 'SIGINT']);
  });

  it('lets the server live for as long as its parent does', async () => {
    const server = spawn('sleep', ['600']);
    const watchdog = spawnWatchdog(server.pid ?? 0, undefined);
    watchdog.kill('SIGKILL');
    await once(watchdog, 'exit');
    expect(server.signalCode).toBe(null);
    await kill(server);
  });
});
