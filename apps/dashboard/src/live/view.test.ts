import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Collection } from './collection.ts';
import type { LiveRow } from './live-kind.ts';
import type { RowListener } from './row-source.ts';
import { View, type ViewOptions } from './view.ts';

interface Row extends LiveRow {
  readonly size: number;
}

const row = (key: string, size: number): Row => ({ key, size, name: key, namespace: '', labels: {}, createdAt: '' });

const bySize: ViewOptions<Row> = {
  matches: ({ size }) => size >= 0,
  compare: (a, b) => a.size - b.size || (a.key < b.key ? -1 : a.key > b.key ? 1 : 0),
};

/** A collection whose frames come when the test says so. */
function rig(options = bySize) {
  const frames: Array<() => void> = [];
  const heard: string[] = [];
  let source: RowListener<Row> | undefined;
  const collection = new Collection<Row>(
    (listener) => {
      source = listener;
      return { stop: () => undefined };
    },
    (run) => frames.push(run),
  );
  let view = new View(collection, options);
  collection.listen({
    onRows: (change) => view.update(change),
    onStatus: () => heard.push(collection.status.state),
  });
  const paint = () => {
    for (const run of frames.splice(0)) run();
  };
  if (!source) throw new Error('the source was not started');
  view = new View(collection, options);
  return { collection, view, heard, frames, paint, source, keys: () => view.rows.map(({ key }) => key) };
}

describe('a view', () => {
  it('shows what matches, in order', () => {
    const { source, paint, keys } = rig();
    source.onSnapshot([row('b', 2), row('a', 3), row('hidden', -1), row('c', 1)]);
    paint();
    expect(keys()).toEqual(['c', 'b', 'a']);
  });

  it('paints once for everything that came within a frame', () => {
    const { source, paint, frames, keys } = rig();
    source.onSnapshot([row('a', 1)]);
    source.onEvents([{ type: 'ADDED', object: row('b', 2) }]);
    source.onEvents([{ type: 'MODIFIED', object: row('b', 0) }]);
    expect(frames).toHaveLength(1);
    paint();
    expect(keys()).toEqual(['b', 'a']);
  });

  it('moves no row while it is held, and all of them afterwards', () => {
    const { source, paint, view, keys } = rig();
    source.onSnapshot([row('a', 1), row('b', 2)]);
    paint();
    view.hold(true);
    source.onEvents([
      { type: 'MODIFIED', object: row('a', 9) },
      { type: 'ADDED', object: row('c', 0) },
    ]);
    paint();
    expect(view.rows.map(({ size }) => size)).toEqual([9, 2]);
    view.hold(false);
    expect(keys()).toEqual(['c', 'b', 'a']);
  });

  it('waits while paused, and counts what changed meanwhile', () => {
    const { source, paint, collection, keys } = rig();
    source.onSnapshot([row('a', 1)]);
    paint();
    collection.pause();
    source.onEvents([{ type: 'ADDED', object: row('b', 2) }]);
    source.onEvents([{ type: 'MODIFIED', object: row('b', 3) }]);
    paint();
    expect([keys(), collection.waiting]).toEqual([['a'], 1]);
    collection.resume();
    paint();
    expect([keys(), collection.waiting]).toEqual([['a', 'b'], 0]);
  });

  it('tells that rows may be old while the connection is lost', () => {
    const { source, heard } = rig();
    source.onLive(false, new Error('gone'));
    source.onLive(true);
    source.onLive(false, new Error('gone'));
    expect(heard).toEqual(['live', 'reconnecting']);
  });

  const bySizeAlone: ViewOptions<Row> = { matches: bySize.matches, compare: (a, b) => a.size - b.size };

  it.each([
    ['that tells all rows apart', bySize],
    ['in which rows are equal', bySizeAlone],
  ])('shows after any changes what sorting everything would show, by an order %s', (_, order) => {
    const change = fc.record({
      key: fc.integer({ min: 0, max: 20 }),
      size: fc.integer({ min: -2, max: 9 }),
      gone: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(fc.array(change, { maxLength: 8 }), { maxLength: 8 }), (frames) => {
        const { source, paint, collection, view } = rig(order);
        source.onSnapshot([]);
        for (const frame of frames) {
          source.onEvents(
            frame.map(({ key, size, gone }) => ({
              type: gone ? 'DELETED' : 'MODIFIED',
              object: row(String(key), size),
            })),
          );
          paint();
        }
        const wanted = new View(collection, bySize).rows;
        expect(view.rows.map(({ size }) => size)).toEqual(wanted.map(({ size }) => size));
        expect(view.rows.toSorted(bySize.compare)).toEqual(wanted);
      }),
    );
  });
});
