// The fast form of a scheduling decision, for one class of pods: what each plug-in says about each node is kept in columns
// and asked again only where what it depends on has changed. A placement changes one node, so deciding about the next pod
// of the class costs one node's answers and one pass over the columns.
//
// It asks the same functions as evaluate.ts and must come to the same scores: class-view.test.ts compares them.
import type { Cluster } from './cluster.ts';
import type { NodeState } from './node-state.ts';
import type { NodeCheck, NodeScore, Plugin, RunningCounts, Score } from './plugin.ts';
import type { PodClass } from './pod-class.ts';
import type { Profile, ProfilePlugin } from './profile.ts';

/** A score that has to be brought into 0..100 over the nodes that fit: kept as the plug-in gave it. */
interface RawColumn {
  readonly score: NodeScore;
  readonly normalize: NonNullable<Score['normalize']>;
  readonly weight: number;
  values: Float64Array;
  /** How many values are not zero: where none is, all nodes are equal. */
  nonZero: number;
}

/** A plug-in of `cluster` scope, or a score over all nodes' objects. */
interface ClusterWide {
  readonly plugin: Plugin;
  readonly weight: number;
  readonly counts: RunningCounts | undefined;
}

export interface Candidates {
  /** How many nodes fit. */
  readonly count: number;
  /** Their slots, and Σ weight × score of each: the first `count` hold. */
  readonly slots: Int32Array;
  readonly totals: Float64Array;
}

export class ClassView {
  readonly pod: PodClass;
  private readonly cluster: Cluster;
  private readonly nodeChecks: NodeCheck[] = [];
  private readonly podChecks: NodeCheck[] = [];
  private readonly scores: { readonly score: NodeScore; readonly weight: number }[] = [];
  private readonly raw: RawColumn[] = [];
  private readonly overAllNodes: ProfilePlugin[] = [];
  private readonly clusterWide: ClusterWide[] = [];
  private cursor = 0;
  private nodesVersion = -1;
  private selectorsVersion: number;
  /** By slot: the facts that `passesNode` was decided on; -1: none. */
  private factsSeen = new Int32Array(0);
  private passesNode = new Uint8Array(0);
  private passes = new Uint8Array(0);
  /** Σ weight × score of what needs no normalizing. */
  private sums = new Float64Array(0);
  private allNodesSums = new Float64Array(0);
  private hasAllNodesSums = false;
  private slots = new Int32Array(0);
  private totals = new Float64Array(0);
  private scratch = new Float64Array(0);

  constructor(profile: Profile, cluster: Cluster, pod: PodClass) {
    this.pod = pod;
    this.cluster = cluster;
    this.selectorsVersion = cluster.selectorsVersion;
    for (const entry of profile.plugins) this.adopt(entry);
    this.grow();
    this.cursor = cluster.cursor;
  }

  /** The nodes that fit now, with their scores. What it returns holds until the next call. */
  candidates(): Candidates {
    this.bringUpToDate();
    const { slots, totals, sums } = this;
    let count = 0;
    for (let slot = 0; slot < this.passes.length; slot++) if (this.passes[slot] === 1) slots[count++] = slot;
    for (const each of this.clusterWide) count = this.filterClusterWide(each, count);
    const base = this.sameForAll();
    for (let at = 0; at < count; at++) totals[at] = base + (sums[slots[at] ?? 0] ?? 0);
    if (this.hasAllNodesSums) {
      for (let at = 0; at < count; at++) totals[at] = (totals[at] ?? 0) + (this.allNodesSums[slots[at] ?? 0] ?? 0);
    }
    for (const column of this.raw) if (column.nonZero > 0) this.addRaw(column, count);
    for (const each of this.clusterWide) this.addClusterWide(each, count);
    return { count, slots, totals };
  }

  private adopt({ plugin, weight }: ProfilePlugin): void {
    const { filter, score } = plugin;
    const isWide = filter?.scope === 'cluster' || score?.scope === 'cluster';
    if (isWide) this.clusterWide.push({ plugin, weight, counts: plugin.count?.(this.pod, this.cluster) });
    if (filter && filter.scope !== 'cluster') {
      const check = filter.prepare(this.pod, this.cluster);
      if (check) (filter.scope === 'node' ? this.nodeChecks : this.podChecks).push(check);
    }
    if (!score || score.scope === 'cluster') return;
    if (score.scope === 'all-nodes') {
      this.overAllNodes.push({ plugin, weight });
      return;
    }
    const scoreOf = score.prepare(this.pod, this.cluster, []);
    if (!scoreOf) return;
    if (!score.normalize) this.scores.push({ score: scoreOf, weight });
    else {
      const { normalize } = score;
      this.raw.push({ score: scoreOf, normalize, weight, values: new Float64Array(0), nonZero: 0 });
    }
  }

  private bringUpToDate(): void {
    const { cluster } = this;
    if (cluster.slots.length > this.passes.length) this.grow();
    else if (!cluster.touchedSince(this.cursor, (slot) => this.refresh(slot))) this.refreshAll();
    this.cursor = cluster.cursor;
    if (this.nodesVersion !== cluster.nodesVersion) this.scoreOverAllNodes();
    this.nodesVersion = cluster.nodesVersion;
    if (this.selectorsVersion !== cluster.selectorsVersion) this.recount();
    this.selectorsVersion = cluster.selectorsVersion;
  }

  /** Running counts rest on selectors; new ones are counted from the beginning. */
  private recount(): void {
    this.clusterWide.forEach(({ plugin, weight }, at) => {
      const counts = plugin.count?.(this.pod, this.cluster);
      this.clusterWide[at] = { plugin, weight, counts };
      for (let slot = 0; slot < this.passes.length; slot++) counts?.refresh(slot);
    });
  }

  private grow(): void {
    const size = this.cluster.slots.length + (this.cluster.slots.length >> 1) + 16;
    this.factsSeen = new Int32Array(size).fill(-1);
    this.passesNode = new Uint8Array(size);
    this.passes = new Uint8Array(size);
    this.sums = new Float64Array(size);
    this.allNodesSums = new Float64Array(size);
    this.slots = new Int32Array(size);
    this.totals = new Float64Array(size);
    this.scratch = new Float64Array(size);
    for (const column of this.raw) {
      column.values = new Float64Array(size);
      column.nonZero = 0;
    }
    this.nodesVersion = -1;
    this.refreshAll();
  }

  private refreshAll(): void {
    for (let slot = 0; slot < this.passes.length; slot++) this.refresh(slot);
  }

  private refresh(slot: number): void {
    const node = this.cluster.slots[slot];
    for (const { counts } of this.clusterWide) counts?.refresh(slot);
    if (!node) {
      this.factsSeen[slot] = -1;
      this.passes[slot] = 0;
      return;
    }
    if (this.factsSeen[slot] !== node.factsVersion) this.refreshFacts(slot, node);
    let passes = this.passesNode[slot] ?? 0;
    if (passes === 1) for (const check of this.podChecks) if (check(node).length > 0) passes = 0;
    this.passes[slot] = passes;
    if (passes === 0) return;
    let sum = 0;
    for (const { score, weight } of this.scores) sum += weight * score(node);
    this.sums[slot] = sum;
  }

  private refreshFacts(slot: number, node: NodeState): void {
    this.factsSeen[slot] = node.factsVersion;
    this.passesNode[slot] = this.nodeChecks.every((check) => check(node).length === 0) ? 1 : 0;
    for (const column of this.raw) {
      const before = column.values[slot] ?? 0;
      const value = column.score(node);
      column.values[slot] = value;
      column.nonZero += (value === 0 ? 0 : 1) - (before === 0 ? 0 : 1);
    }
  }

  private scoreOverAllNodes(): void {
    this.allNodesSums.fill(0);
    this.hasAllNodesSums = false;
    for (const { plugin, weight } of this.overAllNodes) {
      const score = plugin.score?.prepare(this.pod, this.cluster, []);
      if (!score) continue;
      this.hasAllNodesSums = true;
      for (const node of this.cluster.nodes()) {
        this.allNodesSums[node.slot] = (this.allNodesSums[node.slot] ?? 0) + weight * score(node);
      }
    }
  }

  private filterClusterWide({ plugin, counts }: ClusterWide, count: number): number {
    if (counts) return counts.filter(this.slots, count);
    const check = plugin.filter?.prepare(this.pod, this.cluster);
    if (!check) return count;
    let kept = 0;
    for (let at = 0; at < count; at++) {
      const slot = this.slots[at] ?? 0;
      const node = this.cluster.slots[slot];
      if (node && check(node).length === 0) this.slots[kept++] = slot;
    }
    return kept;
  }

  /** What plug-ins give to whom all nodes are equal: one node stands for all. */
  private sameForAll(): number {
    let sum = 0;
    for (const { nonZero, normalize, weight } of this.raw) {
      if (nonZero > 0) continue;
      this.scratch[0] = 0;
      normalize(this.scratch, 1);
      sum += weight * (this.scratch[0] ?? 0);
    }
    return sum;
  }

  private addRaw({ values, normalize, weight }: RawColumn, count: number): void {
    const { scratch, slots } = this;
    for (let at = 0; at < count; at++) scratch[at] = values[slots[at] ?? 0] ?? 0;
    normalize(scratch, count);
    this.addScratch(weight, count);
  }

  private addClusterWide({ plugin, weight, counts }: ClusterWide, count: number): void {
    if (count === 0) return;
    if (!(counts ? counts.score(this.slots, count, this.scratch) : this.scoreClusterWide(plugin, count))) return;
    plugin.score?.normalize?.(this.scratch, count);
    this.addScratch(weight, count);
  }

  private scoreClusterWide(plugin: Plugin, count: number): boolean {
    const feasible: NodeState[] = [];
    for (let at = 0; at < count; at++) {
      const node = this.cluster.slots[this.slots[at] ?? 0];
      if (node) feasible.push(node);
    }
    const score = plugin.score?.prepare(this.pod, this.cluster, feasible);
    if (!score) return false;
    feasible.forEach((node, at) => {
      this.scratch[at] = score(node);
    });
    return true;
  }

  private addScratch(weight: number, count: number): void {
    const { totals, scratch } = this;
    for (let at = 0; at < count; at++) totals[at] = (totals[at] ?? 0) + weight * (scratch[at] ?? 0);
  }
}

/** One of the best, each as likely as the others; undefined where none fits. `random` in [0, 1). */
export function pickBest({ count, slots, totals }: Candidates, random: () => number): number | undefined {
  let best = Number.NEGATIVE_INFINITY;
  let ties = 0;
  for (let at = 0; at < count; at++) {
    const total = totals[at] ?? 0;
    if (total > best) {
      best = total;
      ties = 1;
    } else if (total === best) ties += 1;
  }
  if (ties === 0) return undefined;
  let skip = ties === 1 ? 0 : Math.floor(random() * ties);
  for (let at = 0; at < count; at++) if (totals[at] === best && skip-- === 0) return slots[at];
  return undefined;
}
