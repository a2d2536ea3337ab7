import { createDatabase } from '../../../../test/support/database.ts';
import { systemClock } from '../resource/clock.ts';
import { openPostgresStore } from './postgres-store.ts';
import { testStore } from './store-suite.ts';

const warnings: unknown[] = [];
testStore('the store on PostgreSQL', async () => {
  const database = await createDatabase();
  const store = await openPostgresStore({
    databaseUrl: database.url,
    clock: systemClock,
    warn: (text, error) => warnings.push([text, error]),
  });
  return {
    store,
    close: async () => {
      await store.close();
      await database.drop();
    },
  };
});
