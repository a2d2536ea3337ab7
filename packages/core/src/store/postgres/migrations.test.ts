import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createEmptyDatabase, type TestDatabase } from '../../../../../test/support/database.ts';
import { schemaDrift } from '../../../../../test/support/schema-drift.ts';
import { applyMigrations, type Migration, readMigrations } from './migrations.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await createEmptyDatabase();
});
afterEach(() => database.drop());

async function query(text: string): Promise<Array<Record<string, unknown>>> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  try {
    return (await client.query(text)).rows;
  } finally {
    await client.end();
  }
}

const recorded =
  'SELECT migration_name, checksum, finished_at IS NOT NULL AS finished, applied_steps_count FROM _prisma_migrations';

describe('migrations', () => {
  it('bring an empty database to what the Prisma schema describes', async () => {
    const migrations = readMigrations();
    expect(await applyMigrations(database.url, migrations)).toEqual(migrations.map(({ name }) => name));
    expect(await query(recorded)).toEqual(
      migrations.map(({ name, checksum }) => ({
        migration_name: name,
        checksum,
        finished: true,
        applied_steps_count: 1,
      })),
    );
    expect(await schemaDrift(database.url)).toBe('');
    await query('ALTER TABLE object ADD COLUMN planted TEXT');
    expect(await schemaDrift(database.url)).toContain('planted');
  });

  it('do nothing the second time, also when two processes start together', async () => {
    const migrations = readMigrations();
    const both = await Promise.all([
      applyMigrations(database.url, migrations),
      applyMigrations(database.url, migrations),
    ]);
    expect(both.flat()).toEqual(migrations.map(({ name }) => name));
    const before = await query('SELECT * FROM _prisma_migrations');
    expect(await applyMigrations(database.url, migrations)).toEqual([]);
    expect(await query('SELECT * FROM _prisma_migrations')).toEqual(before);
  });

  it('refuse an edited migration, and a database that is ahead', async () => {
    const [first, second] = [migration('1', 'CREATE TABLE one ()'), migration('2', 'CREATE TABLE two ()')];
    await applyMigrations(database.url, [first, second]);
    await expect(applyMigrations(database.url, [first, { ...second, checksum: 'other' }])).rejects.toThrow(
      'migration 2 was edited after it was applied',
    );
    await expect(applyMigrations(database.url, [first])).rejects.toThrow('migration 2 is applied but not known here');
  });

  it('keep what is stored, and let processes of the version before write on meanwhile', async () => {
    const [init, ...later] = readMigrations();
    if (!init) throw new Error('no migrations');
    const write = (name: string) => {
      const body = { metadata: { name, uid: `uid of ${name}`, labels: { text: '\u2028"' } } };
      const key = { kind: 'ConfigMap', namespace: 'default', name };
      const write = { set: 0, position: 0, op: 'create', ...key, body, actor: 'x', verb: 'x' };
      const check = { set: 0, position: 1, op: 'check', kind: 'Namespace', namespace: '', name: 'default' };
      return query(
        `SELECT refused FROM commit_change_sets(gen_random_uuid(), '${JSON.stringify([write, check])}'::jsonb)`,
      );
    };
    await applyMigrations(database.url, [init]);
    await query("INSERT INTO object VALUES ('Namespace', '', 'default', 'u', 0, '{}')");
    expect(await write('before')).toEqual([{ refused: null }]);
    await applyMigrations(database.url, [init, ...later]);
    expect(await write('meanwhile')).toEqual([{ refused: null }]);
    const select = `SELECT uid, body::json->'metadata'->'labels' AS labels FROM`;
    const labels = { text: '\u2028"' };
    expect(await query(`${select} object WHERE kind = 'ConfigMap' ORDER BY revision`)).toEqual([
      { uid: 'uid of before', labels },
      { uid: 'uid of meanwhile', labels },
    ]);
    expect(await query('SELECT count(*)::int AS count FROM change')).toEqual([{ count: 2 }]);
  });

  it('leave nothing of one that fails, so that it can be mended and applied', async () => {
    const broken = migration('1', 'CREATE TABLE one (); SELECT 1 / 0');
    await expect(applyMigrations(database.url, [broken])).rejects.toThrow('migration 1');
    expect(await query("SELECT to_regclass('one')::text AS found")).toEqual([{ found: null }]);
    expect(await applyMigrations(database.url, [migration('1', 'CREATE TABLE one ()')])).toEqual(['1']);
  });
});

function migration(name: string, sql: string): Migration {
  return { name, sql, checksum: sql };
}
