// The plain form of a scheduling decision: every node through every plug-in as it is defined. It explains, and it is what the
// fast form (class-view.ts) must agree with.
import type { Cluster } from './cluster.ts';
import type { NodeState } from './node-state.ts';
import type { PodClass } from './pod-class.ts';
import type { Profile } from './profile.ts';

export interface PluginCheck {
  readonly plugin: string;
  /** Why not; empty when it passes. */
  readonly reasons: readonly string[];
}

export interface PluginScore {
  readonly plugin: string;
  readonly weight: number;
  /** 0 to 100. */
  readonly score: number;
}

export interface NodeVerdict {
  readonly node: string;
  readonly fits: boolean;
  /** Of each plug-in that has something to ask. */
  readonly checks: readonly PluginCheck[];
  /** Of a node that fits. */
  readonly scores: readonly PluginScore[];
  /** Σ weight × score. */
  readonly score: number;
}

export function evaluate(profile: Profile, cluster: Cluster, pod: PodClass): NodeVerdict[] {
  const checked = checkNodes(profile, cluster, pod);
  const feasible = checked.filter(({ checks }) => checks.every(({ reasons }) => reasons.length === 0));
  const scores = scoreNodes(
    profile,
    cluster,
    pod,
    feasible.map(({ node }) => node),
  );
  return checked.map(({ node, checks }) => {
    const own = scores.get(node);
    const score = (own ?? []).reduce((sum, each) => sum + each.weight * each.score, 0);
    return { node: node.facts.name, fits: own !== undefined, checks, scores: own ?? [], score };
  });
}

function checkNodes(profile: Profile, cluster: Cluster, pod: PodClass) {
  const filters = profile.plugins.flatMap(({ plugin }) => {
    const check = plugin.filter?.prepare(pod, cluster);
    return check ? { name: plugin.name, check } : [];
  });
  return [...cluster.nodes()].map((node) => ({
    node,
    checks: filters.map(({ name, check }): PluginCheck => ({ plugin: name, reasons: check(node) })),
  }));
}

function scoreNodes(profile: Profile, cluster: Cluster, pod: PodClass, feasible: readonly NodeState[]) {
  const scores = new Map(feasible.map((node): [NodeState, PluginScore[]] => [node, []]));
  for (const { plugin, weight } of profile.plugins) {
    const score = plugin.score?.prepare(pod, cluster, feasible);
    if (!score) continue;
    const column = Float64Array.from(feasible, score);
    plugin.score?.normalize?.(column, column.length);
    feasible.forEach((node, at) => {
      scores.get(node)?.push({ plugin: plugin.name, weight, score: column[at] ?? 0 });
    });
  }
  return scores;
}

/** Why a pod fits nowhere. */
export interface Diagnosis {
  /** As Kubernetes says it: `0/4 nodes are available: 1 Insufficient cpu, 3 node(s) had untolerated taint(s).` */
  readonly message: string;
  /** The plug-ins that turned nodes down: what may help the pod is known to them. */
  readonly plugins: ReadonlySet<string>;
}

/** Each node counts with the reasons of the first plug-in that turns it down. */
export function diagnose(profile: Profile, cluster: Cluster, pod: PodClass): Diagnosis {
  if (cluster.nodeCount === 0) return { message: 'no nodes available to schedule pods', plugins: new Set() };
  const counts = new Map<string, number>();
  const plugins = new Set<string>();
  for (const { checks } of checkNodes(profile, cluster, pod)) {
    const failed = checks.find(({ reasons }) => reasons.length > 0);
    if (!failed) continue;
    plugins.add(failed.plugin);
    for (const reason of failed.reasons) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  // Sorted as texts, the numbers included.
  const reasons = [...counts].map(([reason, count]) => `${count} ${reason}`).sort();
  return { message: `0/${cluster.nodeCount} nodes are available: ${reasons.join(', ')}.`, plugins };
}
