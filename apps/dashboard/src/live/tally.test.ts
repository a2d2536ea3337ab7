import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Collection } from './collection.ts';
import type { LiveRow } from './live-kind.ts';
import type { RowListener } from './row-source.ts';
import { Tally } from './tally.ts';

const row = (key: string, name: string): LiveRow => ({ key, name, namespace: '', labels: {}, createdAt: '' });
const nameOf = ({ name }: LiveRow) => name;

function rig() {
  let source: RowListener<LiveRow> | undefined;
  const collection = new Collection<LiveRow>(
    (listener) => {
      source = listener;
      return { stop: () => undefined };
    },
    (run) => run(),
  );
  const tally = new Tally(collection, nameOf);
  tally.subscribe(() => undefined);
  if (!source) throw new Error('the source was not started');
  return { collection, tally, source };
}

const changes = fc.array(
  fc.record({ key: fc.constantFrom('a', 'b', 'c'), name: fc.constantFrom('x', 'y'), isGone: fc.boolean() }),
);

it('counts after any changes what counting everything would', () => {
  fc.assert(
    fc.property(fc.array(changes), (frames) => {
      const { collection, tally, source } = rig();
      source.onSnapshot([row('a', 'x')]);
      for (const frame of frames) {
        source.onEvents(
          frame.map(({ key, name, isGone }) => ({ type: isGone ? 'DELETED' : 'MODIFIED', object: row(key, name) })),
        );
      }
      expect(tally.read()).toEqual(new Tally(collection, nameOf).read());
    }),
  );
});

it('stays the same object while no count changes', () => {
  const { tally, source } = rig();
  source.onSnapshot([row('a', 'x')]);
  const before = tally.read();
  source.onEvents([{ type: 'MODIFIED', object: row('a', 'x') }]);
  expect(tally.read()).toBe(before);
  source.onEvents([{ type: 'MODIFIED', object: row('a', 'y') }]);
  expect(tally.read().groups).toEqual(new Map([['y', 1]]));
});
