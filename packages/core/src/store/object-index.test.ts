import { beforeEach, describe, expect, it } from 'vitest';
import type { AnyObject, ObjectKey } from '../resource/object.ts';
import { VirtualClock } from '../resource/virtual-clock.ts';
import { createMemoryStore } from './memory-store.ts';
import { type ObjectIndex, SelfUpdatingIndex } from './object-index.ts';
import type { Store, Write } from './store.ts';
import { WatchCache } from './watch-cache.ts';

const origin = { actor: 'test', verb: 'test' };
const byColour: ObjectIndex = {
  kind: 'Thing',
  valuesOf: ({ metadata }) => Object.keys(metadata.labels ?? {}),
};

function keyOf(name: string, kind = 'Thing'): ObjectKey {
  return { kind, namespace: 'default', name };
}

function thing(name: string, ...colours: string[]): AnyObject {
  const labels = Object.fromEntries(colours.map((colour) => [colour, '']));
  return { apiVersion: 'v1', kind: 'Thing', metadata: { name, namespace: 'default', uid: `${name}-uid`, labels } };
}

describe('an index that updates itself', () => {
  let store: Store;
  let cache: WatchCache;
  let index: SelfUpdatingIndex;

  async function write(...writes: Write[]): Promise<void> {
    const result = await store.commit({ writes, origin });
    expect(result.ok).toBe(true);
    await cache.fresh();
  }

  const create = (name: string, ...colours: string[]): Write => ({
    op: 'create',
    key: keyOf(name),
    object: thing(name, ...colours),
  });
  const remove = (name: string): Write => ({ op: 'delete', key: keyOf(name), guard: {} });
  const found = (colour: string) => index.find(colour).map(({ key }) => key.name);

  beforeEach(async () => {
    const clock = new VirtualClock();
    store = createMemoryStore(clock);
    cache = await WatchCache.start(store, { clock });
    await write(create('b', 'red'), create('a', 'red', 'blue'), {
      op: 'create',
      key: keyOf('other', 'Other'),
      object: thing('other', 'red'),
    });
    index = new SelfUpdatingIndex(cache, byColour);
  });

  it('begins with what is there, of its kind, in the order of keys', () => {
    expect(found('red')).toEqual(['a', 'b']);
    expect(found('blue')).toEqual(['a']);
    expect(found('green')).toEqual([]);
  });

  it('follows objects that come, change and go', async () => {
    await write(
      create('c', 'green'),
      { op: 'update', key: keyOf('a'), object: thing('a', 'green'), guard: {} },
      { op: 'create', key: keyOf('another', 'Other'), object: thing('another', 'green') },
    );
    expect([found('red'), found('blue'), found('green')]).toEqual([['b'], [], ['a', 'c']]);
    await write(remove('c'), remove('b'));
    expect([found('red'), found('green')]).toEqual([[], ['a']]);
  });

  it('forgets an object that was replaced by another of its name', async () => {
    await write(remove('b'));
    await write(create('b', 'green'));
    expect([found('red'), found('green')]).toEqual([['a'], ['b']]);
  });

  it('shows objects as they are now', async () => {
    await write({ op: 'update', key: keyOf('b'), object: { ...thing('b', 'red'), spec: 7 }, guard: {} });
    expect(index.find('red').at(1)?.object.spec).toBe(7);
  });
});
