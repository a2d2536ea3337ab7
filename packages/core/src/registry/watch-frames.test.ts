import { describe, expect, it } from 'vitest';
import type { AnyObject } from '../resource/object.ts';
import { VirtualClock } from '../resource/virtual-clock.ts';
import { createMemoryStore } from '../store/memory-store.ts';
import type { Store, Write } from '../store/store.ts';
import { WatchCache } from '../store/watch-cache.ts';
import { readHistory, selectRevisions, snapshotFrame, takeSnapshot } from './watch-frames.ts';
import type { Selection } from './watch-selection.ts';

const everything: Selection = new Map([['ConfigMap', { pinned: new Map() }]]);
const red: Selection = new Map([
  ['ConfigMap', { pinned: new Map(), matches: ({ data }: AnyObject) => (data as { color?: string }).color === 'red' }],
]);

function write(op: 'create' | 'update', name: string, color = 'red'): Write {
  const key = { kind: 'ConfigMap', namespace: 'shop', name };
  const metadata = { name, namespace: 'shop', uid: `uid-${name}` };
  const object: AnyObject = { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { color } };
  return op === 'create' ? { op, key, object } : { op, key, object, guard: {} };
}

async function commit(store: Store, ...writes: Write[]): Promise<number> {
  const result = await store.commit({ writes, origin: { actor: 'test', verb: 'create' } });
  if (!result.ok) throw new Error('refused');
  return result.revision;
}

describe('snapshotFrame', () => {
  it('cuts one revision into chunks and says when the last has come', async () => {
    const clock = new VirtualClock();
    const store = createMemoryStore(clock);
    await commit(store, write('create', 'a'), write('create', 'b'), write('create', 'c', 'blue'));
    const cache = await WatchCache.start(store, { clock });
    const snapshot = takeSnapshot(cache, everything);
    const frames = [snapshotFrame(snapshot, 0, 2), snapshotFrame(snapshot, 2, 2)];
    expect(frames.map(({ type, resourceVersion, more }) => ({ type, resourceVersion, more }))).toEqual([
      { type: 'SNAPSHOT', resourceVersion: '1', more: true },
      { type: 'SNAPSHOT', resourceVersion: '1', more: false },
    ]);
    expect(frames.flatMap(({ events }) => events.map(({ object }) => object.metadata.name))).toEqual(['a', 'b', 'c']);
    expect(takeSnapshot(cache, red).objects.map(({ metadata }) => metadata.name)).toEqual(['a', 'b']);
  });

  it('is one empty frame when nothing is selected', () => {
    const frame = snapshotFrame({ revision: 7, objects: [] }, 0, 100);
    expect(frame).toEqual({ type: 'SNAPSHOT', resourceVersion: '7', more: false, events: [] });
  });
});

describe('selectRevisions', () => {
  it('stops at the limit, but never inside a revision', async () => {
    const store = createMemoryStore(new VirtualClock());
    await commit(store, write('create', 'a'));
    await commit(store, write('create', 'b'), write('create', 'c'), write('create', 'd'));
    await commit(store, write('create', 'e'));
    const batch = await store.history(0, 100);
    expect(selectRevisions(everything, batch, 2)).toMatchObject({ revision: 2, events: { length: 4 } });
    expect(selectRevisions(everything, batch, 1)).toMatchObject({ revision: 1, events: { length: 1 } });
    expect(selectRevisions(everything, [], 1)).toBeUndefined();
  });

  it('moves on past revisions in which nothing is selected', async () => {
    const store = createMemoryStore(new VirtualClock());
    await commit(store, write('create', 'a', 'blue'));
    await commit(store, write('create', 'b', 'blue'));
    expect(selectRevisions(red, await store.history(0, 100), 1)).toEqual({ revision: 2, events: [] });
  });
});

describe('readHistory', () => {
  it('finds out that an object has left the selected set even where history does not say what it was', async () => {
    const store = createMemoryStore(new VirtualClock());
    await commit(store, write('create', 'a'));
    await commit(store, write('update', 'a', 'blue'));
    const forgetful: Store = Object.assign(Object.create(store), {
      history: async (since: number, limit: number) =>
        (await store.history(since, limit)).map((each) => ({
          ...each,
          changes: each.changes.map(({ previous: _, ...change }) => change),
        })),
    });
    const progress = await readHistory(forgetful, red, 1, 10);
    expect(progress).toMatchObject({ revision: 2, events: [{ type: 'DELETED', object: { data: { color: 'red' } } }] });
  });

  it('says when history does not reach back far enough', async () => {
    const store = createMemoryStore(new VirtualClock());
    await commit(store, write('create', 'a'));
    await commit(store, write('create', 'b'));
    await store.compact(2);
    expect(await readHistory(store, everything, 1, 10)).toBe('expired');
  });
});
