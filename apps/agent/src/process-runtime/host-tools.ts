// What this machine lets the driver do, found by doing it once.
import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const standardPath = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';

export interface HostTools {
  /** How private mounts can be made: as root, in a user namespace, or not at all. */
  readonly mounts: 'root' | 'user' | 'none';
  /** Why not, where `mounts` is none. */
  readonly mountsMissing?: string;
  readonly overlay: boolean;
  /** PATH of a container that sets none: the standard one, and where this program's own Node lies. */
  readonly defaultPath: string;
  find(name: string): string | undefined;
  /** Of a tool that was seen to be there. */
  path(name: string): string;
}

/** `directory` is a place to try things in. `without` declines what the machine would allow. */
export function detectHostTools(directory: string, without: { readonly mounts?: boolean } = {}): HostTools {
  const base = { find: findTool, path: (name: string) => findTool(name) ?? name, defaultPath: defaultPath() };
  if (without.mounts) return { ...base, mounts: 'none', mountsMissing: 'switched off', overlay: false };
  const needed = ['unshare', 'mount', 'umount', 'pivot_root', 'nsenter', 'setpriv', 'env'];
  const absent = needed.filter((name) => !findTool(name));
  if (absent.length > 0) {
    return { ...base, mounts: 'none', mountsMissing: `not installed: ${absent.join(', ')}`, overlay: false };
  }
  const isRoot = process.getuid?.() === 0;
  const kind = isRoot ? 'root' : 'user';
  try {
    tryMount(directory, kind, 'bind');
  } catch (error) {
    return { ...base, mounts: 'none', mountsMissing: (error as Error).message.trim(), overlay: false };
  }
  // In a user namespace a second command in a container repeats its mounts, and an overlay cannot be mounted twice.
  return { ...base, mounts: kind, overlay: isRoot && works(() => tryMount(directory, kind, 'overlay')) };
}

function tryMount(directory: string, kind: 'root' | 'user', form: 'bind' | 'overlay'): void {
  const trial = mkdtempSync(join(directory, 'trial-'));
  try {
    for (const name of ['source', 'target', 'work']) mkdirSync(join(trial, name));
    writeFileSync(join(trial, 'source', 'seen'), '');
    const line =
      form === 'bind'
        ? `${trial}/source ${trial}/target none bind 0 0\n`
        : `overlay ${trial}/target overlay lowerdir=${trial}/target,upperdir=${trial}/source,workdir=${trial}/work 0 0\n`;
    writeFileSync(join(trial, 'table'), line);
    const user = kind === 'user' ? ['--user', '--map-root-user'] : [];
    const script = 'mount --all --fstab "$1/table" && test -f "$1/target/seen"';
    const args = [...user, '--mount', '--propagation', 'slave', '--', '/bin/sh', '-c', script, 'sh', trial];
    execFileSync('unshare', args, { stdio: ['ignore', 'ignore', 'pipe'], env: { PATH: standardPath } });
  } finally {
    rmSync(trial, { recursive: true, force: true });
  }
}

function works(attempt: () => void): boolean {
  try {
    attempt();
    return true;
  } catch {
    // The answer is all that is wanted.
    return false;
  }
}

function findTool(name: string): string | undefined {
  return standardPath
    .split(':')
    .map((directory) => join(directory, name))
    .find((path) => existsSync(path) && works(() => accessSync(path, constants.X_OK)));
}

function defaultPath(): string {
  const own = dirname(process.execPath);
  return standardPath.split(':').includes(own) ? standardPath : `${standardPath}:${own}`;
}
