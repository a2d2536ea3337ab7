import type { Pod, PodStatus } from '@portolan/client';
import { expect, it } from 'vitest';
import { isSameStatus, mergeStatus } from './merge-status.ts';

const earlier = '2026-01-01T00:00:00Z';
const nowMs = Date.parse('2026-01-02T00:00:00Z');

function stored(status: PodStatus): Pod {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web', generation: 3 }, status };
}

it('leaves what others wrote', () => {
  const gate = { type: 'example.com/gate', status: 'True' as const };
  const merged = mergeStatus(
    stored({ qosClass: 'Burstable', nominatedNodeName: 'n2', conditions: [gate] }),
    { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }] },
    nowMs,
  );
  expect(merged).toMatchObject({ qosClass: 'Burstable', nominatedNodeName: 'n2', phase: 'Running' });
  expect(merged.conditions).toContainEqual(gate);
});

it('keeps the time of a condition that did not change, and of no other', () => {
  const before = stored({
    conditions: [
      { type: 'Ready', status: 'False', lastTransitionTime: earlier },
      { type: 'Initialized', status: 'True', lastTransitionTime: earlier },
    ],
  });
  const own: PodStatus = {
    conditions: [
      { type: 'Ready', status: 'True' },
      { type: 'Initialized', status: 'True' },
    ],
  };
  expect(mergeStatus(before, own, nowMs).conditions).toEqual([
    { type: 'Ready', status: 'True', lastTransitionTime: '2026-01-02T00:00:00Z', observedGeneration: 3 },
    { type: 'Initialized', status: 'True', lastTransitionTime: earlier, observedGeneration: 3 },
  ]);
});

it('never brings a pod back that has ended', () => {
  const before = stored({ phase: 'Failed', reason: 'Evicted', message: 'no memory' });
  expect(mergeStatus(before, { phase: 'Running', conditions: [] }, nowMs)).toMatchObject({
    phase: 'Failed',
    reason: 'Evicted',
    message: 'no memory',
  });
});

it('is the same once it was written', () => {
  const own: PodStatus = { phase: 'Running', conditions: [{ type: 'Ready', status: 'True' }], podIPs: [] };
  const once = mergeStatus(stored({}), own, nowMs);
  expect(isSameStatus(mergeStatus(stored(once), own, nowMs + 60_000), once)).toBe(true);
});

it.each<[unknown, unknown, boolean]>([
  [{ a: 1, b: 2 }, { b: 2, a: 1 }, true],
  [{ a: 1, b: {} }, { a: 1 }, true],
  [{ a: [{ b: null }] }, { a: [{}] }, true],
  [{ a: false }, {}, false],
  [{ a: 0 }, { a: 1 }, false],
  [{ a: [1, 2] }, { a: [2, 1] }, false],
])('compares %j with %j', (a, b, expected) => {
  expect(isSameStatus(a, b)).toBe(expected);
});
