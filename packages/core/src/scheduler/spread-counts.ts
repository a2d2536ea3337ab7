// The fast form of topology spreading for one class of pods: how many siblings are on each node and in each domain, kept up
// to date node by node. plugins/pod-topology-spread.ts says what is counted and what follows; it counts from nothing.
import type { Cluster } from './cluster.ts';
import type { NodeState } from './node-state.ts';
import type { RunningCounts } from './plugin.ts';
import type { PodClass } from './pod-class.ts';
import {
  domainWeight,
  hardConstraints,
  hasAllKeys,
  hostnameLabel,
  ignoredScore,
  type SpreadConstraint,
  softConstraints,
  spreadScore,
} from './spread-constraints.ts';

export class SpreadCounts implements RunningCounts {
  private readonly cluster: Cluster;
  private readonly pod: PodClass;
  private readonly siblings: SiblingCounts[] = [];
  private readonly hard: readonly DomainCounts[];
  private readonly soft: readonly DomainCounts[];
  private readonly needsAllKeys: boolean;

  constructor(pod: PodClass, cluster: Cluster) {
    this.pod = pod;
    this.cluster = cluster;
    const hard = hardConstraints(pod);
    this.hard = hard.map((each) => new DomainCounts(each, hard, this.siblingsOf(each)));
    const { constraints, needsAllKeys } = softConstraints(pod, cluster);
    this.needsAllKeys = needsAllKeys;
    const required = needsAllKeys ? constraints : [];
    this.soft = constraints.map((each) => new DomainCounts(each, required, this.siblingsOf(each)));
  }

  refresh(slot: number): void {
    const node = this.cluster.slots[slot];
    for (const each of this.hard) each.takeOut(slot);
    for (const each of this.soft) each.takeOut(slot);
    for (const each of this.siblings) each.refresh(slot, node);
    for (const each of this.hard) each.putIn(slot, node);
    for (const each of this.soft) each.putIn(slot, node);
  }

  filter(slots: Int32Array, count: number): number {
    let kept = count;
    for (const each of this.hard) kept = each.keepEven(slots, kept, this.pod);
    return kept;
  }

  score(slots: Int32Array, count: number, into: Float64Array): boolean {
    const { soft } = this;
    const [first, second] = soft;
    if (!first) return false;
    const takingPart = this.markIgnored(first, slots, count, into);
    for (const each of soft) each.weigh(slots, count, into, takingPart);
    for (let at = 0; at < count; at++) {
      if (into[at] === ignoredScore) continue;
      const slot = slots[at] ?? 0;
      // Two constraints are the rule: those of the defaults.
      let sum = first.scoreOf(slot) + (second ? second.scoreOf(slot) : 0);
      for (let further = 2; further < soft.length; further++) sum += soft[further]?.scoreOf(slot) ?? 0;
      into[at] = Math.round(sum);
    }
    return true;
  }

  /** Returns how many nodes take part. */
  private markIgnored(any: DomainCounts, slots: Int32Array, count: number, into: Float64Array): number {
    into.fill(0, 0, count);
    if (!this.needsAllKeys) return count;
    let takingPart = count;
    for (let at = 0; at < count; at++) {
      if (!any.isIgnored(slots[at] ?? 0)) continue;
      into[at] = ignoredScore;
      takingPart -= 1;
    }
    return takingPart;
  }

  /** Constraints that count the same pods share the counting. */
  private siblingsOf({ counts }: SpreadConstraint): SiblingCounts {
    const known = this.siblings.find((each) => each.isSibling === counts);
    if (known) return known;
    const made = new SiblingCounts(counts);
    this.siblings.push(made);
    return made;
  }
}

/** Siblings per node. */
class SiblingCounts {
  readonly isSibling: SpreadConstraint['counts'];
  bySlot = new Int32Array(0);
  private readonly known = new Map<PodClass, boolean>();

  constructor(isSibling: SpreadConstraint['counts']) {
    this.isSibling = isSibling;
  }

  refresh(slot: number, node: NodeState | undefined): void {
    if (slot >= this.bySlot.length) this.bySlot = grown(this.bySlot, slot);
    let count = 0;
    if (node) for (const [pod, pods] of node.staying) if (this.isKnownSibling(pod)) count += pods;
    this.bySlot[slot] = count;
  }

  private isKnownSibling(pod: PodClass): boolean {
    let isSibling = this.known.get(pod);
    if (isSibling === undefined) {
      isSibling = this.isSibling(pod);
      this.known.set(pod, isSibling);
    }
    return isSibling;
  }
}

const noDomain = -1;

/** Siblings per domain of one constraint. */
class DomainCounts {
  private readonly constraint: SpreadConstraint;
  /** A node takes part if it has the keys of all of these. */
  private readonly required: readonly SpreadConstraint[];
  private readonly siblings: SiblingCounts;
  private readonly ids = new Map<string, number>();
  /** By slot. */
  private factsSeen = new Int32Array(0);
  private domainOf = new Int32Array(0);
  private hasKeys = new Int32Array(0);
  private takesPart = new Int32Array(0);
  /** By domain: nodes that take part, and siblings on them. */
  private readonly nodes: number[] = [];
  private readonly pods: number[] = [];
  /** By domain: the last scoring in which a feasible node was found in it. */
  private readonly stamps: number[] = [];
  private stamp = 0;
  private readonly isByHost: boolean;
  private readonly maxSkew: number;
  private weight = 0;

  constructor(constraint: SpreadConstraint, required: readonly SpreadConstraint[], siblings: SiblingCounts) {
    this.constraint = constraint;
    this.isByHost = constraint.topologyKey === hostnameLabel;
    this.maxSkew = constraint.maxSkew;
    this.required = required;
    this.siblings = siblings;
  }

  takeOut(slot: number): void {
    if (this.takesPart[slot] === 1) this.count(slot, -1);
  }

  putIn(slot: number, node: NodeState | undefined): void {
    if (slot >= this.domainOf.length) this.grow(slot);
    if (!node) {
      this.factsSeen[slot] = -1;
      this.takesPart[slot] = 0;
      return;
    }
    if (this.factsSeen[slot] !== node.factsVersion) this.readFacts(slot, node);
    if (this.takesPart[slot] === 1) this.count(slot, 1);
  }

  isIgnored(slot: number): boolean {
    return this.hasKeys[slot] === 0;
  }

  keepEven(slots: Int32Array, count: number, pod: PodClass): number {
    const allowed = this.maxSkew + this.least() - (this.constraint.counts(pod) ? 1 : 0);
    let kept = 0;
    for (let at = 0; at < count; at++) {
      const slot = slots[at] ?? 0;
      const domain = this.domainOf[slot] ?? noDomain;
      if (domain !== noDomain && (this.pods[domain] ?? 0) <= allowed) slots[kept++] = slot;
    }
    return kept;
  }

  /** Before the scoring of a set of nodes. */
  weigh(slots: Int32Array, count: number, scores: Float64Array, takingPart: number): void {
    this.weight = domainWeight(this.isByHost ? takingPart : this.domainsAmong(slots, count, scores));
  }

  scoreOf(slot: number): number {
    const domain = this.domainOf[slot] ?? noDomain;
    if (domain === noDomain) return 0;
    const pods = this.isByHost ? this.siblings.bySlot[slot] : this.pods[domain];
    return spreadScore(pods ?? 0, this.maxSkew, this.weight);
  }

  /** Nodes without the label are one domain together. */
  private domainsAmong(slots: Int32Array, count: number, scores: Float64Array): number {
    this.stamp += 1;
    let domains = 0;
    let isAnyWithout = false;
    for (let at = 0; at < count; at++) {
      if (scores[at] === ignoredScore) continue;
      const domain = this.domainOf[slots[at] ?? 0] ?? noDomain;
      if (domain === noDomain) isAnyWithout = true;
      else if (this.stamps[domain] !== this.stamp) {
        this.stamps[domain] = this.stamp;
        domains += 1;
      }
    }
    return domains + (isAnyWithout ? 1 : 0);
  }

  private least(): number {
    let least = Number.POSITIVE_INFINITY;
    let domains = 0;
    for (let domain = 0; domain < this.nodes.length; domain++) {
      if (this.nodes[domain] === 0) continue;
      domains += 1;
      least = Math.min(least, this.pods[domain] ?? 0);
    }
    return domains < this.constraint.minDomains ? 0 : least;
  }

  private count(slot: number, sign: 1 | -1): void {
    const domain = this.domainOf[slot] ?? noDomain;
    this.nodes[domain] = (this.nodes[domain] ?? 0) + sign;
    this.pods[domain] = (this.pods[domain] ?? 0) + sign * (this.siblings.bySlot[slot] ?? 0);
  }

  private readFacts(slot: number, { facts, factsVersion }: NodeState): void {
    this.factsSeen[slot] = factsVersion;
    const label = facts.labels[this.constraint.topologyKey];
    this.domainOf[slot] = label === undefined ? noDomain : this.idOf(label);
    const hasKeys = hasAllKeys(facts, this.required);
    this.hasKeys[slot] = hasKeys ? 1 : 0;
    this.takesPart[slot] = label !== undefined && hasKeys && this.constraint.includes(facts) ? 1 : 0;
  }

  private idOf(label: string): number {
    const known = this.ids.get(label);
    if (known !== undefined) return known;
    const id = this.nodes.push(0) - 1;
    this.pods.push(0);
    this.stamps.push(0);
    this.ids.set(label, id);
    return id;
  }

  private grow(slot: number): void {
    const before = this.factsSeen.length;
    this.factsSeen = grown(this.factsSeen, slot).fill(-1, before);
    this.domainOf = grown(this.domainOf, slot).fill(noDomain, before);
    this.hasKeys = grown(this.hasKeys, slot);
    this.takesPart = grown(this.takesPart, slot);
  }
}

function grown(column: Int32Array, slot: number): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(Math.max(slot + 1, column.length * 2, 64));
  larger.set(column);
  return larger;
}
