import type { Pod, WatchItem } from '@portolan/client';
import { describe, expect, it } from 'vitest';
import { InvariantChecker } from './invariants.ts';

const sound = { overCommitted: 0, duplicateNames: 0, outOfOrder: 0, moved: 0, tooMany: 0 };

interface PodState {
  readonly uid?: string;
  readonly node?: string;
  readonly cpu?: string;
  readonly phase?: string;
}

function pod(name: string, revision: number, { uid = name, node, cpu = '1', phase }: PodState = {}): Pod {
  const container = { name: 'web', image: 'web:1', resources: { requests: { cpu, memory: '1Gi' } } };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: 'default', uid, resourceVersion: String(revision) },
    spec: { containers: [container], ...(node !== undefined && { nodeName: node }) },
    ...(phase !== undefined && { status: { phase } }),
  };
}

function delta(...events: ReadonlyArray<['ADDED' | 'MODIFIED' | 'DELETED', Pod]>): WatchItem<Pod> {
  const resourceVersion = events.at(-1)?.[1].metadata.resourceVersion ?? '0';
  return { type: 'DELTA', resourceVersion, events: events.map(([type, object]) => ({ type, object })) };
}

function snapshot(revision: number, ...objects: Pod[]): WatchItem<Pod> {
  return { type: 'SNAPSHOT', resourceVersion: String(revision), objects };
}

/** On two nodes with two processors and room for three pods each. */
function judge(items: readonly WatchItem<Pod>[], maxPods?: number) {
  const checker = new InvariantChecker(maxPods);
  for (const name of ['n1', 'n2']) {
    const allocatable = { cpu: '2', memory: '8Gi', pods: '3' };
    checker.addNode({ apiVersion: 'v1', kind: 'Node', metadata: { name }, status: { allocatable } });
  }
  for (const item of items) checker.take(item);
  const { first, ...counts } = checker.violations;
  expect(first === undefined).toBe(Object.values(counts).every((count) => count === 0));
  return counts;
}

describe('the invariants', () => {
  it('hold for pods that come, are bound, run and go', () => {
    const items = [
      snapshot(1),
      delta(['ADDED', pod('a', 2)], ['ADDED', pod('b', 2)]),
      delta(['MODIFIED', pod('a', 3, { node: 'n1' })], ['MODIFIED', pod('b', 3, { node: 'n1' })]),
      delta(['MODIFIED', pod('a', 4, { node: 'n1', phase: 'Running' })]),
      delta(['DELETED', pod('a', 5, { node: 'n1' })]),
      delta(['ADDED', pod('a', 6, { uid: 'another', node: 'n1' })]),
      snapshot(6, pod('a', 6, { uid: 'another', node: 'n1' })),
    ];
    expect(judge(items, 2)).toEqual(sound);
  });

  it('are broken by a node that is given more processors than it has', () => {
    const items = [
      snapshot(1, pod('a', 1, { node: 'n1', cpu: '1500m' })),
      delta(['ADDED', pod('b', 2, { node: 'n1' })]),
    ];
    expect(judge(items)).toEqual({ ...sound, overCommitted: 1 });
  });

  it('are broken by a node with more pods than it may have', () => {
    const pods = ['a', 'b', 'c', 'd'].map((name) => pod(name, 1, { node: 'n1', cpu: '1m' }));
    expect(judge([snapshot(1, ...pods)])).toEqual({ ...sound, overCommitted: 1 });
  });

  it('count nothing for pods that have ended', () => {
    const ended = pod('a', 1, { node: 'n1', cpu: '2', phase: 'Succeeded' });
    expect(judge([snapshot(1, ended), delta(['ADDED', pod('b', 2, { node: 'n1', cpu: '2' })])])).toEqual(sound);
  });

  it('are broken by two pods of one name', () => {
    const items = [snapshot(1, pod('a', 1)), delta(['ADDED', pod('a', 2, { uid: 'another' })])];
    expect(judge(items)).toEqual({ ...sound, duplicateNames: 1 });
  });

  it('are broken by a frame that comes again', () => {
    const frame = delta(['ADDED', pod('a', 2)]);
    expect(judge([snapshot(1), frame, frame]).outOfOrder).toBeGreaterThan(0);
  });

  it('are broken by versions of a pod that come the wrong way round', () => {
    const items = [snapshot(1), delta(['ADDED', pod('a', 3)], ['MODIFIED', pod('a', 2)], ['ADDED', pod('b', 4)])];
    expect(judge(items)).toEqual({ ...sound, outOfOrder: 1 });
  });

  it('are broken by a new pod that is older than the frame before', () => {
    const items = [snapshot(5), delta(['ADDED', pod('a', 4)], ['ADDED', pod('b', 6)])];
    expect(judge(items)).toEqual({ ...sound, outOfOrder: 1 });
  });

  it('are broken by a pod that moves', () => {
    const items = [snapshot(1, pod('a', 1, { node: 'n1' })), delta(['MODIFIED', pod('a', 2, { node: 'n2' })])];
    expect(judge(items)).toEqual({ ...sound, moved: 1 });
  });

  it('are broken by more pods than were asked for', () => {
    expect(judge([snapshot(1, pod('a', 1), pod('b', 1))], 1)).toEqual({ ...sound, tooMany: 1 });
  });
});
