// Finds a PostgreSQL server that this machine can run: the one that npm brings, else one of the system's.
//
// npm packages cannot hold symbolic links and npm does not run install scripts, so the library links that the package
// only lists are made here. Where the server's user cannot enter node_modules, or we cannot write there, a copy serves.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import { type Account, canEnter, spawnAs } from './embedded-postgres-account.ts';

export interface PostgresBinaries {
  /** The folder of `postgres` and `initdb`. */
  readonly bin: string;
  readonly major: number;
  /** For people: `npm 18.4.0` or `system 17`. */
  readonly source: string;
}

interface NpmPackage {
  readonly root: string;
  readonly version: string;
}

/** As root, and only where no other place can be reached by the server's user; root alone may write there. */
const machineCache = '/var/cache/portolan';
const systemRoots = ['/usr/lib/postgresql', '/usr/pgsql', '/opt/homebrew/opt', '/usr/local/opt'];

export function findPostgres(account: Account | undefined, dir: string, wantedMajor: number | undefined) {
  const found = [...npmBinaries(account, dir), ...systemBinaries(account)];
  const match = found.find(({ major }) => wantedMajor === undefined || major === wantedMajor);
  if (match) return match;
  if (wantedMajor === undefined) {
    throw new Error(
      `no PostgreSQL server runs here (${process.platform}-${process.arch}). ` +
        'Run "npm ci", which brings one, or "apt-get install postgresql", or set DATABASE_URL',
    );
  }
  const others = found.map(({ source }) => source).join(', ') || 'none';
  throw new Error(
    `${dir} was written by PostgreSQL ${wantedMajor}, and the servers found are: ${others}. ` +
      `Run "apt-get install postgresql-${wantedMajor}", or set DATABASE_URL`,
  );
}

function npmBinaries(account: Account | undefined, dir: string): PostgresBinaries[] {
  const npm = findNpmPackage();
  if (!npm) return [];
  const { version } = npm;
  const native = join(npm.root, 'native');
  const linked = linkLibraries(npm.root);
  const bin = linked ? usableBin(account, native) : undefined;
  const copies = [dir, ...(account ? [machineCache] : [])].filter((at) => at === machineCache || canEnter(account, at));
  const usable = bin ?? copies.map((at) => usableBin(account, copyOf(npm, at))).find((copy) => copy !== undefined);
  return usable ? [{ bin: usable, major: Number.parseInt(version, 10), source: `npm ${version}` }] : [];
}

function findNpmPackage(): NpmPackage | undefined {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    const root = resolve(dirname(createRequire(import.meta.url).resolve(name)), '..');
    return { root, version: JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version };
  } catch (error) {
    // The package is optional: npm leaves it out on platforms it has no build for.
    if (isCode(error, 'MODULE_NOT_FOUND')) return undefined;
    throw error;
  }
}

/** False when the links are missing and this user cannot make them. */
function linkLibraries(root: string): boolean {
  const links: Array<{ source: string; target: string }> = JSON.parse(
    readFileSync(join(root, 'native/pg-symlinks.json'), 'utf8'),
  );
  for (const { source, target } of links) {
    const link = join(root, target);
    if (existsSync(link)) continue;
    try {
      symlinkSync(relative(dirname(link), join(root, source)), link);
    } catch (error) {
      if (isCode(error, 'EACCES') || isCode(error, 'EPERM') || isCode(error, 'EROFS')) return false;
      // Another process made the same link meanwhile.
      if (!isCode(error, 'EEXIST')) throw error;
    }
  }
  return true;
}

/** Copies aside and renames, so that a half-made copy is never used. */
function copyOf({ root, version }: NpmPackage, parent: string): string {
  const copy = join(parent, `postgres-${version}`);
  if (existsSync(copy)) return join(copy, 'native');
  mkdirSync(parent, { recursive: true, mode: 0o755 });
  const partial = `${copy}.${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  cpSync(join(root, 'native'), join(partial, 'native'), { recursive: true, verbatimSymlinks: true });
  linkLibraries(partial);
  try {
    renameSync(partial, copy);
  } catch (error) {
    rmSync(partial, { recursive: true, force: true });
    if (!isCode(error, 'ENOTEMPTY') && !isCode(error, 'EEXIST')) throw error;
  }
  return join(copy, 'native');
}

function systemBinaries(account: Account | undefined): PostgresBinaries[] {
  const bins = systemRoots.flatMap((root) => {
    if (!existsSync(root)) return [];
    return readdirSync(root).map((entry) => join(root, entry, 'bin'));
  });
  return bins
    .filter((bin) => existsSync(join(bin, 'postgres')) && existsSync(join(bin, 'initdb')))
    .flatMap((bin) => {
      const version = versionOf(account, bin);
      const major = Number.parseInt(version ?? '', 10);
      return Number.isNaN(major) ? [] : [{ bin, major, source: `system ${version}` }];
    })
    .sort((a, b) => b.major - a.major);
}

function usableBin(account: Account | undefined, native: string): string | undefined {
  const bin = join(native, 'bin');
  return versionOf(account, bin) ? bin : undefined;
}

/** `18.4`; undefined when this user cannot run the server or this machine lacks a library of it. */
function versionOf(account: Account | undefined, bin: string): string | undefined {
  for (const program of ['postgres', 'initdb']) {
    const run = spawnSync(join(bin, program), ['--version'], { encoding: 'utf8', cwd: '/', ...spawnAs(account) });
    if (run.status !== 0) return undefined;
    if (program === 'initdb') return /(\d+(\.\d+)*)/.exec(run.stdout)?.[1];
  }
  return undefined;
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
