import { expect, it } from 'vitest';
import type { Container, PodSpec } from '../../resource/generated/kubernetes.ts';
import { formatQuantity } from '../../resource/quantity.ts';
import { aggregateContainerRequests } from './pod-resources.ts';

function requesting(cpu: string, restartPolicy?: 'Always'): Container {
  return { name: 'c', resources: { requests: { cpu } }, ...(restartPolicy && { restartPolicy }) };
}

function cpuOf(spec: PodSpec): string {
  const amount = aggregateContainerRequests(spec).get('cpu');
  return amount ? formatQuantity(amount) : 'none';
}

it.each<[string, PodSpec, string]>([
  ['containers add up', { containers: [requesting('1'), requesting('500m')] }, '1500m'],
  [
    'a larger init container decides',
    { containers: [requesting('1')], initContainers: [requesting('3'), requesting('2')] },
    '3',
  ],
  ['a smaller init container does not', { containers: [requesting('2')], initContainers: [requesting('1')] }, '2'],
  ['sidecars add up', { containers: [requesting('1')], initContainers: [requesting('1', 'Always')] }, '2'],
  [
    'an init container runs beside the sidecars before it only',
    {
      containers: [requesting('1')],
      initContainers: [requesting('1', 'Always'), requesting('5'), requesting('1', 'Always')],
    },
    '6',
  ],
  ['nothing is asked for', { containers: [{ name: 'c' }] }, 'none'],
])('%s', (_, spec, cpu) => {
  expect(cpuOf(spec)).toBe(cpu);
});
