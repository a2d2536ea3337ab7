// What followers see when connections are cut, notifications are lost, or the database is another one than before.
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createDatabase, type TestDatabase } from '../../../../../test/support/database.ts';
import { openTestStore, type TestStore } from '../../../../../test/support/postgres-store.ts';
import { TcpProxy } from '../../../../../test/support/tcp-proxy.ts';
import { until } from '../../../../../test/support/until.ts';
import { systemClock, type Timer } from '../../resource/clock.ts';
import { VirtualClock } from '../../resource/virtual-clock.ts';
import { commit, create, keyOf, Recorder, remove, update, valueIn } from '../store-suite-objects.ts';
import { ChangeFeed } from './change-feed.ts';

let database: TestDatabase;
let writer: TestStore;
let reader: TestStore;
let proxy: TcpProxy;
let aside: pg.Client;
let recorder: Recorder;

beforeEach(async () => {
  database = await createDatabase();
  const url = new URL(database.url);
  proxy = await TcpProxy.start({ port: Number(url.port) });
  url.port = String(proxy.port);
  writer = await openTestStore({ database });
  reader = await openTestStore({ database, databaseUrl: url.toString() });
  aside = new pg.Client({ connectionString: database.url });
  await aside.connect();
  recorder = new Recorder();
});
afterEach(async () => {
  proxy.heal();
  await reader.close();
  await writer.close();
  await proxy.stop();
  await aside.end();
  await database.drop();
});

function upTo(revision: number): number[] {
  return Array.from({ length: revision }, (_, index) => index + 1);
}

describe('the feed', () => {
  it('goes on where it was after each lost connection, without gap or repetition', async () => {
    reader.store.follow(0, recorder);
    let revision = 0;
    for (let round = 0; round < 5; round++) {
      for (let count = 0; count < 10; count++)
        revision = await commit(writer.store, create(keyOf(`n${round}-${count}`)));
      proxy.cut();
      revision = await commit(writer.store, create(keyOf(`after-${round}`)));
      await recorder.untilRevision(revision);
    }
    expect(recorder.revisions).toEqual(upTo(revision));
    expect(reader.warnings.length).toBeGreaterThan(0);
  });

  it('notices a connection that is up but dead', async () => {
    reader.store.follow(0, recorder);
    await commit(writer.store, create(keyOf('a')));
    await recorder.untilRevision(1);
    const before = proxy.accepted;
    proxy.silence();
    await commit(writer.store, create(keyOf('b')));
    await until('the dead connection is given up', () => reader.warnings.length > 0);
    proxy.heal();
    await recorder.untilRevision(2);
    expect(proxy.accepted).toBeGreaterThan(before);
    expect(recorder.revisions).toEqual([1, 2]);
  });

  it('finds what it was not notified of', async () => {
    reader.store.follow(0, recorder);
    await commit(writer.store, create(keyOf('a')));
    await recorder.untilRevision(1);
    // Written behind the feed's back: as if the notification were lost.
    await aside.query(`
      WITH next AS (UPDATE head SET latest = 2 RETURNING latest),
        told AS (INSERT INTO change_set SELECT latest, gen_random_uuid(), 0, 'x', 'x', NULL, NULL, now() FROM next)
      INSERT INTO change
      SELECT latest, 0, 'ADDED', 'ConfigMap', 'default', 'b', NULL, '{"metadata": {"name": "b", "uid": "b"}}' FROM next`);
    await recorder.untilRevision(2);
    expect(recorder.entries.at(-1)?.changes[0]?.key).toEqual(keyOf('b'));
  });

  it('brings a change set of any size whole', async () => {
    await commit(writer.store, create(keyOf('first')));
    await commit(writer.store, ...Array.from({ length: 2_500 }, (_, index) => create(keyOf(`n${index}`))));
    await commit(writer.store, update(keyOf('first'), 2), remove(keyOf('n0')));
    reader.store.follow(0, recorder);
    await recorder.untilRevision(3);
    expect(recorder.entries.map(({ changes }) => changes.length)).toEqual([1, 2_500, 2]);
    expect(recorder.entries[1]?.changes.map(({ position }) => position)).toEqual(upTo(2_500).map((each) => each - 1));
    expect(valueIn(recorder.entries[2]?.changes[0])).toBe(2);
  });

  it('tells a follower to list again when the database was set back', async () => {
    for (const name of ['a', 'b', 'c']) await commit(writer.store, create(keyOf(name)));
    reader.store.follow(0, recorder);
    await recorder.untilRevision(3);
    await aside.query('UPDATE head SET latest = 2');
    await until('the follower is told', () => recorder.expiredAt !== undefined);
  });
});

/** Timers that are set and have neither run nor been cancelled. */
class CountingClock extends VirtualClock {
  timers = 0;

  override setTimer(delayMs: number, run: () => void): Timer {
    this.timers++;
    const timer = super.setTimer(delayMs, run);
    return {
      cancel: () => {
        this.timers--;
        timer.cancel();
      },
    };
  }
}

describe('what this process wrote', () => {
  let feed: ChangeFeed;
  let answered: Promise<void> | undefined;
  beforeEach(() => {
    answered = undefined;
    const url = new URL(database.url);
    url.port = String(proxy.port);
    feed = new ChangeFeed({
      databaseUrl: url.toString(),
      clock: systemClock,
      warn: () => undefined,
      saw: () => undefined,
      answered: () => answered,
    });
  });
  afterEach(() => feed.close());

  it('is shown without reading, and not again when a read on its way brings it too', async () => {
    for (const name of ['a', 'b', 'c']) await commit(writer.store, create(keyOf(name)));
    const entries = await writer.store.history(0, 10);
    await aside.query('BEGIN; LOCK TABLE change_set');
    feed.follow(0, recorder);
    const watcher = new pg.Client({ connectionString: database.url });
    await watcher.connect();
    await until('the feed reads', async () => {
      const { rowCount } = await watcher.query(
        "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'",
      );
      return rowCount === 1;
    });
    await watcher.end();
    feed.offer(() => entries.slice(0, 2));
    expect(recorder.revisions).toEqual([1, 2]);
    await aside.query('COMMIT');
    await commit(writer.store, create(keyOf('d')));
    await recorder.untilRevision(4);
    expect(recorder.revisions).toEqual([1, 2, 3, 4]);
  });

  it('is not read while its answer is awaited', async () => {
    const clock = new CountingClock();
    const waiting = new ChangeFeed({
      databaseUrl: database.url,
      clock,
      warn: () => undefined,
      saw: () => undefined,
      answered: () => answered,
    });
    await commit(writer.store, create(keyOf('a')));
    waiting.follow(0, recorder);
    await recorder.untilRevision(1);
    let answer = () => {};
    answered = new Promise((resolve) => {
      answer = resolve;
    });
    await until('the feed sleeps', () => clock.timers === 1);
    await commit(writer.store, create(keyOf('b')));
    // Beside the timer of the poll that of the read which waits for the answer.
    await until('the feed is notified', () => clock.timers === 2);
    expect(recorder.revisions).toEqual([1]);
    answer();
    await recorder.untilRevision(2);
    await waiting.close();
  });

  it('waits for what others wrote before it', async () => {
    for (const name of ['a', 'b', 'c']) await commit(writer.store, create(keyOf(name)));
    const entries = await writer.store.history(0, 10);
    proxy.silence();
    feed.follow(0, recorder);
    feed.offer(() => entries.slice(1));
    expect(recorder.revisions).toEqual([]);
    proxy.heal();
    await recorder.untilRevision(3);
    expect(recorder.revisions).toEqual([1, 2, 3]);
  });
});
