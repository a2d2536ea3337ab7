import { describe, expect, it } from 'vitest';
import { openTestStore } from '../../../../test/support/postgres-store.ts';
import { until } from '../../../../test/support/until.ts';
import { ApiError } from '../resource/api-error.ts';
import { systemClock } from '../resource/clock.ts';
import { VirtualClock } from '../resource/virtual-clock.ts';
import { createMemoryStore } from './memory-store.ts';
import type { RevisionChanges, Store, StoredObject } from './store.ts';
import { commit, create, keyOf, objectAt, remove, update, valueIn } from './store-suite-objects.ts';
import { type CacheListener, WatchCache } from './watch-cache.ts';

const [a, b] = [keyOf('a'), keyOf('b')];

async function start(options: { windowChanges?: number; waitTimeoutMs?: number } = {}) {
  const clock = new VirtualClock();
  const store = createMemoryStore(clock);
  return { clock, store, cache: await WatchCache.start(store, { clock, ...options }) };
}

/** A store whose feed leaves the state before to the cache, as a store may. */
function withoutPrevious(store: Store): Store {
  const follow: Store['follow'] = (since, follower) =>
    store.follow(since, {
      onExpired: (floor) => follower.onExpired(floor),
      onChanges: (batch) =>
        follower.onChanges(
          batch.map((entry) => ({ ...entry, changes: entry.changes.map(({ previous, ...change }) => change) })),
        ),
    });
  return Object.assign(Object.create(store), { follow });
}

class Listener implements CacheListener {
  readonly entries: RevisionChanges[] = [];
  resets = 0;
  beats = 0;
  onChanges(batch: readonly RevisionChanges[]): void {
    this.entries.push(...batch);
  }
  onHeartbeats(): void {
    this.beats++;
  }
  onReset(): void {
    this.resets++;
  }
}

function owned(name: string, ...owners: string[]) {
  const key = keyOf(name, { kind: 'Pod' });
  const object = objectAt(key, name);
  const ownerReferences = owners.map((uid) => ({ apiVersion: 'apps/v1', kind: 'ReplicaSet', name: uid, uid }));
  return { key, object: { ...object, metadata: { ...object.metadata, ownerReferences } } };
}

describe('the watch cache', () => {
  it('starts with all that is there and keeps up with what follows', async () => {
    const clock = new VirtualClock();
    const store = createMemoryStore(clock);
    await commit(store, create(a, 1), create(keyOf('a', { namespace: 'shop' })));
    const cache = await WatchCache.start(store, { clock });
    expect(cache.revision).toBe(1);
    await commit(store, create(b), update(a, 2), create(keyOf('n1', { kind: 'Node', namespace: '' })));
    await commit(store, remove(b));
    await cache.waitFor(3);
    expect(cache.list('ConfigMap').map(({ key }) => `${key.namespace}/${key.name}`)).toEqual(['default/a', 'shop/a']);
    expect(cache.list('ConfigMap', 'shop').map(({ key }) => key.namespace)).toEqual(['shop']);
    expect(cache.list('Secret')).toEqual([]);
    expect(cache.kindNames()).toEqual(['ConfigMap', 'Node']);
    expect(valueIn(cache.get(a))).toBe(2);
    expect(cache.get(b)).toBeUndefined();
    expect(cache.byUid('uid-ConfigMap-default-a')?.revision).toBe(2);
    expect(cache.byUid('uid-ConfigMap-default-b')).toBeUndefined();
  });

  it('hands out lists that do not change under their reader', async () => {
    const { store, cache } = await start();
    await commit(store, create(a));
    await cache.waitFor(1);
    const before = cache.list('ConfigMap');
    expect(cache.list('ConfigMap')).toBe(before);
    await commit(store, create(b));
    await cache.waitFor(2);
    expect(before.length).toBe(1);
    expect(cache.list('ConfigMap').length).toBe(2);
  });

  it('equals the store at each revision it shows', async () => {
    const { store, cache } = await start();
    const differences: number[] = [];
    const seen: Array<{ revision: number; items: StoredObject[] }> = [];
    cache.subscribe({
      onChanges: () =>
        seen.push({ revision: cache.revision, items: cache.kindNames().flatMap((kind) => [...cache.list(kind)]) }),
      onReset: () => undefined,
    });
    const live = new Set<string>();
    for (let step = 0; step < 200; step++) {
      const name = `n${(step * 7919) % 23}`;
      const key = keyOf(name, { kind: step % 3 === 0 ? 'Pod' : 'ConfigMap', namespace: step % 2 === 0 ? 'x' : 'y' });
      const text = JSON.stringify(key);
      if (!live.has(text)) await commit(store, create(key, step));
      else if (step % 4 === 0) await commit(store, remove(key));
      else await commit(store, update(key, step));
      if (live.has(text) && step % 4 === 0) live.delete(text);
      else live.add(text);
    }
    await cache.waitFor(200);
    for (const { revision, items } of seen) {
      const stored = await store.list({ at: revision });
      if (JSON.stringify(stored.items) !== JSON.stringify(items)) differences.push(revision);
    }
    expect(seen.length).toBeGreaterThan(100);
    expect(differences).toEqual([]);
  });

  it('tells its subscribers every change once, in order, with the state before', async () => {
    const { clock, store } = await start();
    const cache = await WatchCache.start(withoutPrevious(store), { clock });
    const listener = new Listener();
    const unsubscribe = cache.subscribe(listener);
    await commit(store, create(a, 1));
    await commit(store, update(a, 2));
    await commit(store, remove(a));
    await cache.waitFor(3);
    unsubscribe();
    await commit(store, create(b));
    await cache.waitFor(4);
    const changes = listener.entries.flatMap((entry) => entry.changes);
    expect(changes.map(({ type, revision }) => [type, revision])).toEqual([
      ['ADDED', 1],
      ['MODIFIED', 2],
      ['DELETED', 3],
    ]);
    expect(changes.map(({ previous }) => valueIn(previous))).toEqual([undefined, 1, 2]);
    expect(changes[2]?.previous).not.toHaveProperty('previous');
    expect(cache.get(b)).not.toHaveProperty('previous');
  });

  it('knows what an owner owns, across updates', async () => {
    const { store, cache } = await start();
    const [one, two] = [owned('p1', 'rs1'), owned('p2', 'rs1', 'rs2')];
    await commit(store, { op: 'create', ...one }, { op: 'create', ...two });
    await cache.waitFor(1);
    const namesOf = (uid: string) =>
      cache
        .owned(uid)
        .map(({ key }) => key.name)
        .sort();
    expect([namesOf('rs1'), namesOf('rs2'), namesOf('rs3')]).toEqual([['p1', 'p2'], ['p2'], []]);
    await commit(store, { op: 'update', ...owned('p1', 'rs3'), guard: {} }, remove(two.key));
    await cache.waitFor(2);
    expect([namesOf('rs1'), namesOf('rs2'), namesOf('rs3')]).toEqual([[], [], ['p1']]);
  });

  it('gives recent changes from memory, and says when it does not hold them any more', async () => {
    const { store, cache } = await start({ windowChanges: 6 });
    for (let index = 0; index < 5; index++) await commit(store, create(keyOf(`x${index}`)), create(keyOf(`y${index}`)));
    await cache.waitFor(5);
    expect(cache.changesSince(5)).toEqual([]);
    expect(cache.changesSince(3)?.map(({ revision }) => revision)).toEqual([4, 5]);
    expect(cache.changesSince(2)?.length).toBe(3);
    expect(cache.changesSince(1)).toBeUndefined();
  });
});

describe('a fresh read', () => {
  it('waits for what other processes have written', async () => {
    const one = await openTestStore();
    const two = await openTestStore({ database: one.database });
    const cache = await WatchCache.start(one.store, { clock: systemClock });
    for (let value = 1; value <= 20; value++) {
      const revision = await commit(two.store, value === 1 ? create(a, value) : update(a, value));
      expect(await cache.fresh()).toBeGreaterThanOrEqual(revision);
      expect(valueIn(cache.get(a))).toBe(value);
    }
    cache.stop();
    await two.close();
    await one.close();
  });

  it('asks the store once for all who come while it is being asked, and never answers with an older question', async () => {
    const { clock, store } = await start();
    let asked = 0;
    const answers: Array<(revision: number) => void> = [];
    const slow: Store = Object.assign(Object.create(store), {
      revision: () => {
        asked++;
        return new Promise<number>((resolve) => answers.push(resolve));
      },
    });
    const cache = await WatchCache.start(slow, { clock });
    const first = cache.fresh();
    await until('the store is asked', () => asked === 1);
    const later = [cache.fresh(), cache.fresh(), cache.fresh()];
    answers[0]?.(0);
    await first;
    await until('the store is asked again', () => asked === 2);
    await commit(store, create(a));
    answers[1]?.(1);
    expect(await Promise.all(later)).toEqual([1, 1, 1]);
    expect(asked).toBe(2);
  });

  it('fails when the store does, and works again after it', async () => {
    const { clock, store } = await start();
    let fails = true;
    const broken: Store = Object.assign(Object.create(store), {
      revision: () => (fails ? Promise.reject(new Error('away')) : store.revision()),
    });
    const cache = await WatchCache.start(broken, { clock });
    await expect(cache.fresh()).rejects.toThrow('away');
    fails = false;
    expect(await cache.fresh()).toBe(0);
  });

  it('does not wait for ever', async () => {
    const { clock, cache } = await start({ waitTimeoutMs: 5_000 });
    const waiting = cache.waitFor(7);
    clock.advance(5_000);
    await expect(waiting).rejects.toMatchObject({ reason: 'Timeout' });
    const stopped = cache.waitFor(7);
    cache.stop();
    await expect(stopped).rejects.toMatchObject({ reason: 'ServiceUnavailable' });
    await expect(cache.waitFor(0)).rejects.toMatchObject({ reason: 'ServiceUnavailable' });
  });
});

describe('a cache that fell behind the floor', () => {
  it('lists again and tells its subscribers to do so', async () => {
    const { store, cache } = await start();
    const listener = new Listener();
    cache.subscribe(listener);
    await commit(store, create(b));
    await cache.waitFor(1);
    // Followers are served after this turn; by then what they have not seen is gone.
    const writing = Promise.all([commit(store, create(a)), commit(store, remove(b)), store.compact(3)]);
    await writing;
    expect(await cache.waitFor(3)).toBe(3);
    expect(listener).toMatchObject({ resets: 1, entries: [{ revision: 1 }] });
    expect(cache.list('ConfigMap').map(({ key }) => key.name)).toEqual(['a']);
    expect(cache.byUid('uid-ConfigMap-default-b')).toBeUndefined();
    expect(cache.changesSince(1)).toBeUndefined();
    await commit(store, create(b));
    await cache.waitFor(4);
    expect(listener.entries.map(({ revision }) => revision)).toEqual([1, 4]);
  });

  it('keeps trying while the store is away', async () => {
    const { clock, store } = await start();
    let isAway = false;
    const flaky: Store = Object.assign(Object.create(store), {
      list: async (query: object) => {
        if (isAway) throw new ApiError('ServiceUnavailable', 'away');
        return store.list(query);
      },
    });
    const cache = await WatchCache.start(flaky, { clock });
    isAway = true;
    await Promise.all([commit(store, create(a)), store.compact(1)]);
    await until('a retry is due', () => clock.nextDueMs() !== undefined);
    isAway = false;
    clock.advance(1_000);
    await until('the cache is filled again', () => cache.revision === 1);
    expect(cache.get(a)).toBeDefined();
  });
});

describe('heartbeats', () => {
  const lease = keyOf('n1', { kind: 'Lease.coordination.k8s.io' });
  const leaseObject = (renewTime: string, holderIdentity = 'n1') => ({
    ...objectAt(lease, 1, 'u1'),
    spec: { holderIdentity, renewTime },
  });
  const at = (second: number) => `2026-01-01T00:00:0${second}.000000Z`;

  it('show on the lease under its old revision, and later updates do not turn them back', async () => {
    const { store, cache } = await start();
    const listener = new Listener();
    cache.subscribe(listener);
    await commit(store, { op: 'create', key: lease, object: leaseObject(at(1)) });
    await store.renew([{ key: lease, uid: 'u1', renewTime: at(5) }]);
    await until('the beat arrives', () => listener.beats === 1);
    expect(cache.get(lease)).toMatchObject({
      revision: 1,
      object: { spec: { renewTime: at(5), holderIdentity: 'n1' } },
    });
    expect(cache.byUid('u1')).toBe(cache.get(lease));
    expect(cache.list(lease.kind)).toEqual([cache.get(lease)]);
    await store.renew([{ key: lease, uid: 'u1', renewTime: at(4) }]);
    await commit(store, { op: 'update', key: lease, object: leaseObject(at(3), 'n2'), guard: {} });
    await cache.waitFor(2);
    expect(cache.get(lease)?.object.spec).toEqual({ holderIdentity: 'n2', renewTime: at(5) });
    await commit(store, { op: 'update', key: lease, object: leaseObject(at(7)), guard: {} });
    await cache.waitFor(3);
    expect(cache.get(lease)?.object.spec).toMatchObject({ renewTime: at(7) });
    expect(listener.beats).toBe(1);
  });

  it('are there from the start', async () => {
    const clock = new VirtualClock();
    const store = createMemoryStore(clock);
    await commit(store, { op: 'create', key: lease, object: leaseObject(at(1)) });
    await store.renew([{ key: lease, uid: 'u1', renewTime: at(5) }]);
    const cache = await WatchCache.start(store, { clock });
    expect(cache.get(lease)?.object.spec).toMatchObject({ renewTime: at(5) });
  });
});
