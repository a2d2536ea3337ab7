// Reads of the past, with and without compaction, against a model that remembers every state.
import { describe, expect, it } from 'vitest';
import { keyText, type ObjectKey } from '../resource/object.ts';
import { compareKeys } from './key-order.ts';
import type { Revision, Store, Write } from './store.ts';
import { commit, create, keyOf, Recorder, remove, update, valueIn } from './store-suite-objects.ts';

/** Every state there ever was, by revision. */
class Model {
  readonly states: Array<Map<string, { key: ObjectKey; value: unknown; revision: Revision }>> = [new Map()];

  apply(writes: readonly Write[]): void {
    const next = new Map(this.states.at(-1));
    const revision = this.states.length;
    for (const write of writes) {
      if (write.op === 'delete') next.delete(keyText(write.key));
      else if (write.op !== 'check') {
        next.set(keyText(write.key), { key: write.key, value: valueIn({ object: write.object }), revision });
      }
    }
    this.states.push(next);
  }

  /** As a list shows it. */
  list(at: Revision, kind?: string, namespace?: string) {
    return [...(this.states[at]?.values() ?? [])]
      .filter(
        ({ key }) =>
          (kind === undefined || key.kind === kind) && (namespace === undefined || key.namespace === namespace),
      )
      .sort((x, y) => compareKeys(x.key, y.key));
  }
}

/** A small generator with a seed, so that a failure can be repeated. */
function chance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((state / 0x80000000) * below);
  };
}

const kinds = ['ConfigMap', 'Pod'];
const namespaces = ['', 'default', 'shop'];

/** Random change sets over few keys, so that objects come, change and go many times. */
async function grow(store: Store, model: Model, { sets, pick }: { sets: number; pick: (below: number) => number }) {
  for (let count = 0; count < sets; count++) {
    const live = model.states.at(-1) ?? new Map();
    const writes = new Map<string, Write>();
    for (let size = 1 + pick(4); size > 0; size--) {
      const key = keyOf(`n${pick(12)}`, { kind: kinds[pick(2)] ?? '', namespace: namespaces[pick(3)] ?? '' });
      const value = pick(1_000_000);
      const exists = live.has(keyText(key));
      writes.set(keyText(key), !exists ? create(key, value) : pick(3) === 0 ? remove(key) : update(key, value));
    }
    await commit(store, ...writes.values());
    model.apply([...writes.values()]);
  }
}

async function probe(store: Store, model: Model, { at, pick }: { at: Revision; pick: (below: number) => number }) {
  const kind = pick(4) === 0 ? undefined : kinds[pick(2)];
  const namespace = pick(2) === 0 ? undefined : namespaces[pick(3)];
  const query = { at, ...(kind !== undefined && { kind }), ...(namespace !== undefined && { namespace }) };
  const seen = [];
  const limit = kind === undefined ? undefined : 1 + pick(8);
  let page = await store.list({ ...query, ...(limit !== undefined && { limit }) });
  seen.push(...page.items);
  for (let last = page.items.at(-1); page.more && last && limit !== undefined; last = page.items.at(-1)) {
    page = await store.list({ ...query, limit, after: last.key });
    seen.push(...page.items);
  }
  const expected = model.list(at, kind, namespace);
  expect(seen.map((stored) => ({ key: stored.key, value: valueIn(stored), revision: stored.revision }))).toEqual(
    expected,
  );
  const key = keyOf(`n${pick(12)}`, { kind: kinds[pick(2)] ?? '', namespace: namespaces[pick(3)] ?? '' });
  expect(valueIn(await store.get(key, at))).toEqual(model.states[at]?.get(keyText(key))?.value);
}

export function testPastReads(open: () => Store): void {
  it('shows every past revision as it was', async () => {
    const store = open();
    const model = new Model();
    const pick = chance(7);
    await grow(store, model, { sets: 150, pick });
    for (let at = 0; at <= 150; at++) await probe(store, model, { at, pick });
  });

  it('tells the changes of one key, with who made them and nothing beside', async () => {
    const store = open();
    await commit(store, create(keyOf('a'), 'first'), create(keyOf('b')));
    await commit(store, update(keyOf('b'), 2));
    await commit(store, update(keyOf('a'), 'second'));
    await commit(store, remove(keyOf('a')));
    await commit(store, create(keyOf('a'), 'another'));
    const told = async (limit: number) =>
      (await store.historyOf(keyOf('a'), limit)).map(({ revision, origin, changes }) => [
        revision,
        origin.actor,
        ...changes.map((change) => [change.type, change.key.name, valueIn(change), 'previous' in change]),
      ]);
    const [first] = await store.history(0, 1);
    expect(await told(10)).toEqual([
      [1, first?.origin.actor, ['ADDED', 'a', 'first', false]],
      [3, first?.origin.actor, ['MODIFIED', 'a', 'second', false]],
      [4, first?.origin.actor, ['DELETED', 'a', 'second', false]],
      [5, first?.origin.actor, ['ADDED', 'a', 'another', false]],
    ]);
    expect((await told(2)).map(([revision]) => revision)).toEqual([4, 5]);
    await store.compact(3);
    expect((await told(10)).map(([revision]) => revision)).toEqual([4, 5]);
    expect(await store.historyOf(keyOf('missing'), 10)).toEqual([]);
  });

  it('refuses a revision that is not there yet', async () => {
    const store = open();
    await commit(store, create(keyOf('a')));
    const tooLarge = { reason: 'BadRequest', message: 'Too large resource version: 2, current: 1' };
    await expect(store.list({ kind: 'ConfigMap', at: 2 })).rejects.toMatchObject(tooLarge);
    await expect(store.get(keyOf('a'), 2)).rejects.toMatchObject(tooLarge);
    await expect(store.history(2, 10)).rejects.toMatchObject(tooLarge);
  });
}

export function testCompaction(open: () => Store): void {
  it('keeps every revision from the floor on exact, through several compactions', async () => {
    const store = open();
    const model = new Model();
    const pick = chance(11);
    let floor = 0;
    for (let round = 0; round < 4; round++) {
      await grow(store, model, { sets: 60, pick });
      floor += 20 + pick(40);
      await store.compact(floor);
      expect(await store.floor()).toBe(floor);
      const latest = model.states.length - 1;
      for (const at of [floor, floor + 1, latest]) await probe(store, model, { at, pick });
      for (let count = 0; count < 30; count++)
        await probe(store, model, { at: floor + pick(latest - floor + 1), pick });
    }
  });

  it('keeps what was written before the floor and is replaced after it', async () => {
    const store = open();
    await commit(store, create(keyOf('kept'), 'first'), create(keyOf('gone'), 'first'), create(keyOf('same'), 'first'));
    await commit(store, create(keyOf('other')));
    await store.compact(2);
    await commit(store, update(keyOf('kept'), 'second'), remove(keyOf('gone')));
    const values = async (at: number) =>
      (await store.list({ kind: 'ConfigMap', at })).items.map((stored) => [stored.key.name, valueIn(stored)]);
    expect(await values(2)).toEqual([
      ['gone', 'first'],
      ['kept', 'first'],
      ['other', 1],
      ['same', 'first'],
    ]);
    expect(await values(3)).toEqual([
      ['kept', 'second'],
      ['other', 1],
      ['same', 'first'],
    ]);
    const [entry] = await store.history(2, 10);
    expect(entry?.changes.map(({ previous }) => valueIn(previous))).toEqual(['first', 'first']);
  });

  describe('below the floor', () => {
    const expired = { reason: 'Expired', message: 'too old resource version: 1 (3)' };

    it('refuses reads, pages and history', async () => {
      const store = open();
      for (const name of ['a', 'b', 'c', 'd']) await commit(store, create(keyOf(name)));
      await store.compact(3);
      await store.compact(2);
      expect(await store.floor()).toBe(3);
      await expect(store.list({ kind: 'ConfigMap', at: 1 })).rejects.toMatchObject(expired);
      await expect(store.list({ kind: 'Pod', at: 1 })).rejects.toMatchObject(expired);
      await expect(store.get(keyOf('a'), 1)).rejects.toMatchObject(expired);
      await expect(store.history(1, 10)).rejects.toMatchObject(expired);
      await expect(store.revisionAt(0)).rejects.toMatchObject({ reason: 'Expired' });
      await store.compact(4);
      await expect(store.history(1, 10)).rejects.toMatchObject({ reason: 'Expired' });
      expect(await store.history(4, 10)).toEqual([]);
      await commit(store, create(keyOf('e')));
      expect((await store.history(4, 10)).map(({ revision }) => revision)).toEqual([5]);
    });

    it('tells a follower to list again, also when nothing follows', async () => {
      const store = open();
      for (const name of ['a', 'b', 'c']) await commit(store, create(keyOf(name)));
      await store.compact(3);
      const [late, current] = [new Recorder(), new Recorder()];
      store.follow(1, late);
      store.follow(3, current);
      await late.until(({ expiredAt }) => expiredAt !== undefined);
      expect(late).toMatchObject({ expiredAt: 3, entries: [] });
      await commit(store, create(keyOf('d')));
      await current.untilRevision(4);
      expect(current.expiredAt).toBeUndefined();
    });

    it('refuses to compact beyond the latest revision', async () => {
      await expect(open().compact(1)).rejects.toMatchObject({ reason: 'BadRequest' });
    });
  });
}
