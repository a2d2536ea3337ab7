// A cluster that was made when the programs were built, for first starts to copy: initdb and the migrations take longer than
// all the rest of such a start.
//
//   TEMPLATE/cluster/data  as a server left it that was stopped in good order
//   TEMPLATE/made-by       the server that made it; no other one takes it
import { spawnSync } from 'node:child_process';
import { accessSync, constants, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Account } from './embedded-postgres-account.ts';
import type { PostgresBinaries } from './embedded-postgres-binaries.ts';

/** The template's last file: without it the rest is not complete. */
export function signTemplate(template: string, { source }: Pick<PostgresBinaries, 'source'>): void {
  writeFileSync(join(template, 'made-by'), `${source}\n`);
}

/** Into an empty directory; false, and it is empty again, where the template is not there, not readable or another server's. */
export function copyTemplate(
  template: string,
  dataDir: string,
  { account, binaries }: { account: Account | undefined; binaries: PostgresBinaries },
): boolean {
  const source = join(template, 'cluster/data');
  if (!isMadeBy(template, binaries) || !isReadable(join(source, 'PG_VERSION'))) return false;
  const commands = [['cp', '-R', `${source}/.`, dataDir]];
  if (account) commands.push(['chown', '-R', `${account.uid}:${account.gid}`, dataDir]);
  if (commands.every(([program = '', ...args]) => spawnSync(program, args).status === 0)) return true;
  rmSync(dataDir, { recursive: true, force: true });
  mkdirSync(dataDir, { mode: 0o700 });
  if (account) spawnSync('chown', [`${account.uid}:${account.gid}`, dataDir]);
  return false;
}

function isMadeBy(template: string, { source }: PostgresBinaries): boolean {
  const file = join(template, 'made-by');
  return isReadable(file) && readFileSync(file, 'utf8').trim() === source;
}

function isReadable(file: string): boolean {
  try {
    accessSync(file, constants.R_OK);
    return true;
  } catch {
    return false;
  }
}
