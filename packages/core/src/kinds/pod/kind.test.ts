import { expect, it } from 'vitest';
import { created, type Sketch } from '../../../../../test/support/kind-check.ts';
import { podWith } from '../../../../../test/support/pod-check.ts';
import { pod } from './kind.ts';

it.each<[string, Sketch, Sketch, number]>([
  ['takes its time on a node', { nodeName: 'n' }, { phase: 'Running' }, 30],
  ['takes the time it wants', { nodeName: 'n', terminationGracePeriodSeconds: 5 }, { phase: 'Running' }, 5],
  ['goes at once without a node', {}, { phase: 'Pending' }, 0],
  ['goes at once when it failed', { nodeName: 'n' }, { phase: 'Failed' }, 0],
  ['goes at once when it succeeded', { nodeName: 'n' }, { phase: 'Succeeded' }, 0],
])('%s', (_, spec, status, seconds) => {
  const object = { ...created(pod, podWith(spec)), status };
  expect(pod.gracePeriodSeconds?.(object)).toBe(seconds);
});

it('does not lose observed generations and class of service that a node does not send', () => {
  const stored = created(pod, podWith({}));
  const ready = { type: 'Ready', status: 'True' };
  const old = {
    ...stored,
    status: { qosClass: 'BestEffort', observedGeneration: 3, conditions: [{ ...ready, observedGeneration: 2 }] },
  };
  const next = { ...stored, status: { phase: 'Running', conditions: [{ ...ready }] } };
  pod.prepareForStatusUpdate?.(next, old);
  expect(next.status).toEqual({
    phase: 'Running',
    qosClass: 'BestEffort',
    observedGeneration: 3,
    conditions: [{ ...ready, observedGeneration: 2 }],
  });
});
