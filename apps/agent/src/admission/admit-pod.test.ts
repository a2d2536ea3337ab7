import type { NodeSpec, Pod, PodSpec } from '@portolan/client';
import { describe, expect, it } from 'vitest';
import { admitPod } from './admit-pod.ts';

const allocatable = { cpu: '2', memory: '1Gi', pods: '3' };

function podOf(spec: Partial<PodSpec>): Pod {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'web' }, spec: { containers: [], ...spec } };
}

const asking = (requests: Record<string, string>) => ({ containers: [{ name: 'main', resources: { requests } }] });
const affinity = (key: string, operator: string, values?: string[]) => ({
  affinity: {
    nodeAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: {
        nodeSelectorTerms: [{ matchExpressions: [{ key, operator, ...(values && { values }) }] }],
      },
    },
  },
});

interface Case {
  readonly title: string;
  readonly spec: Partial<PodSpec>;
  readonly others?: ReadonlyArray<Partial<PodSpec>>;
  readonly node?: NodeSpec;
  readonly refused?: string;
}

const noExecute = { taints: [{ key: 'down', effect: 'NoExecute' }] };

const cases: readonly Case[] = [
  { title: 'a pod that asks for nothing', spec: {} },
  { title: 'a pod that just fits', spec: asking({ cpu: '1500m' }), others: [asking({ cpu: '500m' })] },
  {
    title: 'too little processor',
    spec: asking({ cpu: '1501m' }),
    others: [asking({ cpu: '500m' })],
    refused: 'OutOfcpu',
  },
  { title: 'too little memory', spec: asking({ memory: '2Gi' }), refused: 'OutOfmemory' },
  { title: 'too many pods', spec: {}, others: [{}, {}, {}], refused: 'OutOfpods' },
  { title: 'a label that the node has', spec: { nodeSelector: { disk: 'ssd' } } },
  { title: 'a label that it has not', spec: { nodeSelector: { disk: 'tape' } }, refused: 'NodeAffinity' },
  { title: 'affinity to what the node is', spec: affinity('disk', 'In', ['ssd', 'nvme']) },
  { title: 'affinity to what it is not', spec: affinity('disk', 'NotIn', ['ssd']), refused: 'NodeAffinity' },
  { title: 'a number large enough', spec: affinity('cores', 'Gt', ['7']) },
  { title: 'a number too small', spec: affinity('cores', 'Gt', ['8']), refused: 'NodeAffinity' },
  { title: 'a taint that drives pods away', spec: {}, node: noExecute, refused: 'TaintToleration' },
  { title: 'a taint that is tolerated', spec: { tolerations: [{ operator: 'Exists' }] }, node: noExecute },
  {
    title: 'a taint that only keeps the scheduler away',
    spec: {},
    node: { taints: [{ key: 'a', effect: 'NoSchedule' }] },
  },
];

describe('admitPod', () => {
  it.each(cases)('$title: $refused', ({ spec, others = [], node = {}, refused }) => {
    const found = admitPod({
      pod: podOf(spec),
      node: { metadata: { name: 'n1', labels: { disk: 'ssd', cores: '8' } }, spec: node },
      allocatable,
      others: others.map(podOf),
    });
    expect(found?.reason).toBe(refused);
  });
});

it('needs as much as its hungriest moment', () => {
  const resources = (cpu: string) => ({ resources: { requests: { cpu } } });
  const pod = podOf({
    initContainers: [
      { name: 'early', ...resources('900m') },
      { name: 'beside', restartPolicy: 'Always', ...resources('200m') },
      { name: 'late', ...resources('800m') },
    ],
    containers: [
      { name: 'a', ...resources('300m') },
      { name: 'b', ...resources('400m') },
    ],
    overhead: { cpu: '10m' },
  });
  const node = { metadata: { name: 'n1' } };
  const refusal = (cpu: string) => admitPod({ pod, node, allocatable: { cpu }, others: [] });
  expect(refusal('1010m')).toBeUndefined();
  expect(refusal('1009m')?.message).toBe(
    "Node didn't have enough resource: cpu, requested: 1010, used: 0, capacity: 1009",
  );
});
