import { systemClock } from '../resource/clock.ts';
import { createMemoryStore } from './memory-store.ts';
import { testStore } from './store-suite.ts';

testStore('the store in memory', async () => {
  const store = createMemoryStore(systemClock);
  return { store, close: () => store.close() };
});
