// Pods that belong together spread over zones, hosts or whatever else a label names: strictly (DoNotSchedule) or where there
// is a choice (ScheduleAnyway). Without constraints of its own, a pod spreads against its siblings by the cluster's defaults.
import type { Cluster } from '../cluster.ts';
import type { NodeState } from '../node-state.ts';
import { fits, maxNodeScore, type NodeScore, type Plugin } from '../plugin.ts';
import type { PodClass } from '../pod-class.ts';
import {
  countOn,
  domainWeight,
  hardConstraints,
  hasAllKeys,
  hostnameLabel,
  ignoredScore,
  type SpreadConstraint,
  softConstraints,
  spreadScore,
} from '../spread-constraints.ts';
import { SpreadCounts } from '../spread-counts.ts';

const tooSkewed = ["node(s) didn't match pod topology spread constraints"];
const lacksLabel = ["node(s) didn't match pod topology spread constraints (missing required label)"];

export const podTopologySpread: Plugin = {
  name: 'PodTopologySpread',
  filter: {
    scope: 'cluster',
    helpedBy: ['node-added', 'node-deleted', 'node-labels', 'node-taints', 'pod-removed', 'pod-placed'],
    prepare: prepareFilter,
  },
  score: { scope: 'cluster', prepare: prepareScore, normalize: normalizeSpread },
  count: (pod, cluster) => new SpreadCounts(pod, cluster),
};

function prepareFilter(pod: PodClass, cluster: Cluster) {
  const constraints = hardConstraints(pod);
  if (constraints.length === 0) return undefined;
  const rules = constraints.map((constraint) => {
    const domains = countDomains(cluster, constraint, constraints);
    const least = domains.size < constraint.minDomains ? 0 : Math.min(...domains.values());
    return { constraint, domains, least, own: constraint.counts(pod) ? 1 : 0 };
  });
  return ({ facts }: NodeState) => {
    for (const { constraint, domains, least, own } of rules) {
      const domain = facts.labels[constraint.topologyKey];
      if (domain === undefined) return lacksLabel;
      if ((domains.get(domain) ?? 0) + own - least > constraint.maxSkew) return tooSkewed;
    }
    return fits;
  };
}

/** Pods per domain, over the nodes that take part; domains without pods included. */
function countDomains(cluster: Cluster, constraint: SpreadConstraint, all: readonly SpreadConstraint[]) {
  const domains = new Map<string, number>();
  for (const node of cluster.nodes()) {
    const domain = node.facts.labels[constraint.topologyKey];
    if (domain === undefined || !hasAllKeys(node.facts, all) || !constraint.includes(node.facts)) continue;
    domains.set(domain, (domains.get(domain) ?? 0) + countOn(node, constraint));
  }
  return domains;
}

function prepareScore(pod: PodClass, cluster: Cluster, feasible: readonly NodeState[]): NodeScore | undefined {
  const { constraints, needsAllKeys } = softConstraints(pod, cluster);
  if (constraints.length === 0) return undefined;
  const isIgnored = ({ facts }: NodeState) => needsAllKeys && !hasAllKeys(facts, constraints);
  const counted = feasible.filter((node) => !isIgnored(node));
  const rules = constraints.map((constraint) => {
    const { topologyKey } = constraint;
    if (topologyKey === hostnameLabel) return { constraint, weight: domainWeight(counted.length) };
    const domains = new Map(counted.map(({ facts }) => [facts.labels[topologyKey] ?? '', 0]));
    for (const node of cluster.nodes()) {
      const before = domains.get(node.facts.labels[topologyKey] ?? '');
      if (before === undefined || isIgnored(node) || !constraint.includes(node.facts)) continue;
      domains.set(node.facts.labels[topologyKey] ?? '', before + countOn(node, constraint));
    }
    return { constraint, domains, weight: domainWeight(domains.size) };
  });
  return (node) => {
    if (isIgnored(node)) return ignoredScore;
    let sum = 0;
    for (const { constraint, domains, weight } of rules) {
      const domain = node.facts.labels[constraint.topologyKey];
      if (domain === undefined) continue;
      const count = domains ? (domains.get(domain) ?? 0) : countOn(node, constraint);
      sum += spreadScore(count, constraint.maxSkew, weight);
    }
    return Math.round(sum);
  };
}

/** The fewest pods become 100, more pods less; nodes that take no part 0. */
function normalizeSpread(scores: Float64Array, count: number): void {
  let [lowest, highest] = [Number.POSITIVE_INFINITY, 0];
  for (let at = 0; at < count; at++) {
    const score = scores[at] ?? ignoredScore;
    if (score === ignoredScore) continue;
    if (score < lowest) lowest = score;
    if (score > highest) highest = score;
  }
  for (let at = 0; at < count; at++) {
    const score = scores[at] ?? ignoredScore;
    if (score === ignoredScore) scores[at] = 0;
    else if (highest === 0) scores[at] = maxNodeScore;
    else scores[at] = Math.trunc((maxNodeScore * (highest + lowest - score)) / highest);
  }
}
