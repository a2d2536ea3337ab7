import type { WatchEvent, WatchFrame } from '@portolan/core/registry/watch.ts';
import type { KindSelection, Selection } from '@portolan/core/registry/watch-selection.ts';
import { ApiError } from '@portolan/core/resource/api-error.ts';
import type { AnyObject } from '@portolan/core/resource/object.ts';
import { VirtualClock } from '@portolan/core/resource/virtual-clock.ts';
import { createMemoryStore } from '@portolan/core/store/memory-store.ts';
import type { Revision, Store, Write } from '@portolan/core/store/store.ts';
import { WatchCache } from '@portolan/core/store/watch-cache.ts';
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { FanOut } from './fan-out.ts';
import type { GroupSpec } from './group.ts';
import type { Sink } from './sink.ts';

/** Keeps what it is sent; `isFull` is set by the test. */
class RecordingSink implements Sink {
  isFull = false;
  readonly frames: WatchFrame[] = [];
  readonly buffers: Buffer[] = [];
  ending: 'complete' | { error: unknown } | undefined;
  droppedQueue = false;
  private waiting: Array<() => void> = [];

  next(payload: Buffer): void {
    if (this.ending) throw new Error('sent after the end');
    this.buffers.push(payload);
    this.frames.push(JSON.parse(payload.toString()) as WatchFrame);
  }

  dropQueued(): void {
    this.droppedQueue = true;
  }

  ready(): Promise<void> {
    return this.isFull ? new Promise((resolve) => this.waiting.push(resolve)) : Promise.resolve();
  }

  drain(): void {
    this.isFull = false;
    for (const resolve of this.waiting.splice(0)) resolve();
  }

  complete(): void {
    this.ending = 'complete';
  }

  fail(error: unknown): void {
    this.ending = { error };
  }

  get types(): string[] {
    return this.frames.map(({ type }) => type);
  }

  get events(): WatchEvent[] {
    return this.frames.flatMap(({ events }) => events);
  }

  get lastRevision(): Revision {
    return Number(this.frames.at(-1)?.resourceVersion);
  }
}

const batchMs = 20;
const encode = (frame: WatchFrame) => Buffer.from(JSON.stringify(frame));

function selection(scope: Partial<KindSelection> = {}): Selection {
  return new Map([['Pod', { pinned: new Map(), ...scope }]]);
}

function spec(overrides: Partial<GroupSpec> = {}): GroupSpec {
  return { selection: selection(), batchMs, encode, authorize: () => undefined, ...overrides };
}

function write(op: 'create' | 'update', name: string, node = ''): Write {
  const key = { kind: 'Pod', namespace: 'shop', name };
  const metadata = { name, namespace: 'shop', uid: `uid-${name}` };
  const object: AnyObject = { apiVersion: 'v1', kind: 'Pod', metadata, spec: { nodeName: node } };
  return op === 'create' ? { op, key, object } : { op, key, object, guard: {} };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
}

let clock: VirtualClock;
let store: Store;
let cache: WatchCache;
let fanOut: FanOut;

async function commit(...writes: Write[]): Promise<Revision> {
  const result = await store.commit({ writes, origin: { actor: 'test', verb: 'create' } });
  if (!result.ok) throw new Error(JSON.stringify(result.refused));
  return cache.waitFor(result.revision);
}

async function subscribe(since?: Revision, made = spec(), key = 'all'): Promise<RecordingSink> {
  const sink = new RecordingSink();
  fanOut.subscribe({ key, spec: () => made, since, sink, ended: () => undefined });
  await settle();
  return sink;
}

async function start(windowChanges = 1_000): Promise<void> {
  clock = new VirtualClock();
  store = createMemoryStore(clock);
  cache = await WatchCache.start(store, { clock, windowChanges });
  fanOut = new FanOut({ clock, store, cache, bookmarkMs: 8_000 });
}

beforeEach(() => start());

describe('a new subscription', () => {
  it('begins with a snapshot, then sees changes', async () => {
    await commit(write('create', 'a'));
    const sink = await subscribe();
    await commit(write('update', 'a', 'n1'));
    expect(sink.frames).toMatchObject([
      { type: 'SNAPSHOT', resourceVersion: '1', more: false, events: [{ type: 'ADDED' }] },
      { type: 'DELTA', resourceVersion: '2', events: [{ type: 'MODIFIED', object: { spec: { nodeName: 'n1' } } }] },
    ]);
  });

  it('gets a large snapshot in chunks of one revision, as fast as its socket takes them', async () => {
    await commit(...Array.from({ length: 200 }, (_, index) => write('create', `pod-${index}`)));
    const sink = new RecordingSink();
    sink.isFull = true;
    fanOut.subscribe({ key: 'all', spec: () => spec(), since: undefined, sink: sink, ended: () => undefined });
    await settle();
    expect(sink.frames).toHaveLength(1);
    await commit(write('create', 'late'));
    sink.drain();
    await vi.waitFor(() => expect(sink.events).toHaveLength(201), { timeout: 30_000 });
    const snapshot = sink.frames.filter(({ type }) => type === 'SNAPSHOT');
    expect(new Set(snapshot.map(({ resourceVersion }) => resourceVersion))).toEqual(new Set(['1']));
    expect(snapshot.map(({ more }) => more)).toEqual([...snapshot.slice(1).map(() => true), false]);
    expect(sink.frames.at(-1)).toMatchObject({ type: 'DELTA', resourceVersion: '2' });
  });

  it('shares one encoding of snapshot and changes with its equals', async () => {
    await commit(write('create', 'a'));
    const [first, second] = await Promise.all([subscribe(), subscribe()]);
    await commit(write('create', 'b'));
    expect(first?.buffers).toHaveLength(2);
    for (const [position, buffer] of first?.buffers.entries() ?? []) expect(second?.buffers[position]).toBe(buffer);
    expect(fanOut.groupCount).toBe(1);
  });

  it('fails when the store cannot say what the latest revision is', async () => {
    store.revision = () => Promise.reject(new ApiError('ServiceUnavailable', 'the database is away'));
    const sink = await subscribe();
    expect(sink.ending).toMatchObject({ error: { reason: 'ServiceUnavailable' } });
    expect(fanOut.size).toBe(0);
  });
});

describe('changes', () => {
  it('go out at once after a quiet time and gather while the batch lasts', async () => {
    const sink = await subscribe();
    await commit(write('create', 'a'));
    await commit(write('create', 'b'));
    await commit(write('create', 'c'));
    expect(sink.types).toEqual(['SNAPSHOT', 'DELTA']);
    clock.advance(batchMs);
    expect(sink.frames.at(-1)).toMatchObject({ type: 'DELTA', resourceVersion: '3', events: { length: 2 } });
  });

  it('of one revision are never parted', async () => {
    const sink = await subscribe();
    await commit(write('create', 'a'), write('create', 'b'), write('create', 'c'));
    expect(sink.frames.at(-1)).toMatchObject({ resourceVersion: '1', events: { length: 3 } });
  });

  it('reach only the groups whose node they concern, before or after', async () => {
    const onNode = (name: string) =>
      spec({
        selection: selection({
          pinned: new Map([['spec.nodeName', name]]),
          matches: ({ spec }) => (spec as { nodeName: string }).nodeName === name,
        }),
      });
    const one = await subscribe(undefined, onNode('n1'), 'n1');
    const two = await subscribe(undefined, onNode('n2'), 'n2');
    await commit(write('create', 'a', 'n1'));
    clock.advance(batchMs);
    await commit(write('update', 'a', 'n2'));
    clock.advance(batchMs);
    expect(one.events.map(({ type }) => type)).toEqual(['ADDED', 'DELETED']);
    expect(two.events.map(({ type }) => type)).toEqual(['ADDED']);
  });

  it('keep their order when encoding has to wait', async () => {
    const waiting: Array<() => void> = [];
    const slow = (frame: WatchFrame) => new Promise<Buffer>((resolve) => waiting.push(() => resolve(encode(frame))));
    const sink = new RecordingSink();
    fanOut.subscribe({
      key: 'slow',
      spec: () => spec({ encode: slow }),
      since: undefined,
      sink: sink,
      ended: () => undefined,
    });
    await settle();
    waiting.shift()?.();
    await settle();
    await commit(write('create', 'a'));
    const late = new RecordingSink();
    await commit(write('create', 'b'));
    fanOut.subscribe({
      key: 'slow',
      spec: () => spec({ encode: slow }),
      since: undefined,
      sink: late,
      ended: () => undefined,
    });
    await vi.waitFor(() => expect(waiting.length).toBeGreaterThan(1), { timeout: 30_000 });
    while (sink.lastRevision < 2 || late.frames.length === 0) {
      waiting.shift()?.();
      clock.advance(batchMs);
      await settle();
    }
    expect(sink.events.map(({ object }) => object.metadata.name)).toEqual(['a', 'b']);
    expect(late.frames).toMatchObject([{ type: 'SNAPSHOT', resourceVersion: '2', events: { length: 2 } }]);
  });
});

describe('resuming', () => {
  it('brings what happened since, then bookmarks where it is', async () => {
    await commit(write('create', 'a'));
    await commit(write('create', 'b'));
    const behind = await subscribe(1);
    const upToDate = await subscribe(2);
    expect(behind.frames).toMatchObject([{ type: 'DELTA', resourceVersion: '2', events: { length: 1 } }]);
    expect(upToDate.frames).toMatchObject([{ type: 'BOOKMARK', resourceVersion: '2' }]);
  });

  it('reaches back to the store when the window in memory is too short', async () => {
    await start(10);
    for (let count = 0; count < 50; count += 1) await commit(write('create', `pod-${count}`));
    const sink = await subscribe(0);
    await vi.waitFor(() => expect(sink.lastRevision).toBe(50), { timeout: 30_000 });
    expect(sink.events).toHaveLength(50);
  });

  it('requires a new list when history is gone', async () => {
    await start(1);
    for (let count = 0; count < 5; count += 1) await commit(write('create', `pod-${count}`));
    await store.compact(4);
    const sink = await subscribe(1);
    expect(sink.types).toEqual(['RELIST_REQUIRED']);
    expect(sink.ending).toBe('complete');
  });

  it('requires a new list for a revision that never was', async () => {
    const sink = await subscribe(99);
    expect(sink.types).toEqual(['RELIST_REQUIRED']);
  });
});

describe('a slow subscriber', () => {
  it('loses its queue and is told to list again', async () => {
    const slow = await subscribe();
    const quick = await subscribe();
    slow.isFull = true;
    await commit(write('create', 'a'));
    expect(slow.droppedQueue).toBe(true);
    await settle();
    expect(slow.types).toEqual(['SNAPSHOT', 'RELIST_REQUIRED']);
    expect(slow.ending).toBe('complete');
    expect(quick.types).toEqual(['SNAPSHOT', 'DELTA']);
    expect(fanOut.size).toBe(1);
  });
});

describe('a quiet subscription', () => {
  it('is told its position at least every ten seconds', async () => {
    const sink = await subscribe(undefined, spec({ selection: new Map([['Node', { pinned: new Map() }]]) }), 'nodes');
    await commit(write('create', 'a'));
    for (let count = 0; count < 5; count += 1) {
      const before = sink.frames.length;
      clock.advance(10_000);
      expect(sink.frames.length).toBeGreaterThan(before);
    }
    expect(sink.frames.at(-1)).toMatchObject({ type: 'BOOKMARK', resourceVersion: '1' });
  });

  it('ends with the error when the right to watch is withdrawn', async () => {
    let isAllowed = true;
    const authorize = () => {
      if (!isAllowed) throw new ApiError('Forbidden', 'no longer');
    };
    const sink = await subscribe(undefined, spec({ authorize }), 'rights');
    isAllowed = false;
    clock.advance(1_000);
    expect(sink.ending).toMatchObject({ error: { reason: 'Forbidden' } });
  });
});

describe('heartbeats', () => {
  it('arrive as changes of a Lease whose revision stays', async () => {
    const kind = 'Lease.coordination.k8s.io';
    const key = { kind, namespace: 'kube-node-lease', name: 'n1' };
    const metadata = { name: 'n1', namespace: 'kube-node-lease', uid: 'u1' };
    const renewTime = '2026-01-01T00:00:00.000000Z';
    const object = { apiVersion: 'coordination.k8s.io/v1', kind: 'Lease', metadata, spec: { renewTime } };
    await commit({ op: 'create', key, object });
    const sink = await subscribe(undefined, spec({ selection: new Map([[kind, { pinned: new Map() }]]) }), 'leases');
    await store.renew([{ key, uid: 'u1', renewTime: '2026-01-01T00:00:10.000000Z' }]);
    await settle();
    clock.advance(batchMs);
    expect(sink.frames.at(-1)).toMatchObject({
      type: 'DELTA',
      resourceVersion: '1',
      events: [{ type: 'MODIFIED', object: { spec: { renewTime: '2026-01-01T00:00:10.000000Z' } } }],
    });
  });
});

describe('stop', () => {
  it('completes every subscription', async () => {
    const sinks = [await subscribe(), await subscribe(0)];
    fanOut.stop();
    expect(sinks.map(({ ending }) => ending)).toEqual(['complete', 'complete']);
    expect(fanOut.groupCount).toBe(0);
  });
});

describe('whenever subscribers come and however slow encoding is', () => {
  it('each ends with the state of the store, and sees revisions in order, each change once', async () => {
    const step = fc.oneof(
      fc.constant({ do: 'commit' as const }),
      fc.constant({ do: 'advance' as const }),
      fc.constant({ do: 'settle' as const }),
      fc.record({ do: fc.constant('subscribe' as const), back: fc.option(fc.nat(5), { nil: undefined }) }),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 6, maxLength: 40, size: 'max' }),
        fc.boolean(),
        async (steps, isSlow) => {
          await start(4);
          const slowly = async (frame: WatchFrame) => {
            await new Promise((resolve) => setImmediate(resolve));
            return encode(frame);
          };
          const made = spec(isSlow ? { encode: slowly } : {});
          const sinks: Array<{ sink: RecordingSink; since: Revision | undefined }> = [];
          let count = 0;
          for (const each of steps) {
            if (each.do === 'commit')
              await commit(write('create', `pod-${count++}`), write('create', `pod-${count++}`));
            if (each.do === 'advance') clock.advance(batchMs);
            if (each.do === 'settle') await settle();
            if (each.do === 'subscribe') {
              const since = each.back === undefined ? undefined : Math.max(0, cache.revision - each.back);
              const sink = new RecordingSink();
              sinks.push({ sink, since });
              fanOut.subscribe({ key: 'all', spec: () => made, since: since, sink: sink, ended: () => undefined });
            }
          }
          await commit(write('create', 'last'));
          for (const { sink } of sinks) {
            for (let turn = 0; turn < 50 && sink.lastRevision !== cache.revision; turn += 1) {
              clock.advance(batchMs);
              await settle();
            }
          }
          for (const { sink, since } of sinks) assertComplete(sink, since);
        },
      ),
      { numRuns: 300 },
    );
  });
});

function assertComplete(sink: RecordingSink, since: Revision | undefined): void {
  expect(sink.lastRevision).toBe(cache.revision);
  const revisions = sink.frames.map(({ resourceVersion }) => Number(resourceVersion));
  expect(revisions).toEqual([...revisions].sort((a, b) => a - b));
  const names = sink.events.map(({ object }) => object.metadata.name);
  expect(new Set(names).size).toBe(names.length);
  const expected = cache.list('Pod').filter(({ revision }) => revision > (since ?? 0));
  expect([...names].sort()).toEqual(expected.map(({ key }) => key.name).sort());
}
