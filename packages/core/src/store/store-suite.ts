// What every store does, whatever it is made of: the same tests run on each.
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ListQuery, Store, StoredObject } from './store.ts';
import { testCompaction, testPastReads } from './store-suite-history.ts';
import {
  check,
  commit,
  create,
  keyOf,
  objectAt,
  origin,
  Recorder,
  remove,
  setOf,
  update,
  valueIn,
} from './store-suite-objects.ts';
import { testSessionLocks } from './store-suite-session-locks.ts';

export interface StoreUnderTest {
  readonly store: Store;
  close(): Promise<void>;
}

/** Each test gets an empty store. */
export function testStore(name: string, open: () => Promise<StoreUnderTest>): void {
  describe(name, () => {
    let opened: StoreUnderTest;
    beforeEach(async () => {
      opened = await open();
    });
    afterEach(() => opened.close());
    const store = () => opened.store;
    describe('commit', () => testCommit(store));
    describe('list', () => testList(store));
    describe('history and feed', () => testHistory(store));
    describe('heartbeats', () => testHeartbeats(store));
    describe('session locks', () => testSessionLocks(store));
    describe('past reads', () => testPastReads(store));
    describe('compaction', () => testCompaction(store));
  });
}

const [a, b, c] = [keyOf('a'), keyOf('b'), keyOf('c')];

function testCommit(open: () => Store): void {
  it('stores an object with its revision as resourceVersion, frozen', async () => {
    const store = open();
    expect(await commit(store, create(a, { deep: ['ä', '😀', 0.1, null, true] }))).toBe(1);
    const stored = await store.get(a);
    expect(stored).toMatchObject({ key: a, uid: 'uid-ConfigMap-default-a', revision: 1 });
    const expected = objectAt(a, { deep: ['ä', '😀', 0.1, null, true] });
    expect(stored?.object).toEqual({ ...expected, metadata: { ...expected.metadata, resourceVersion: '1' } });
    expect(Object.isFrozen(stored?.object.metadata)).toBe(true);
  });

  it('keeps cluster-scoped objects apart from those of a namespace', async () => {
    const store = open();
    const cluster = keyOf('a', { namespace: '' });
    await commit(store, create(cluster, 'cluster'));
    await commit(store, create(a, 'namespaced'));
    expect(valueIn(await store.get(cluster))).toBe('cluster');
    expect(valueIn(await store.get(a))).toBe('namespaced');
  });

  it('refuses each write whose expectation fails, and says which and why', async () => {
    const store = open();
    await commit(store, create(a), create(b));
    await commit(store, update(b, 2));
    const result = await store.commit(
      setOf(
        create(a),
        update(c, 1),
        update(b, 3, { revision: 1 }),
        remove(keyOf('d')),
        create(keyOf('e')),
        check(keyOf('f')),
      ),
    );
    expect(result).toEqual({
      ok: false,
      refused: expect.arrayContaining([
        { position: 0, why: 'exists' },
        { position: 1, why: 'not-found' },
        { position: 2, why: 'revision-mismatch' },
        { position: 3, why: 'not-found' },
        { position: 5, why: 'not-found' },
      ]),
    });
    expect(result.ok ? [] : result.refused).toHaveLength(5);
    expect(await store.commit(setOf(update(a, 2, { uid: 'other' })))).toEqual({
      ok: false,
      refused: [{ position: 0, why: 'uid-mismatch' }],
    });
  });

  it('writes all of a set under one revision or nothing of it', async () => {
    const store = open();
    const pod = keyOf('a', { kind: 'Pod' });
    const deployment = keyOf('a', { kind: 'Deployment.apps' });
    expect(await commit(store, create(a), create(pod), create(deployment))).toBe(1);
    expect((await store.commit(setOf(update(a, 2), remove(pod), create(deployment)))).ok).toBe(false);
    expect(await store.revision()).toBe(1);
    expect(valueIn(await store.get(a))).toBe(1);
    expect(await store.get(pod)).toMatchObject({ revision: 1 });
    expect(await store.history(1, 10)).toEqual([]);
  });

  it('holds a set to its checks without writing what they name', async () => {
    const store = open();
    const namespace = keyOf('default', { kind: 'Namespace', namespace: '' });
    await commit(store, create(namespace));
    expect(await commit(store, check(namespace, { revision: 1 }), create(a))).toBe(2);
    expect(await store.get(namespace)).toMatchObject({ revision: 1 });
    const [entry] = await store.history(1, 10);
    expect(entry?.changes.map(({ key, position }) => ({ key, position }))).toEqual([{ key: a, position: 1 }]);
    await commit(store, remove(namespace));
    expect((await store.commit(setOf(check(namespace), create(b)))).ok).toBe(false);
    expect(await store.get(b)).toBeUndefined();
  });

  it('gives dense revisions to sets that come at once, and none to those it refuses', async () => {
    const store = open();
    const names = Array.from({ length: 300 }, (_, index) => keyOf(`n${index % 150}`));
    const results = await Promise.all(names.map((key) => store.commit(setOf(create(key)))));
    const revisions = results.flatMap((result) => (result.ok ? [result.revision] : []));
    expect(revisions.sort((x, y) => x - y)).toEqual(Array.from({ length: 150 }, (_, index) => index + 1));
    expect(await store.revision()).toBe(150);
  });

  it('lets exactly one of many writers win who all saw the same revision', async () => {
    const store = open();
    let revision = await commit(store, create(a, 0));
    for (let round = 1; round <= 5; round++) {
      const results = await Promise.all(
        Array.from({ length: 20 }, (_, writer) => store.commit(setOf(update(a, { round, writer }, { revision })))),
      );
      const won = results.flatMap((result, writer) => (result.ok ? [{ writer, revision: result.revision }] : []));
      expect(won).toHaveLength(1);
      expect(valueIn(await store.get(a))).toEqual({ round, writer: won[0]?.writer });
      revision = won[0]?.revision ?? 0;
    }
  });

  it('keeps writes of one key in the order they came', async () => {
    const store = open();
    const sets = [create(a, 0), ...Array.from({ length: 20 }, (_, index) => update(a, index + 1))];
    const revisions = await Promise.all(sets.map((write, index) => commit(store, write, create(keyOf(`x${index}`)))));
    expect(revisions).toEqual(Array.from({ length: 21 }, (_, index) => index + 1));
    expect(valueIn(await store.get(a))).toBe(20);
  });

  it('throws on what no caller may send', async () => {
    const store = open();
    await expect(store.commit(setOf(check(a)))).rejects.toThrow('needs a write that is not a check');
    await expect(store.commit(setOf(create(a), update(a, 2)))).rejects.toThrow('only one write per key');
    await expect(store.commit(setOf({ op: 'create', key: a, object: objectAt(b, 1) }))).rejects.toThrow('its key');
  });
}

function names(items: readonly StoredObject[]): string[] {
  return items.map(({ key }) => `${key.namespace}/${key.name}`);
}

function testList(open: () => Store): void {
  it('lists a kind in key order by code point, with the revision it shows', async () => {
    const store = open();
    expect(await store.list({ kind: 'ConfigMap' })).toEqual({ revision: 0, items: [], more: false });
    const keys = ['b', 'B', 'a-1', 'a.1', 'a', '\u{10000}', '\uffff'].map((name) => keyOf(name));
    for (const key of keys) await commit(store, create(key));
    await commit(store, create(keyOf('z', { namespace: 'default-2' })), create(keyOf('a', { namespace: '' })));
    await commit(store, create(keyOf('a', { kind: 'Pod' })));
    const all = await store.list({ kind: 'ConfigMap' });
    expect(all).toMatchObject({ revision: 9, more: false });
    const inDefault = ['B', 'a', 'a-1', 'a.1', 'b', '\uffff', '\u{10000}'].map((name) => `default/${name}`);
    expect(names(all.items)).toEqual(['/a', ...inDefault, 'default-2/z']);
    expect(names((await store.list({ kind: 'ConfigMap', namespace: 'default' })).items)).toEqual(inDefault);
    expect(await store.list({ kind: 'ConfigMap', namespace: 'none' })).toMatchObject({ revision: 9, items: [] });
  });

  it('lists everything at one revision, ordered by kind first', async () => {
    const store = open();
    await commit(
      store,
      create(keyOf('b', { kind: 'Pod' })),
      create(a),
      create(keyOf('x', { kind: 'Deployment.apps' })),
    );
    const { revision, items } = await store.list({});
    expect(revision).toBe(1);
    expect(items.map(({ key }) => key.kind)).toEqual(['ConfigMap', 'Deployment.apps', 'Pod']);
  });

  it('stays on its revision from page to page while others write', async () => {
    const store = open();
    const before = Array.from({ length: 25 }, (_, index) => keyOf(`n${String(index).padStart(2, '0')}`));
    await commit(store, ...before.map((key) => create(key, 'old')));
    const first = await store.list({ kind: 'ConfigMap', limit: 10 });
    expect(first.more).toBe(true);
    const seen = [...first.items];
    for (let page = first, round = 0; page.more; round++) {
      await commit(store, remove(keyOf(`n${20 + round}`)), update(keyOf('n15'), round), create(keyOf(`n1${round}x`)));
      const last = page.items.at(-1);
      if (!last) throw new Error('a page without items says that more follow');
      const query: ListQuery = { kind: 'ConfigMap', limit: 10, at: first.revision, after: last.key };
      page = await store.list(query);
      expect(page.revision).toBe(first.revision);
      seen.push(...page.items);
    }
    expect(names(seen)).toEqual(before.map(({ name }) => `default/${name}`));
    expect(seen.every((stored) => valueIn(stored) === 'old' && stored.revision === 1)).toBe(true);
  });

  it('knows at the end of a page that is exactly full that nothing follows', async () => {
    const store = open();
    await commit(store, create(a), create(b));
    expect((await store.list({ kind: 'ConfigMap', limit: 2 })).more).toBe(false);
    expect((await store.list({ kind: 'ConfigMap', limit: 1 })).more).toBe(true);
  });
}

function testHistory(open: () => Store): void {
  it('tells each change with its type, position, origin and the state before', async () => {
    const store = open();
    await commit(store, create(a, 1), create(b, 1));
    await commit(store, update(a, 2));
    await store.commit({ writes: [remove(a)], origin: { ...origin, reason: 'done', source: 'test' } });
    const [created, updated, deleted] = await store.history(0, 100);
    expect(created?.changes.map(({ type, position, key, revision }) => ({ type, position, key, revision }))).toEqual([
      { type: 'ADDED', position: 0, key: a, revision: 1 },
      { type: 'ADDED', position: 1, key: b, revision: 1 },
    ]);
    expect(created?.changes[0]).not.toHaveProperty('previous');
    expect(updated?.changes[0]).toMatchObject({ type: 'MODIFIED', revision: 2, previous: { revision: 1 } });
    expect(valueIn(updated?.changes[0]?.previous)).toBe(1);
    expect(deleted).toMatchObject({ revision: 3, origin: { actor: 'alice', reason: 'done', source: 'test' } });
    expect(deleted?.changes[0]).toMatchObject({ type: 'DELETED', revision: 3, previous: { revision: 2 } });
    expect(valueIn(deleted?.changes[0])).toBe(2);
    expect(deleted?.changes[0]?.object.metadata.resourceVersion).toBe('3');
  });

  it('gives whole revisions, however few changes are asked for', async () => {
    const store = open();
    await commit(store, create(a), create(b), create(c));
    await commit(store, update(a, 2));
    await commit(store, update(a, 3), update(b, 3));
    const sizes = async (since: number, limit: number) =>
      (await store.history(since, limit)).map(({ revision, changes }) => [revision, changes.length]);
    expect(await sizes(0, 1)).toEqual([[1, 3]]);
    expect((await sizes(0, 4)).slice(0, 2)).toEqual([
      [1, 3],
      [2, 1],
    ]);
    expect(await sizes(1, 100)).toEqual([
      [2, 1],
      [3, 2],
    ]);
    expect(await sizes(3, 100)).toEqual([]);
  });

  it('brings every follower all that follows its revision, in order and once, whenever it began', async () => {
    const store = open();
    const early = new Recorder();
    store.follow(0, early);
    for (let index = 0; index < 10; index++) await commit(store, create(keyOf(`n${index}`)));
    const late = new Recorder();
    store.follow(4, late);
    await Promise.all(Array.from({ length: 50 }, (_, index) => commit(store, create(keyOf(`m${index}`)))));
    await Promise.all([early.untilRevision(60), late.untilRevision(60)]);
    expect(early.revisions).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
    expect(late.revisions).toEqual(Array.from({ length: 56 }, (_, index) => index + 5));
    expect(early.entries.at(-1)).toMatchObject({ origin, changes: [{ type: 'ADDED' }] });
  });

  it('tells a follower that stopped nothing more', async () => {
    const store = open();
    const [stopped, going] = [new Recorder(), new Recorder()];
    const following = store.follow(0, stopped);
    store.follow(0, going);
    await commit(store, create(a));
    await Promise.all([stopped.untilRevision(1), going.untilRevision(1)]);
    following.stop();
    await commit(store, create(b));
    await going.untilRevision(2);
    expect(stopped.revisions).toEqual([1]);
  });

  it('says which revision was the last one at a moment', async () => {
    const store = open();
    expect(await store.revisionAt(Date.now() + 60_000)).toBe(0);
    for (const key of [a, b, c]) await commit(store, create(key));
    const entries = await store.history(0, 10);
    const times = entries.map(({ committedAtMs }) => committedAtMs);
    expect(times).toEqual([...times].sort((x, y) => x - y));
    const [first = 0, , last = 0] = times;
    expect(await store.revisionAt(first - 1)).toBe(0);
    expect(await store.revisionAt(last + 1)).toBe(3);
  });
}

const lease = keyOf('n1', { kind: 'Lease.coordination.k8s.io', namespace: 'kube-node-lease' });

function testHeartbeats(open: () => Store): void {
  const beat = (second: number, uid = objectAt(lease, 1).metadata.uid ?? '') => ({
    key: lease,
    uid,
    renewTime: `2026-01-01T00:00:${String(second).padStart(2, '0')}.000000Z`,
  });
  const renewTimeIn = (stored: StoredObject | undefined) => stored?.object.spec;

  it('shows the latest renewal on the lease without a new revision', async () => {
    const store = open();
    await commit(store, create(lease));
    await Promise.all([store.renew([beat(2)]), store.renew([beat(3)]), store.renew([beat(1)])]);
    const expected = { renewTime: '2026-01-01T00:00:03.000000Z' };
    expect(renewTimeIn(await store.get(lease))).toEqual(expected);
    expect(renewTimeIn((await store.list({ kind: lease.kind })).items[0])).toEqual(expected);
    expect(renewTimeIn((await store.list({})).items[0])).toEqual(expected);
    expect((await store.get(lease))?.revision).toBe(1);
    expect(await store.revision()).toBe(1);
    expect(renewTimeIn(await store.get(lease, 1))).toBeUndefined();
  });

  it('names renewals of leases that do not exist', async () => {
    const store = open();
    await commit(store, create(lease));
    expect(await store.renew([beat(1, 'other')])).toEqual({ missing: [lease] });
    expect(await store.renew([beat(1)])).toEqual({ missing: [] });
    await commit(store, remove(lease));
    expect(await store.renew([beat(2)])).toEqual({ missing: [lease] });
  });

  it('forgets the renewals of a lease that was deleted and made anew', async () => {
    const store = open();
    await commit(store, create(lease));
    await store.renew([beat(9)]);
    await commit(store, remove(lease));
    await commit(store, { op: 'create', key: lease, object: objectAt(lease, 1, 'uid-2') });
    expect(renewTimeIn(await store.get(lease))).toBeUndefined();
  });

  it('brings followers the latest renewals after the lease itself', async () => {
    const store = open();
    const recorder = new Recorder();
    store.follow(0, recorder);
    await commit(store, create(lease));
    for (const second of [1, 2, 3]) await store.renew([beat(second)]);
    await recorder.until(({ beats }) => beats.at(-1)?.renewTime === beat(3).renewTime);
    expect(recorder.revisions).toEqual([1]);
    expect(recorder.beats.at(-1)).toEqual(beat(3));
  });
}
