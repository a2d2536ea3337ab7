import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Collection } from '../../live/collection.ts';
import type { RowListener } from '../../live/row-source.ts';
import type { PodRow } from '../pods/pod-kind.ts';
import type { PodGroup } from '../pods/pod-status.ts';
import { PodMap } from './pod-map.ts';

const pod = (key: string, node: string, group: PodGroup): PodRow => ({ key, name: key, node, group }) as PodRow;

function rig() {
  let source: RowListener<PodRow> | undefined;
  const pods = new Collection<PodRow>(
    (listener) => {
      source = listener;
      return { stop: () => undefined };
    },
    (run) => run(),
  );
  const map = new PodMap(pods);
  const heard = { counts: 0, nodes: [] as string[] };
  map.follow({
    onCounts: () => {
      heard.counts += 1;
    },
    onPods: (nodes) => heard.nodes.push(...nodes),
  });
  if (!source) throw new Error('the source was not started');
  source.onSnapshot([pod('a', 'n1', 'running'), pod('b', 'n1', 'running')]);
  heard.nodes = [];
  heard.counts = 0;
  return { pods, map, source, heard };
}

it('tells of nodes whose pods look different, and of no others', () => {
  const { source, heard, map } = rig();
  source.onEvents([{ type: 'MODIFIED', object: pod('a', 'n1', 'running') }]);
  expect(heard).toEqual({ counts: 0, nodes: [] });
  source.onEvents([{ type: 'MODIFIED', object: pod('a', 'n1', 'crashing') }]);
  expect(heard).toEqual({ counts: 0, nodes: ['n1'] });
  source.onEvents([{ type: 'ADDED', object: pod('c', 'n2', 'running') }]);
  expect(heard).toEqual({ counts: 1, nodes: ['n1', 'n2'] });
  expect(map.of('n1').map(({ group }) => group)).toEqual(['crashing', 'running']);
});

const changes = fc.array(
  fc.record({
    key: fc.constantFrom('a', 'b', 'c', 'd'),
    node: fc.constantFrom('', 'n1', 'n2'),
    group: fc.constantFrom<PodGroup>('running', 'succeeded', 'crashing'),
    isGone: fc.boolean(),
  }),
);

it('has after any changes what grouping everything would have', () => {
  fc.assert(
    fc.property(fc.array(changes), (frames) => {
      const { pods, map, source } = rig();
      for (const frame of frames) {
        source.onEvents(
          frame.map(({ key, node, group, isGone }) => ({
            type: isGone ? 'DELETED' : 'MODIFIED',
            object: pod(key, node, group),
          })),
        );
      }
      const wanted = new PodMap(pods);
      for (const node of ['n1', 'n2']) expect(map.of(node)).toEqual(wanted.of(node));
    }),
  );
});
