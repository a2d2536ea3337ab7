import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Collection } from '../../live/collection.ts';
import type { RowListener } from '../../live/row-source.ts';
import type { PodRow } from '../pods/pod-kind.ts';
import type { PodGroup } from '../pods/pod-status.ts';
import { loadByNode, NodeLoads } from './node-load.ts';

const pod = (node: string, group: PodGroup = 'running') => ({ node, group, cpuRequest: 0.5, memoryRequest: 64 });

it('is the sum of what the pods of a node ask for', () => {
  const loads = loadByNode([pod('n1'), pod('n1'), pod('n2'), pod('')]);
  expect([...loads]).toEqual([
    ['n1', { pods: 2, cpu: 1, memory: 128 }],
    ['n2', { pods: 1, cpu: 0.5, memory: 64 }],
  ]);
});

it('leaves out pods that have ended', () => {
  expect(loadByNode([pod('n1', 'succeeded')]).size).toBe(0);
});

const changes = fc.array(
  fc.record({
    key: fc.constantFrom('a', 'b', 'c'),
    node: fc.constantFrom('', 'n1', 'n2'),
    group: fc.constantFrom<PodGroup>('running', 'succeeded'),
    isGone: fc.boolean(),
  }),
);

it('comes to the same by what changes as by summing up everything', () => {
  fc.assert(
    fc.property(fc.array(changes), (frames) => {
      let source: RowListener<PodRow> | undefined;
      const pods = new Collection<PodRow>(
        (listener) => {
          source = listener;
          return { stop: () => undefined };
        },
        (run) => run(),
      );
      const loads = new NodeLoads(pods);
      loads.follow();
      source?.onSnapshot([]);
      for (const frame of frames) {
        source?.onEvents(
          frame.map(({ key, node, group, isGone }) => ({
            type: isGone ? 'DELETED' : 'MODIFIED',
            object: { key, ...pod(node, group) } as PodRow,
          })),
        );
      }
      const wanted = loadByNode(pods.rows.values());
      for (const node of ['n1', 'n2'])
        expect(loads.of(node)).toEqual(wanted.get(node) ?? { pods: 0, cpu: 0, memory: 0 });
    }),
  );
});
