import { expect, it } from 'vitest';
import type { Container, PodSpec, ResourceRequirements } from '../../resource/generated/kubernetes.ts';
import { computeQosClass } from './qos.ts';

type Amounts = Record<string, string>;

function container(requests?: Amounts, limits?: Amounts): Container {
  const resources: ResourceRequirements = { ...(requests && { requests }), ...(limits && { limits }) };
  return { name: 'c', image: 'nginx', resources };
}

const full = { cpu: '500m', memory: '1Gi' };

it.each<[string, string, Partial<PodSpec>]>([
  ['BestEffort', 'nothing is asked for', { containers: [container()] }],
  ['BestEffort', 'only other resources are asked for', { containers: [container({ 'example.com/gpu': '1' })] }],
  ['BestEffort', 'everything is zero', { containers: [container({ cpu: '0' }, { memory: '0' })] }],
  ['Guaranteed', 'requests equal limits', { containers: [container(full, full)] }],
  [
    'Guaranteed',
    'the same amounts are written differently',
    { containers: [container(full, { cpu: '0.5', memory: '1024Mi' })] },
  ],
  ['Burstable', 'requests are below limits', { containers: [container({ cpu: '100m', memory: '1Gi' }, full)] }],
  ['Burstable', 'memory is not limited', { containers: [container({ cpu: '1' }, { cpu: '1' })] }],
  ['Burstable', 'one container has nothing', { containers: [container(full, full), container()] }],
  [
    'Burstable',
    'an init container has nothing',
    { containers: [container(full, full)], initContainers: [container()] },
  ],
  [
    'Guaranteed',
    'the pod as a whole is limited',
    { containers: [container()], resources: { requests: full, limits: full } },
  ],
  [
    'Burstable',
    'the pod as a whole only requests',
    { containers: [container(full, full)], resources: { requests: full } },
  ],
])('is %s when %s', (expected, _, spec) => {
  expect(computeQosClass({ containers: [], ...spec })).toBe(expected);
});
