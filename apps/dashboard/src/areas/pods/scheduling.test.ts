import type { Pod } from '@portolan/client/generated/kubernetes.ts';
import { describe, expect, it } from 'vitest';
import { demandOf, fixesOf, manifestOf, numbersOf, type Room, untolerated, type Verdict } from './scheduling.ts';

const container = (cpu: string, memory = '64Mi') => ({ name: 'app', resources: { requests: { cpu, memory } } });
const pod = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'big', namespace: 'shop' },
  spec: { containers: [container('2')], nodeSelector: { disk: 'ssd' }, nodeName: 'n1' },
} as Pod;
const room: Room = { cpu: 1.5, memory: 2 ** 30, pods: 3, taints: ['gpu=only:NoSchedule', 'old:PreferNoSchedule'] };

const verdict = (...failed: ReadonlyArray<readonly [string, string]>): Verdict => ({
  node: 'n1',
  fits: false,
  score: null,
  checks: failed.map(([plugin, reason]) => ({ plugin, reason, passed: false })),
  scores: [],
});

describe('what would make a node fit', () => {
  it('is as much as is short', () => {
    const reason = 'Insufficient cpu, Too many pods, Insufficient example.com/gpu';
    expect(fixesOf(verdict(['NodeResourcesFit', reason]), pod, room)).toEqual([
      { type: 'free', resource: 'cpu', amount: '500m' },
      { type: 'evict' },
      { type: 'other', resource: 'example.com/gpu' },
    ]);
  });

  it('is a toleration, a label or a node that takes pods again', () => {
    const failed = verdict(['TaintToleration', '…'], ['NodeAffinity', '…'], ['NodeUnschedulable', '…']);
    expect(fixesOf(failed, pod, room)).toEqual([
      { type: 'tolerate', taints: 'gpu=only:NoSchedule' },
      { type: 'label', labels: 'disk=ssd' },
      { type: 'uncordon' },
    ]);
  });
});

it('tells what is asked for beside what is free, where that is what is short', () => {
  const check = { plugin: 'NodeResourcesFit', passed: false, reason: 'Insufficient cpu' };
  expect(numbersOf(check, demandOf(pod), room)).toEqual([['cpu', '2 / 1.5']]);
  expect(numbersOf({ ...check, passed: true, reason: null }, demandOf(pod), room)).toHaveLength(2);
});

it('counts init containers and the overhead as the scheduler does', () => {
  const spec = {
    containers: [container('1')],
    initContainers: [{ ...container('100m'), restartPolicy: 'Always' }, container('3')],
    overhead: { cpu: '50m' },
  };
  expect(demandOf({ ...pod, spec }).cpu).toBeCloseTo(3.15);
});

it('goes by keys, values and effects of tolerations', () => {
  const taints = ['a=b:NoSchedule', 'c:NoExecute'];
  expect(untolerated(taints, [{ operator: 'Exists' }])).toEqual([]);
  expect(untolerated(taints, [{ key: 'a', operator: 'Equal', value: 'b' }])).toEqual(['c:NoExecute']);
  expect(untolerated(taints, [{ key: 'a', operator: 'Exists', effect: 'NoExecute' }])).toEqual(taints);
});

it('asks about a pod that is like this one but for what is changed', () => {
  const asked = manifestOf(pod, { cpu: '1', memory: '', toleratesAll: true, goesAnywhere: true });
  expect(asked).toMatchObject({
    spec: {
      containers: [{ resources: { requests: { cpu: '1', memory: '64Mi' } } }],
      tolerations: [{ operator: 'Exists' }],
    },
  });
  expect(JSON.stringify(asked)).not.toMatch(/nodeName|ssd/);
});
