// The cluster as the scheduler sees it: nodes in numbered slots, pods on them, those included whose binding is only assumed.
//
// Every change leaves the number of the touched slot in a log, so that whoever keeps columns about nodes brings them up to
// date with what changed and no more. Pods may name nodes that do not exist (yet): they count once the node comes.
import { deepEqual } from '../resource/equality.ts';
import { type NodeFacts, NodeState } from './node-state.ts';
import type { PodClass } from './pod-class.ts';

export interface PlacedPod {
  readonly uid: string;
  readonly pod: PodClass;
  readonly nodeName: string;
  /** Being deleted: it still takes its resources. */
  readonly isTerminating: boolean;
}

/** What default spreading goes by: the selectors of Services and of a pod's controller. Empty: nothing to spread. */
export type SpreadSelector = (pod: PodClass) => ((labels: Readonly<Record<string, string>>) => boolean) | undefined;

const logLength = 1 << 16;

export class Cluster {
  /** By slot; an empty slot is undefined. */
  readonly slots: (NodeState | undefined)[] = [];
  /** Counts every change, of nodes, pods and selectors. */
  version = 0;
  /** Counts changes of nodes' own facts. */
  nodesVersion = 0;
  /** Counts changes of the selectors that default spreading goes by. */
  selectorsVersion = 0;
  readonly defaultSelector: SpreadSelector;
  private readonly byName = new Map<string, NodeState>();
  private readonly emptySlots: number[] = [];
  private readonly pods = new Map<string, PlacedPod>();
  /** Pods by the name of their node, which may not exist. */
  private readonly podsByNode = new Map<string, Map<string, PlacedPod>>();
  private readonly log = new Int32Array(logLength);
  private logHead = 0;

  constructor(defaultSelector: SpreadSelector = () => undefined) {
    this.defaultSelector = defaultSelector;
  }

  get nodeCount(): number {
    return this.byName.size;
  }

  nodes(): IterableIterator<NodeState> {
    return this.byName.values();
  }

  node(name: string): NodeState | undefined {
    return this.byName.get(name);
  }

  /** Returns whether anything that matters for placement is different. */
  setNode(facts: NodeFacts): boolean {
    const known = this.byName.get(facts.name);
    if (known && deepEqualFacts(known.facts, facts)) return false;
    this.nodesVersion += 1;
    if (known) {
      known.facts = facts;
      known.factsVersion = this.nodesVersion;
      this.touch(known.slot);
      return true;
    }
    const slot = this.emptySlots.pop() ?? this.slots.length;
    const node = new NodeState(slot, facts, this.nodesVersion);
    this.slots[slot] = node;
    this.byName.set(facts.name, node);
    for (const { pod, isTerminating } of this.podsByNode.get(facts.name)?.values() ?? []) node.add(pod, isTerminating);
    this.touch(slot);
    return true;
  }

  removeNode(name: string): void {
    const node = this.byName.get(name);
    if (!node) return;
    this.byName.delete(name);
    this.slots[node.slot] = undefined;
    this.emptySlots.push(node.slot);
    this.nodesVersion += 1;
    this.touch(node.slot);
  }

  placed(uid: string): PlacedPod | undefined {
    return this.pods.get(uid);
  }

  placedPods(): IterableIterator<PlacedPod> {
    return this.pods.values();
  }

  /** Puts a pod on its node, from wherever it was. */
  place(placed: PlacedPod): void {
    const before = this.pods.get(placed.uid);
    if (before && isSamePlacement(before, placed)) return;
    if (before) this.unplace(placed.uid);
    this.pods.set(placed.uid, placed);
    const neighbours = this.podsByNode.get(placed.nodeName);
    if (neighbours) neighbours.set(placed.uid, placed);
    else this.podsByNode.set(placed.nodeName, new Map([[placed.uid, placed]]));
    const node = this.byName.get(placed.nodeName);
    node?.add(placed.pod, placed.isTerminating);
    if (node) this.touch(node.slot);
  }

  unplace(uid: string): PlacedPod | undefined {
    const placed = this.pods.get(uid);
    if (!placed) return undefined;
    this.pods.delete(uid);
    const neighbours = this.podsByNode.get(placed.nodeName);
    neighbours?.delete(uid);
    if (neighbours?.size === 0) this.podsByNode.delete(placed.nodeName);
    const node = this.byName.get(placed.nodeName);
    node?.remove(placed.pod, placed.isTerminating);
    if (node) this.touch(node.slot);
    return placed;
  }

  selectorsChanged(): void {
    this.selectorsVersion += 1;
    this.version += 1;
  }

  /** To be kept and given to `touchedSince`. */
  get cursor(): number {
    return this.logHead;
  }

  /**
   * Calls back for each slot touched since the cursor was taken, perhaps several times; or returns false, when so many were
   * that looking at all of them is cheaper.
   */
  touchedSince(cursor: number, each: (slot: number) => void): boolean {
    const count = this.logHead - cursor;
    if (count >= logLength || count > this.slots.length * 2) return false;
    for (let at = cursor; at < this.logHead; at++) each(this.log[at % logLength] ?? 0);
    return true;
  }

  private touch(slot: number): void {
    this.version += 1;
    this.log[this.logHead % logLength] = slot;
    this.logHead += 1;
  }
}

function isSamePlacement(a: PlacedPod, b: PlacedPod): boolean {
  return a.nodeName === b.nodeName && a.pod === b.pod && a.isTerminating === b.isTerminating;
}

function deepEqualFacts(a: NodeFacts, b: NodeFacts): boolean {
  return (
    a.isUnschedulable === b.isUnschedulable &&
    a.maxPods === b.maxPods &&
    deepEqual(a.labels, b.labels) &&
    deepEqual(a.taints, b.taints) &&
    a.allocatable.milliCpu === b.allocatable.milliCpu &&
    a.allocatable.memoryBytes === b.allocatable.memoryBytes &&
    a.allocatable.ephemeralBytes === b.allocatable.ephemeralBytes &&
    isSameMap(a.allocatable.others, b.allocatable.others) &&
    isSameMap(a.images, b.images)
  );
}

function isSameMap(a: ReadonlyMap<string, number>, b: ReadonlyMap<string, number>): boolean {
  if (a.size !== b.size) return false;
  for (const [key, value] of a) if (b.get(key) !== value) return false;
  return true;
}
