import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestStore, type TestStore } from '../../../../test/support/postgres-store.ts';
import { testStore } from './store-suite.ts';
import { commit, create, keyOf, objectAt, Recorder, setOf, update, valueIn } from './store-suite-objects.ts';

// With partitions so narrow that a compaction drops some.
testStore('the store on PostgreSQL', () => openTestStore({ partitionWidth: 8 }));

const [a, b] = [keyOf('a'), keyOf('b')];

describe('several stores on one database', () => {
  let one: TestStore;
  let two: TestStore;
  beforeEach(async () => {
    one = await openTestStore();
    two = await openTestStore({ database: one.database });
  });
  afterEach(async () => {
    await two.close();
    await one.close();
  });

  it('see each other’s writes at once, and follow them', async () => {
    const recorder = new Recorder();
    two.store.follow(0, recorder);
    await commit(one.store, create(a, 'from one'));
    expect(valueIn(await two.store.get(a))).toBe('from one');
    expect(await two.store.revision()).toBe(1);
    await commit(two.store, update(a, 'from two', { revision: 1 }));
    expect(valueIn(await one.store.get(a))).toBe('from two');
    await recorder.untilRevision(2);
    expect(recorder.revisions).toEqual([1, 2]);
  });

  it('share one row of revisions and lose no update when both write as fast as they can', async () => {
    await commit(one.store, create(a, 0));
    const recorder = new Recorder();
    two.store.follow(0, recorder);
    const increment = async ({ store }: TestStore) => {
      for (let done = 0, tries = 0; done < 15; tries++) {
        const stored = await store.get(a);
        const result = await store.commit(
          setOf(
            update(a, Number(valueIn(stored)) + 1, { revision: stored?.revision ?? 0 }),
            create(keyOf(`${done}-${tries}-${store === one.store}-${Math.trunc(performance.now() * 1000)}`)),
          ),
        );
        if (result.ok) done++;
      }
    };
    await Promise.all([one, two, one, two].map(increment));
    expect(valueIn(await one.store.get(a))).toBe(60);
    expect(await two.store.revision()).toBe(61);
    await recorder.untilRevision(61);
    expect(recorder.revisions).toEqual(Array.from({ length: 61 }, (_, index) => index + 1));
    expect(recorder.entries.slice(1).every(({ changes }) => changes.length === 2)).toBe(true);
  });
});

describe('what PostgreSQL cannot hold', () => {
  let opened: TestStore;
  beforeEach(async () => {
    opened = await openTestStore();
  });
  afterEach(() => opened.close());

  it('fails alone: a name too long for an index', async () => {
    const { store } = opened;
    const long = Array.from({ length: 3_000 }, (_, index) => String.fromCharCode(0x4e00 + ((index * 7919) % 20_000)));
    const poison = keyOf(long.join(''));
    const good = Array.from({ length: 40 }, (_, index) => store.commit(setOf(create(keyOf(`n${index}`)))));
    const bad = [commit(store, create(poison)), commit(store, create(b), create(poison))];
    const alsoGood = Array.from({ length: 40 }, (_, index) => store.commit(setOf(create(keyOf(`m${index}`)))));
    const outcomes = await Promise.allSettled(bad);
    expect(outcomes.map((outcome) => outcome.status === 'rejected' && outcome.reason)).toMatchObject([
      { reason: 'Invalid', message: expect.stringMatching(/^ConfigMap ".*" cannot be stored/) },
      { reason: 'Invalid' },
    ]);
    expect((await Promise.all([...good, ...alsoGood])).every(({ ok }) => ok)).toBe(true);
    expect(await store.revision()).toBe(80);
    expect([await store.get(poison), await store.get(b)]).toEqual([undefined, undefined]);
  });

  it('does not mistake what JSON allows for poison', async () => {
    const { store } = opened;
    const value = {
      text: '\\u0000 \u0000 \u001e "quoted" \u2028 \u{1f600} x\ud800y',
      large: 1e300,
      small: 5e-324,
      negative: -0.5,
      '$"': [[], {}, null],
    };
    await commit(store, { op: 'create', key: a, object: objectAt(a, value) });
    expect(valueIn(await store.get(a))).toEqual(value);
  });
});
