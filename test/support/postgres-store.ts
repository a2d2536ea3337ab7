// A store on a fresh database, and what it warned of.
import { systemClock } from '@portolan/core/resource/clock.ts';
import { openPostgresStore, type PostgresStoreOptions } from '@portolan/core/store/postgres-store.ts';
import type { Store } from '@portolan/core/store/store.ts';
import { createDatabase, type TestDatabase } from './database.ts';

export interface TestStore {
  readonly store: Store;
  readonly database: TestDatabase;
  readonly warnings: string[];
  close(): Promise<void>;
}

export interface TestStoreOptions extends Partial<PostgresStoreOptions> {
  /** Another store's database, which that one drops. */
  readonly database?: TestDatabase;
}

export async function openTestStore({ database, ...options }: TestStoreOptions = {}): Promise<TestStore> {
  const own = database ?? (await createDatabase());
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
