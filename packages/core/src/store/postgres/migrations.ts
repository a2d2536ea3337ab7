// Applies prisma/migrations at start-up and records them as Prisma Migrate does (same table, checksums and lock), so that
// Prisma's own commands agree with what they find.
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { connectionSettings } from './database.ts';

/** Prisma Migrate's advisory lock: whoever migrates holds it. */
const migrationLock = 72707369;

export interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** The migrations lie beside the bundle that the build makes, and at the root of the source tree. */
function migrationsDir(): string {
  const places = ['./migrations', '../../../../../prisma/migrations'].map((path) => new URL(path, import.meta.url));
  const found = places.map((url) => fileURLToPath(url)).find((path) => existsSync(path));
  if (found === undefined) throw new Error(`no migrations beside ${import.meta.url}`);
  return found;
}

export function readMigrations(dir: string = migrationsDir()): Migration[] {
  const names = readdirSync(dir).filter((name) => existsSync(join(dir, name, 'migration.sql')));
  return names.sort().map((name) => {
    const sql = readFileSync(join(dir, name, 'migration.sql'), 'utf8');
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
  });
}

/** Returns the names of the migrations that were applied now. Processes that start together wait for each other. */
export async function applyMigrations(databaseUrl: string, migrations: readonly Migration[]): Promise<string[]> {
  const client = new pg.Client(connectionSettings(databaseUrl));
  await client.connect();
  try {
    await client.query('SELECT pg_advisory_lock($1)', [migrationLock]);
    await client.query(migrationTable);
    const missing = missingMigrations(await appliedMigrations(client), migrations);
    for (const migration of missing) await apply(client, migration);
    return missing.map(({ name }) => name);
  } finally {
    await client.end();
  }
}

const migrationTable = `
  CREATE TABLE IF NOT EXISTS _prisma_migrations (
    id VARCHAR(36) PRIMARY KEY NOT NULL,
    checksum VARCHAR(64) NOT NULL,
    finished_at TIMESTAMPTZ,
    migration_name VARCHAR(255) NOT NULL,
    logs TEXT,
    rolled_back_at TIMESTAMPTZ,
    started_at TIMESTAMPTZ NOT NULL DEFAULT now(),
    applied_steps_count INTEGER NOT NULL DEFAULT 0
  )`;

interface AppliedMigration {
  readonly name: string;
  readonly checksum: string;
  readonly finished: boolean;
}

async function appliedMigrations(client: pg.Client): Promise<AppliedMigration[]> {
  const { rows } = await client.query<AppliedMigration>(`
    SELECT migration_name AS name, checksum, finished_at IS NOT NULL AS finished
    FROM _prisma_migrations WHERE rolled_back_at IS NULL`);
  return rows;
}

function missingMigrations(applied: readonly AppliedMigration[], migrations: readonly Migration[]): Migration[] {
  for (const { name, checksum, finished } of applied) {
    const known = migrations.find((migration) => migration.name === name);
    if (!known) throw new Error(`the database is ahead: migration ${name} is applied but not known here`);
    if (known.checksum !== checksum) throw new Error(`migration ${name} was edited after it was applied`);
    if (!finished) throw new Error(`migration ${name} failed halfway; repair the database first`);
  }
  return migrations.filter(({ name }) => !applied.some((each) => each.name === name));
}

/** The SQL runs as one statement string, which PostgreSQL makes one transaction: all of it or nothing. */
async function apply(client: pg.Client, { name, sql, checksum }: Migration): Promise<void> {
  const id = randomUUID();
  await client.query('INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ($1, $2, $3)', [
    id,
    checksum,
    name,
  ]);
  try {
    await client.query(sql);
  } catch (error) {
    await client.query('DELETE FROM _prisma_migrations WHERE id = $1', [id]);
    throw new Error(`migration ${name}`, { cause: error });
  }
  const finish = 'UPDATE _prisma_migrations SET finished_at = now(), applied_steps_count = 1 WHERE id = $1';
  await client.query(finish, [id]);
}
