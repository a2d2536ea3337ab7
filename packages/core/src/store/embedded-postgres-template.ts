// A cluster that was made when the programs were built, for first starts to copy: initdb and the migrations take longer than
// all the rest of such a start. It is one file, which whoever starts hands to the server's user to unpack.
//
//   TEMPLATE/cluster.tar  the data directory of a server that was stopped in good order
//   TEMPLATE/made-by      the server that made it; no other one takes it
import { spawnSync } from 'node:child_process';
import { chmodSync, closeSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { type Account, spawnAs } from './embedded-postgres-account.ts';
import { runProgram } from './embedded-postgres-program.ts';

interface Maker {
  /** Of the server's binaries. */
  readonly source: string;
}

/**
 * Drops what nobody asks for and what creating would take half of a first start: of the four databases of a cluster, each
 * with hundreds of files, ours stays and the one that CREATE DATABASE copies.
 */
export async function dropSpareDatabases(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query("UPDATE pg_database SET datistemplate = false WHERE datname = 'template0'");
    for (const name of ['template0', 'postgres']) await client.query(`DROP DATABASE ${name}`);
  } finally {
    await client.end();
  }
}

/** Of the cluster in `dir`, whose server has been stopped. Throws where there is no `tar`. */
export function packTemplate(template: string, dir: string, { source }: Maker): void {
  const file = join(template, 'cluster.tar');
  const packed = spawnSync('tar', ['-C', join(dir, 'cluster/data'), '-cf', file, '.'], { encoding: 'utf8' });
  if (packed.status !== 0) throw new Error(`tar: ${packed.error?.message ?? packed.stderr.trim()}`);
  chmodSync(file, 0o644);
  // The last file: without it the other is not complete.
  writeFileSync(join(template, 'made-by'), `${source}\n`);
}

/** Into an empty directory of the account; false, and it is empty again, where there is no template that fits. */
export async function unpackTemplate(
  template: string,
  dataDir: string,
  account: Account | undefined,
  { source }: Maker,
): Promise<boolean> {
  let file: number;
  try {
    if (readFileSync(join(template, 'made-by'), 'utf8').trim() !== source) return false;
    file = openSync(join(template, 'cluster.tar'), 'r');
  } catch {
    return false;
  }
  const { isDone } = await runProgram('tar', ['-xf', '-'], { cwd: dataDir, file, ...spawnAs(account) });
  closeSync(file);
  if (isDone) return true;
  for (const name of readdirSync(dataDir)) rmSync(join(dataDir, name), { recursive: true });
  return false;
}
