// A fresh, migrated database for each test file: a copy of a template that the first one makes.
import { createHash, randomUUID } from 'node:crypto';
import { applyMigrations, readMigrations } from '@portolan/core/store/postgres/migrations.ts';
import pg from 'pg';
import { inject } from 'vitest';

export interface TestDatabase {
  readonly url: string;
  drop(): Promise<void>;
}

/** On the run's shared server, or on one that the test started itself. */
export async function createDatabase(serverUrl?: string): Promise<TestDatabase> {
  const server = serverUrl ?? (await sharedServer());
  return create(server, `TEMPLATE ${await templateOn(server)}`);
}

/** An empty one, without the tables. */
export async function createEmptyDatabase(): Promise<TestDatabase> {
  return create(await sharedServer(), '');
}

async function create(server: string, from: string): Promise<TestDatabase> {
  const name = `portolan_test_${randomUUID().replaceAll('-', '')}`;
  await onServer(server, (client) => client.query(`CREATE DATABASE ${name} ${from}`));
  return {
    url: databaseUrl(server, name),
    drop: () => onServer(server, (client) => client.query(`DROP DATABASE ${name} WITH (FORCE)`)),
  };
}

async function sharedServer(): Promise<string> {
  const response = await fetch(inject('postgresAddress'));
  const text = await response.text();
  if (!response.ok) throw new Error(`the test server did not start: ${text}`);
  return text;
}

/** Guards the making of the template between test files that start together. */
const templateLock = 20260101;

async function templateOn(server: string): Promise<string> {
  const migrations = readMigrations();
  const hash = createHash('sha256').update(migrations.map(({ checksum }) => checksum).join());
  const name = `portolan_template_${hash.digest('hex').slice(0, 16)}`;
  await onServer(server, async (client) => {
    await client.query('SELECT pg_advisory_lock($1)', [templateLock]);
    const { rowCount } = await client.query('SELECT FROM pg_database WHERE datname = $1', [name]);
    if (rowCount) return;
    // It gets its name when it is finished, so a half-made one is never copied.
    const draft = `${name}_draft`;
    await client.query(`DROP DATABASE IF EXISTS ${draft} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${draft}`);
    await applyMigrations(databaseUrl(server, draft), migrations);
    await client.query(`ALTER DATABASE ${draft} RENAME TO ${name}`);
  });
  return name;
}

async function onServer(server: string, run: (client: pg.Client) => Promise<unknown>): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl(server, 'postgres') });
  await client.connect();
  try {
    await run(client);
  } finally {
    await client.end();
  }
}

function databaseUrl(server: string, database: string): string {
  const url = new URL(server);
  url.pathname = `/${database}`;
  return url.toString();
}
