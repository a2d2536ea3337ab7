// Nodes are to run out of cpu and memory at the same time: the nearer the two used shares, the better.
import type { NodeState } from '../node-state.ts';
import { maxNodeScore, type Plugin } from '../plugin.ts';
import type { ResourceVector } from '../pod-requests.ts';

export const nodeResourcesBalancedAllocation: Plugin = {
  name: 'NodeResourcesBalancedAllocation',
  score: {
    scope: 'node-and-its-pods',
    prepare: ({ requests }) => {
      const asksForNothing = requests.milliCpu === 0 && requests.memoryBytes === 0;
      return asksForNothing ? undefined : (node) => balanceScore(node, requests);
    },
  },
};

function balanceScore(node: NodeState, wanted: ResourceVector): number {
  const { milliCpu, memoryBytes } = node.facts.allocatable;
  // One resource alone is always in balance.
  if (milliCpu === 0 || memoryBytes === 0) return maxNodeScore;
  const cpuShare = Math.min(1, (node.milliCpu + wanted.milliCpu) / milliCpu);
  const memoryShare = Math.min(1, (node.memoryBytes + wanted.memoryBytes) / memoryBytes);
  const deviation = Math.abs((cpuShare - memoryShare) / 2);
  return Math.trunc((1 - deviation) * maxNodeScore);
}
