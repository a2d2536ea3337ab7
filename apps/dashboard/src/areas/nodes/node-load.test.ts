import { expect, it } from 'vitest';
import { loadByNode } from './node-load.ts';

const pod = (node: string, group = 'running') => ({ node, group, cpuRequest: 0.5, memoryRequest: 64 });

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
