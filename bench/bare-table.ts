// The table of live objects alone, for rivals that only write: no history, no numbers, nobody told.
import pg from 'pg';
import type { BenchServer } from './benchmark.ts';

/** In a database of its own, whose URL is returned. */
export async function createBareTable(server: BenchServer): Promise<string> {
  const url = await server.createDatabase();
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(`
    CREATE TABLE object (
      kind TEXT, namespace TEXT, name TEXT, uid TEXT NOT NULL, revision BIGINT NOT NULL, body TEXT NOT NULL,
      PRIMARY KEY (kind, namespace, name)
    ) WITH (fillfactor = 80)`);
  await client.end();
  return url;
}

/** Values: kind, namespace, name, uid, the revision before, body. */
export const insertStatement = {
  name: 'insert',
  text: 'INSERT INTO object VALUES ($1, $2, $3, $4, $5::bigint + 1, $6)',
};
export const updateStatement = {
  name: 'update',
  text: `
    UPDATE object SET uid = $4, revision = revision + 1, body = $6
    WHERE kind = $1 AND namespace = $2 AND name = $3 AND revision = $5`,
};
