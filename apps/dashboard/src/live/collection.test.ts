import { expect, it } from 'vitest';
import { Collection, type Recovery } from './collection.ts';
import type { LiveRow } from './live-kind.ts';
import type { RowListener } from './row-source.ts';

const row = (key: string): LiveRow => ({ key, name: key, namespace: '', labels: {}, createdAt: '' });
const change = (key: string) => ({ type: 'MODIFIED', object: row(key) }) as const;

function rig() {
  const recoveries: Recovery[] = [];
  const sources: Array<RowListener<LiveRow>> = [];
  const collection = new Collection<LiveRow>(
    (listener) => {
      sources.push(listener);
      return { stop: () => undefined };
    },
    (run) => run(),
    { onRecovery: (recovery) => recoveries.push(recovery) },
  );
  collection.listen({ onRows: () => undefined, onStatus: () => undefined });
  const source = sources[0] as RowListener<LiveRow>;
  source.onSnapshot([row('a'), row('b')]);
  source.onLive(true);
  return { collection, source, recoveries };
}

it('says after an interruption how much it has caught up, and nothing at the beginning', () => {
  const { collection, source, recoveries } = rig();
  source.onEvents([change('a')]);
  expect(recoveries).toEqual([]);
  source.onLive(false);
  source.onLive(false, new Error('still'));
  expect([collection.status.state, collection.rows.size]).toEqual(['reconnecting', 2]);
  source.onEvents([change('a'), change('c')]);
  source.onLive(true);
  source.onEvents([change('a')]);
  expect(recoveries).toEqual([{ changes: 2, isResynced: false }]);
  expect([collection.status.state, collection.rows.size]).toEqual(['live', 3]);
});

it('says that it has read everything anew', () => {
  const { collection, source, recoveries } = rig();
  source.onLive(false);
  source.onSnapshot([row('c')]);
  source.onLive(true);
  expect(recoveries).toEqual([{ changes: 0, isResynced: true }]);
  expect([...collection.rows.keys()]).toEqual(['c']);
});

it('shows what there is of the first snapshot, and none of a later one before it is whole', () => {
  const collection = new Collection<LiveRow>(
    (listener) => {
      source = listener;
      return { stop: () => undefined };
    },
    (run) => run(),
  );
  let source: RowListener<LiveRow> | undefined;
  collection.listen({ onRows: () => undefined, onStatus: () => undefined });
  source?.onPart([row('a'), row('gone')]);
  expect([collection.status.state, [...collection.rows.keys()]]).toEqual(['loading', ['a', 'gone']]);
  source?.onSnapshot([row('a'), row('b')]);
  source?.onLive(true);
  expect([...collection.rows.keys()]).toEqual(['a', 'b']);
  source?.onLive(false);
  source?.onPart([row('c')]);
  expect([...collection.rows.keys()]).toEqual(['a', 'b']);
});
