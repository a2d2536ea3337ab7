// A store on a fresh database, and what it warned of.
import { systemClock } from '@portolan/core/resource/clock.ts';
import { openPostgresStore, type PostgresStoreOptions } from '@portolan/core/store/postgres-store.ts';
import type { Store } from '@portolan/core/store/store.ts';
import pg from 'pg';
import { createDatabase, type TestDatabase } from './database.ts';

export interface TestStore {
  readonly store: Store;
  readonly database: TestDatabase;
  readonly warnings: string[];
  close(): Promise<void>;
}

export interface TestStoreOptions extends Partial<PostgresStoreOptions> {
  /** Revisions per partition of history; as the migrations set it when absent. */
  readonly partitionWidth?: number;
  /** Another store's database, which that one drops. */
  readonly database?: TestDatabase;
}

export async function openTestStore(given: TestStoreOptions = {}): Promise<TestStore> {
  const { database, partitionWidth, ...options } = given;
  const own = database ?? (await createDatabase());
  if (partitionWidth !== undefined) await narrowPartitions(own.url, partitionWidth);
  const warnings: string[] = [];
  const store = await openPostgresStore({
    databaseUrl: own.url,
    clock: systemClock,
    warn: (text, error) => warnings.push(`${text}: ${error}`),
    ...options,
  });
  const close = async () => {
    await store.close();
    if (!database) await own.drop();
  };
  return { store, database: own, warnings, close };
}

/** Of an empty database: the first partition, made by the migrations, is too wide to see any dropped in a test. */
export async function narrowPartitions(databaseUrl: string, width: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(`
    DROP TABLE change_1_100001, change_set_1_100001;
    UPDATE head SET partition_end = 1, partition_width = ${width};
    SELECT add_partitions(1)`);
  await client.end();
}
