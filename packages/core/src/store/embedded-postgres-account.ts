// Which operating-system user runs the server. PostgreSQL refuses to run as root, so root drops to the owner of the data,
// or to `postgres` or `nobody`; everybody else runs it as themselves.
import { spawnSync } from 'node:child_process';
import { statSync } from 'node:fs';

export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** `undefined` means: the user of this process. */
export function serverAccount(dataDir: string): Account | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = statSync(dataDir, { throwIfNoEntry: false })?.uid;
  const users = owner ? [String(owner)] : ['postgres', 'nobody'];
  const account = users.map(findAccount).find((candidate) => candidate !== undefined);
  if (account) return account;
  if (owner) throw new Error(`${dataDir} belongs to user id ${owner}, which has no account on this machine`);
  throw new Error(
    'PostgreSQL cannot run as root and there is neither a user "postgres" nor "nobody"; ' +
      'run as an ordinary user or set DATABASE_URL',
  );
}

function findAccount(user: string): Account | undefined {
  const [name, uid, gid] = ['-un', '-u', '-g'].map((flag) => spawnSync('id', [flag, user], { encoding: 'utf8' }));
  if (!name || !uid || !gid || name.status !== 0 || uid.status !== 0 || gid.status !== 0) return undefined;
  return { name: name.stdout.trim(), uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

/** The part of Node's spawn options that starts a child as `account`; libuv drops the supplementary groups too. */
export function spawnAs(account: Account | undefined): { uid?: number; gid?: number } {
  return account ? { uid: account.uid, gid: account.gid } : {};
}

export function canEnter(account: Account | undefined, directory: string): boolean {
  return spawnSync('test', ['-x', directory], spawnAs(account)).status === 0;
}
