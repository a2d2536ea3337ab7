// Partitions, retention and what is swept, with partitions of a few revisions.
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestStore, type TestStore } from '../../../../../test/support/postgres-store.ts';
import { until } from '../../../../../test/support/until.ts';
import { isReason } from '../../resource/api-error.ts';
import { systemClock } from '../../resource/clock.ts';
import type { ListResult, RevisionChanges } from '../store.ts';
import { commit, create, keyOf, objectAt, Recorder, remove, setOf, update, valueIn } from '../store-suite-objects.ts';
import { Database } from './database.ts';
import { Maintenance, maintain, type Retention, retainedFloor } from './maintenance.ts';

let opened: TestStore;
let database: Database;
let aside: pg.Client;

beforeEach(async () => {
  opened = await openTestStore({ partitionWidth: 10 });
  database = new Database(opened.database.url);
  aside = new pg.Client({ connectionString: opened.database.url });
  await aside.connect();
});
afterEach(async () => {
  await aside.end();
  await database.close();
  await opened.close();
});

async function partitions(): Promise<string[]> {
  const { rows } = await aside.query<{ name: string }>(
    "SELECT inhrelid::regclass::text AS name FROM pg_inherits WHERE inhparent = 'change'::regclass ORDER BY inhrelid",
  );
  return rows.map(({ name }) => name);
}

async function write(count: number): Promise<void> {
  const key = keyOf('counted');
  if (!(await opened.store.get(key))) await commit(opened.store, create(key, 0));
  for (let latest = await opened.store.revision(); latest < count; latest++) {
    await commit(opened.store, update(key, latest));
  }
}

const keepAll: Retention = { maxAgeMs: 3_600_000, minRevisions: 1_000, maxRevisions: 1_000_000 };
const warn = () => undefined;

describe('partitions', () => {
  it('are there ahead of the writers', async () => {
    await write(5);
    await maintain({ database, clock: systemClock, retention: keepAll, warn });
    expect(await partitions()).toEqual(['change_1_11', 'change_11_21']);
    await maintain({ database, clock: systemClock, retention: keepAll, warn });
    expect(await partitions()).toHaveLength(2);
  });

  it('are made by the writer that finds none left, also for a large batch', async () => {
    await write(9);
    const keys = Array.from({ length: 35 }, (_, index) => keyOf(`n${index}`));
    await Promise.all(keys.map((key) => commit(opened.store, create(key))));
    expect(await opened.store.revision()).toBe(44);
    expect(await partitions()).toEqual(expect.arrayContaining(['change_1_11', 'change_11_21', 'change_41_51']));
    expect((await opened.store.history(0, 100)).length).toBe(44);
  });

  it('go when they lie behind the floor, and no read misses them', async () => {
    await commit(opened.store, create(keyOf('old'), 'old'), create(keyOf('gone'), 'gone'));
    await write(35);
    await opened.store.compact(24);
    expect(await partitions()).toEqual(['change_21_31', 'change_31_41']);
    await commit(opened.store, update(keyOf('old'), 'new'), remove(keyOf('gone')));
    const { items } = await opened.store.list({ kind: 'ConfigMap', at: 24 });
    expect(items.map((stored) => [stored.key.name, stored.revision, valueIn(stored)])).toEqual([
      ['counted', 24, 23],
      ['gone', 1, 'gone'],
      ['old', 1, 'old'],
    ]);
    const carried = await aside.query('SELECT name FROM carried ORDER BY name');
    expect(carried.rows.map(({ name }) => name)).toEqual(['counted', 'gone', 'old']);
    await opened.store.compact(36);
    expect((await aside.query('SELECT FROM carried')).rowCount).toBe(0);
  });

  it('wait for a reader who holds them rather than make everybody wait', async () => {
    await write(25);
    const reader = new pg.Client({ connectionString: opened.database.url });
    await reader.connect();
    await reader.query('BEGIN; SELECT FROM change LIMIT 1');
    await opened.store.compact(22);
    expect(await opened.store.floor()).toBe(22);
    expect(await partitions()).toHaveLength(3);
    await reader.end();
    await until('the partitions are gone', async () => {
      await maintain({ database, clock: systemClock, retention: keepAll, warn });
      return (await partitions())[0] === 'change_21_31';
    });
  });
});

describe('compaction among writers', () => {
  it('leaves every retained revision exact at every moment', async () => {
    const { store } = opened;
    const log = new Recorder();
    store.follow(0, log);
    let isDone = false;
    let seed = 1;
    const pick = (below: number) => {
      seed = (Math.imul(seed, 1103515245) + 12345) & 0x7fffffff;
      return Math.floor((seed / 0x80000000) * below);
    };
    const writeOne = async (step: number) => {
      const key = keyOf(`n${pick(15)}`);
      const isThere = (await store.get(key)) !== undefined;
      const write = !isThere ? create(key, step) : pick(3) === 0 ? remove(key) : update(key, step);
      // Another writer may have been faster; that is no matter here.
      await store.commit(setOf(write));
    };
    const writers = Array.from({ length: 4 }, async () => {
      for (let step = 0; step < 120; step++) await writeOne(step);
    });
    const compactor = async () => {
      while (!isDone) await store.compact(Math.max(0, (await store.revision()) - 20));
    };
    const probes: ListResult[] = [];
    const prober = async () => {
      while (!isDone) {
        const [floor, latest] = [await store.floor(), await store.revision()];
        const at = floor + pick(latest - floor + 1);
        try {
          probes.push(await store.list({ kind: 'ConfigMap', at }));
        } catch (error) {
          if (!isReason(error, 'Expired')) throw error;
        }
      }
    };
    const writing = Promise.all(writers).finally(() => {
      isDone = true;
    });
    await Promise.all([writing, compactor(), prober(), prober()]);
    const latest = await store.revision();
    await log.untilRevision(latest);
    const states = replay(log.entries);
    const wrong = probes.flatMap(({ revision, items }) => {
      const shown = items.map((stored) => `${stored.key.name}@${stored.revision}=${valueIn(stored)}`).join();
      return shown === states[revision] ? [] : [{ revision, shown, was: states[revision] }];
    });
    expect(wrong).toEqual([]);
    expect({ latest, probes: probes.length, floor: await store.floor() }).toMatchObject({
      latest: expect.toSatisfy((value: number) => value > 200),
      probes: expect.toSatisfy((value: number) => value > 30),
      floor: expect.toSatisfy((value: number) => value > 100),
    });
  });
});

/** What each revision looks like, by the changes that led there. */
function replay(entries: readonly RevisionChanges[]): string[] {
  const live = new Map<string, string>();
  const states = [''];
  for (const { changes } of entries) {
    for (const change of changes) {
      if (change.type === 'DELETED') live.delete(change.key.name);
      else live.set(change.key.name, `${change.key.name}@${change.revision}=${valueIn(change)}`);
    }
    states.push(
      [...live.keys()]
        .sort()
        .map((name) => live.get(name))
        .join(),
    );
  }
  return states;
}

describe('retention', () => {
  it('raises the floor to the end of a partition when there are more revisions than it keeps', async () => {
    await write(47);
    expect(await retainedFloor(database, { ...keepAll, minRevisions: 1, maxRevisions: 15 })).toBe(30);
    expect(await retainedFloor(database, keepAll)).toBeUndefined();
    await maintain({
      database,
      clock: systemClock,
      retention: { ...keepAll, minRevisions: 1, maxRevisions: 15 },
      warn,
    });
    expect(await opened.store.floor()).toBe(30);
    expect((await partitions())[0]).toBe('change_31_41');
  });

  it('goes by age, but keeps a minimum however old it is', async () => {
    await write(40);
    await aside.query("UPDATE change_set SET at = at - interval '2 days' WHERE revision <= 35");
    const day: Retention = { maxAgeMs: 86_400_000, minRevisions: 1, maxRevisions: 1_000 };
    expect(await retainedFloor(database, day)).toBe(30);
    expect(await retainedFloor(database, { ...day, minRevisions: 25 })).toBe(10);
    expect(await retainedFloor(database, { ...day, minRevisions: 40 })).toBeUndefined();
  });

  it('is looked after without being asked', async () => {
    await write(47);
    const clock = { ...systemClock, setTimer: (_: number, run: () => void) => systemClock.setTimer(1, run) };
    const retention = { ...keepAll, minRevisions: 1, maxRevisions: 15 };
    const maintenance = new Maintenance({ database, clock, retention, warn });
    await until('the floor rises', async () => (await opened.store.floor()) === 30);
    await maintenance.stop();
  });
});

describe('sweeping', () => {
  it('removes heartbeats of leases that are gone', async () => {
    const lease = keyOf('n1', { kind: 'Lease.coordination.k8s.io' });
    await commit(opened.store, { op: 'create', key: lease, object: objectAt(lease, 1, 'u1') });
    await opened.store.renew([{ key: lease, uid: 'u1', renewTime: '2026-01-01T00:00:00.000000Z' }]);
    await maintain({ database, clock: systemClock, retention: keepAll, warn });
    expect((await aside.query('SELECT FROM heartbeat')).rowCount).toBe(1);
    await commit(opened.store, remove(lease));
    await maintain({ database, clock: systemClock, retention: keepAll, warn });
    expect((await aside.query('SELECT FROM heartbeat')).rowCount).toBe(0);
  });
});
