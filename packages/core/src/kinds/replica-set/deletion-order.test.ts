import { expect, it } from 'vitest';
import { aPod } from '../../../../../test/support/manifests.ts';
import type { Pod, PodStatus } from '../../resource/generated/kubernetes.ts';
import { deletionCost, orderForDeletion } from './deletion-order.ts';

const nowMs = Date.UTC(2026, 0, 2);
const ago = (seconds: number) => new Date(nowMs - seconds * 1000).toISOString();

interface Sketch {
  readonly node?: string;
  readonly phase?: string;
  readonly readyForSeconds?: number;
  readonly cost?: string;
  readonly restarts?: number;
  readonly sidecarRestarts?: number;
  readonly ageSeconds?: number;
}

function sketched(uid: string, sketch: Sketch): Pod {
  const { node = 'n1', phase = 'Running', readyForSeconds, cost, restarts = 0, ageSeconds = 3600 } = sketch;
  const { sidecarRestarts = 0 } = sketch;
  const main = { image: 'a', imageID: 'a', ready: true };
  const status: PodStatus = {
    phase,
    containerStatuses: [{ ...main, name: 'main', restartCount: restarts }],
    initContainerStatuses: [{ ...main, name: 'side', restartCount: sidecarRestarts }],
  };
  if (readyForSeconds !== undefined) {
    status.conditions = [{ type: 'Ready', status: 'True', lastTransitionTime: ago(readyForSeconds) }];
  }
  return aPod({
    metadata: {
      name: uid,
      uid,
      creationTimestamp: ago(ageSeconds),
      ...(cost !== undefined && { annotations: { 'controller.kubernetes.io/pod-deletion-cost': cost } }),
    },
    spec: { nodeName: node, initContainers: [{ name: 'side', image: 'a', restartPolicy: 'Always' }] },
    status,
  });
}

const ready = { readyForSeconds: 1800 };

// The pod whose uid comes later in the alphabet goes first, so that the uid explains nothing unless a case says so.
it.each<[string, Sketch, Sketch]>([
  ['without a node', { ...ready, node: '', phase: 'Pending' }, { ...ready, phase: 'Pending' }],
  ['pending', { phase: 'Pending' }, { phase: 'Running' }],
  ['of unknown state', { phase: 'Unknown' }, { phase: 'Running' }],
  ['pending, before one of unknown state', { phase: 'Pending' }, { phase: 'Unknown' }],
  ['not ready', {}, ready],
  ['not ready, whatever it costs', { cost: '100' }, ready],
  ['cheaper', { ...ready, cost: '-1' }, ready],
  ['cheaper, though alone on its node', { ...ready, node: 'n2', cost: '-1' }, ready],
  ['ready for a shorter time', { readyForSeconds: 10 }, ready],
  ['ready for a shorter time, though restarted less', { readyForSeconds: 10 }, { ...ready, restarts: 5 }],
  ['restarted more often', { ...ready, restarts: 3 }, { ...ready, restarts: 2 }],
  ['whose sidecar restarted more often', { ...ready, sidecarRestarts: 1 }, ready],
  ['younger', { ...ready, ageSeconds: 5 }, { ...ready, ageSeconds: 3600 }],
  ['never ready and younger', { ageSeconds: 5 }, { ageSeconds: 3600 }],
])('ends first the pod %s', (_, first, second) => {
  const pods = [sketched('a', second), sketched('b', first)];
  expect(orderForDeletion(pods, [], nowMs).map(({ metadata }) => metadata.uid)).toEqual(['b', 'a']);
});

it('ends first where there are more of the related pods on one node', () => {
  const pods = [sketched('a', { ...ready, node: 'n1' }), sketched('b', { ...ready, node: 'n2' })];
  const related = [...pods, sketched('c', { node: 'n2' })];
  expect(orderForDeletion(pods, related, nowMs)[0]?.metadata.uid).toBe('b');
});

it('tells pods of about the same age apart by their uids', () => {
  const near = [sketched('a', { readyForSeconds: 1800 }), sketched('b', { readyForSeconds: 1700 })];
  expect(orderForDeletion(near, [], nowMs)[0]?.metadata.uid).toBe('a');
  const aged = [sketched('a', { ...ready, ageSeconds: 3600 }), sketched('b', { ...ready, ageSeconds: 3500 })];
  expect(orderForDeletion(aged, [], nowMs)[0]?.metadata.uid).toBe('a');
});

it.each([
  ['-2147483648', -2147483648],
  ['2147483647', 2147483647],
  ['2147483648', 0],
  ['+1', 0],
  ['01', 0],
  ['x', 0],
])('reads the cost %s as %d', (cost, value) => {
  expect(deletionCost(sketched('a', { cost }))).toBe(value);
});
