// What a pod requests must be free on its node; the emptier the node, the better (LeastAllocated).
import type { NodeState } from '../node-state.ts';
import { fits, maxNodeScore, type Plugin } from '../plugin.ts';
import type { ResourceVector } from '../pod-requests.ts';

const tooManyPods = 'Too many pods';

export const nodeResourcesFit: Plugin = {
  name: 'NodeResourcesFit',
  filter: {
    scope: 'node-and-its-pods',
    helpedBy: ['node-added', 'node-allocatable', 'pod-removed'],
    prepare:
      ({ requests }) =>
      (node) =>
        hasRoom(node, requests) ? fits : insufficientResources(node, requests),
  },
  score: {
    scope: 'node-and-its-pods',
    prepare:
      ({ nonZeroRequests }) =>
      (node) =>
        leastAllocatedScore(node, nonZeroRequests),
  },
};

function hasRoom(node: NodeState, wanted: ResourceVector): boolean {
  const { allocatable, maxPods } = node.facts;
  return (
    node.podCount < maxPods &&
    (wanted.milliCpu === 0 || wanted.milliCpu <= allocatable.milliCpu - node.milliCpu) &&
    (wanted.memoryBytes === 0 || wanted.memoryBytes <= allocatable.memoryBytes - node.memoryBytes) &&
    (wanted.ephemeralBytes === 0 || wanted.ephemeralBytes <= allocatable.ephemeralBytes - node.ephemeralBytes) &&
    (wanted.others.size === 0 || lackingOthers(node, wanted).length === 0)
  );
}

function lackingOthers(node: NodeState, { others }: ResourceVector): string[] {
  const lacking: string[] = [];
  for (const [name, amount] of others) {
    const free = (node.facts.allocatable.others.get(name) ?? 0) - (node.others.get(name) ?? 0);
    if (amount > 0 && amount > free) lacking.push(name);
  }
  return lacking;
}

/** Each resource that is short, in Kubernetes' words and order. */
function insufficientResources(node: NodeState, wanted: ResourceVector): string[] {
  const { allocatable, maxPods } = node.facts;
  const reasons: string[] = [];
  if (node.podCount >= maxPods) reasons.push(tooManyPods);
  if (wanted.milliCpu > 0 && wanted.milliCpu > allocatable.milliCpu - node.milliCpu) reasons.push('Insufficient cpu');
  if (wanted.memoryBytes > 0 && wanted.memoryBytes > allocatable.memoryBytes - node.memoryBytes) {
    reasons.push('Insufficient memory');
  }
  if (wanted.ephemeralBytes > 0 && wanted.ephemeralBytes > allocatable.ephemeralBytes - node.ephemeralBytes) {
    reasons.push('Insufficient ephemeral-storage');
  }
  for (const name of lackingOthers(node, wanted)) reasons.push(`Insufficient ${name}`);
  return reasons;
}

/** The mean of the free shares of cpu and memory, the pod counted in, each cut to a whole number. */
function leastAllocatedScore(node: NodeState, wanted: ResourceVector): number {
  const { milliCpu, memoryBytes } = node.facts.allocatable;
  let [sum, weights] = [0, 0];
  if (milliCpu > 0) {
    sum += freeShare(node.nonZeroMilliCpu + wanted.milliCpu, milliCpu);
    weights += 1;
  }
  if (memoryBytes > 0) {
    sum += freeShare(node.nonZeroMemoryBytes + wanted.memoryBytes, memoryBytes);
    weights += 1;
  }
  return weights === 0 ? 0 : Math.trunc(sum / weights);
}

function freeShare(requested: number, capacity: number): number {
  return requested > capacity ? 0 : Math.trunc(((capacity - requested) * maxNodeScore) / capacity);
}
