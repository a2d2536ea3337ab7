// The server killed in the middle of writing, again and again, with its durability as in production.
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { createDatabase } from '../../../../../test/support/database.ts';
import { openTestStore, type TestStore } from '../../../../../test/support/postgres-store.ts';
import { until, untilSucceeds } from '../../../../../test/support/until.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../embedded-postgres.ts';
import { commit, create, keyOf, Recorder, setOf, update, valueIn } from '../store-suite-objects.ts';

let dir: string;
let server: EmbeddedPostgres;
let opened: TestStore;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'portolan-crash-'));
  server = await startEmbeddedPostgres({ dir });
  opened = await openTestStore({ database: await createDatabase(server.url) });
});
afterEach(async () => {
  await opened.close();
  await server.stop();
  rmSync(dir, { recursive: true, force: true });
});

it('keeps every acknowledged write, makes none twice and shows followers each once, in order', async () => {
  const { store } = opened;
  const recorder = new Recorder();
  store.follow(0, recorder);
  const keys = Array.from({ length: 6 }, (_, writer) => keyOf(`w${writer}`));
  await commit(store, ...keys.map((key) => create(key, 0)));
  let kills = 0;
  let isStopping = false;
  const write = async (key: (typeof keys)[number]) => {
    let written = { revision: 1, value: 0 };
    while (!isStopping) {
      const value = written.value + 1;
      const result = await store.commit(setOf(update(key, value, { revision: written.revision })));
      // The guard names this writer's own last write: a refusal would mean that one was made twice or lost.
      if (!result.ok) throw new Error(`${key.name} ${value}: ${JSON.stringify(result.refused)}`);
      written = { revision: result.revision, value };
    }
    return written;
  };
  const writing = keys.map(write);
  while (kills < 3) {
    const before = recorder.revisions.length;
    await recorder.until(({ revisions }) => revisions.length > before + 50);
    const { pid } = server;
    process.kill(pid, 'SIGKILL');
    kills++;
    await until('the server is started again', () => server.pid !== pid);
  }
  const before = recorder.revisions.length;
  await recorder.until(({ revisions }) => revisions.length > before + 50);
  isStopping = true;
  const acknowledged = await Promise.all(writing);
  const latest = await untilSucceeds('reads work again', () => store.revision());
  await recorder.untilRevision(latest);
  expect(latest).toBe(1 + acknowledged.reduce((sum, { value }) => sum + value, 0));
  expect(recorder.revisions).toEqual(Array.from({ length: latest }, (_, index) => index + 1));
  for (const [writer, key] of keys.entries()) {
    const stored = await store.get(key);
    expect({ revision: stored?.revision, value: valueIn(stored) }).toEqual(acknowledged[writer]);
  }
}, 600_000);
