// The topology spread constraints of a class of pods, ready to count: its own, or the defaults of the cluster.
import type { PodSpec, TopologySpreadConstraint } from '../resource/generated/kubernetes.ts';
import { fromLabelSelector } from '../resource/label-selector.ts';
import type { Cluster } from './cluster.ts';
import type { NodeFacts, NodeState } from './node-state.ts';
import type { PodClass } from './pod-class.ts';
import { hasUntoleratedTaint } from './tolerations.ts';

export const hostnameLabel = 'kubernetes.io/hostname';
const zoneLabel = 'topology.kubernetes.io/zone';

export interface SpreadConstraint {
  readonly topologyKey: string;
  readonly maxSkew: number;
  readonly minDomains: number;
  /** Which pods are counted, as other classes of the same namespace. */
  readonly counts: (other: PodClass) => boolean;
  /** Whether pods on this node are counted at all. */
  readonly includes: (node: NodeFacts) => boolean;
}

export interface SpreadConstraints {
  readonly constraints: readonly SpreadConstraint[];
  /** Nodes that lack one of the keys take no part: not so for the defaults, where a cluster may know no zones. */
  readonly needsAllKeys: boolean;
}

const systemDefaults = [
  { topologyKey: hostnameLabel, maxSkew: 3 },
  { topologyKey: zoneLabel, maxSkew: 5 },
] as const;

export function hardConstraints(pod: PodClass): readonly SpreadConstraint[] {
  return ownConstraints(pod, 'DoNotSchedule');
}

export function softConstraints(pod: PodClass, cluster: Cluster): SpreadConstraints {
  if (pod.spec.topologySpreadConstraints?.length) {
    return { constraints: ownConstraints(pod, 'ScheduleAnyway'), needsAllKeys: true };
  }
  const selector = cluster.defaultSelector(pod);
  if (!selector) return { constraints: [], needsAllKeys: false };
  const counts = (other: PodClass) => other.namespace === pod.namespace && selector(other.labels);
  const includes = (node: NodeFacts) => pod.requiredNode?.(node) !== false;
  const constraints = systemDefaults.map((each) => ({ ...each, minDomains: 1, counts, includes }));
  return { constraints, needsAllKeys: false };
}

function ownConstraints(pod: PodClass, whenUnsatisfiable: string): readonly SpreadConstraint[] {
  return (pod.spec.topologySpreadConstraints ?? [])
    .filter((each) => each.whenUnsatisfiable === whenUnsatisfiable)
    .map((each) => compile(pod, each));
}

function compile(pod: PodClass, constraint: TopologySpreadConstraint): SpreadConstraint {
  const selects = fromLabelSelector(constraint.labelSelector);
  const joined = (constraint.matchLabelKeys ?? []).filter((key) => pod.labels[key] !== undefined);
  const { tolerations = [] }: PodSpec = pod.spec;
  return {
    topologyKey: constraint.topologyKey,
    maxSkew: constraint.maxSkew,
    minDomains: constraint.minDomains ?? 1,
    counts: ({ namespace, labels }) =>
      namespace === pod.namespace && selects.matches(labels) && joined.every((key) => labels[key] === pod.labels[key]),
    includes: (node) => {
      if (constraint.nodeAffinityPolicy !== 'Ignore' && pod.requiredNode?.(node) === false) return false;
      return constraint.nodeTaintsPolicy !== 'Honor' || !hasUntoleratedTaint(tolerations, node.taints);
    },
  };
}

export function hasAllKeys(node: NodeFacts, constraints: readonly SpreadConstraint[]): boolean {
  return constraints.every(({ topologyKey }) => node.labels[topologyKey] !== undefined);
}

/** How many pods on the node the constraint counts. */
export function countOn(node: NodeState, constraint: SpreadConstraint): number {
  let count = 0;
  for (const [other, pods] of node.staying) if (constraint.counts(other)) count += pods;
  return count;
}

/** The score of a node that takes no part. */
export const ignoredScore = -1;

/** Domains count for more the more there are of them, so that hosts do not outweigh zones by their number. */
export function domainWeight(domains: number): number {
  return Math.log(domains + 2);
}

/** Pods that are there already; skew that is tolerated anyway evens the domains out. */
export function spreadScore(count: number, maxSkew: number, weight: number): number {
  return count * weight + (maxSkew - 1);
}
