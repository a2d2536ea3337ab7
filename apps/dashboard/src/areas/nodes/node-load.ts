// What the pods of each node ask for, summed up once and then kept by what changes.
import type { Change, Collection } from '../../live/collection.ts';
import type { PodRow } from '../pods/pod-kind.ts';

export interface NodeLoad {
  readonly pods: number;
  /** Cores. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
}

type PlacedPod = Pick<PodRow, 'node' | 'group' | 'cpuRequest' | 'memoryRequest'>;

const noLoad: NodeLoad = { pods: 0, cpu: 0, memory: 0 };

/** By the name of the node. Pods that have ended hold nothing. */
export function loadByNode(pods: Iterable<PlacedPod>): Map<string, NodeLoad> {
  const loads = new Map<string, NodeLoad>();
  for (const pod of pods) if (holds(pod)) loads.set(pod.node, plus(loads.get(pod.node), pod, 1));
  return loads;
}

function holds({ node, group }: PlacedPod): boolean {
  return node !== '' && group !== 'succeeded';
}

function plus(load: NodeLoad = noLoad, { cpuRequest, memoryRequest }: PlacedPod, times: 1 | -1): NodeLoad {
  // What is left of fractions that were added and taken away is nothing.
  if (load.pods + times === 0) return noLoad;
  return {
    pods: load.pods + times,
    cpu: load.cpu + times * cpuRequest,
    memory: load.memory + times * memoryRequest,
  };
}

function isSame(a: PlacedPod | undefined, b: PlacedPod): boolean {
  return (
    a?.node === b.node && holds(a) === holds(b) && a.cpuRequest === b.cpuRequest && a.memoryRequest === b.memoryRequest
  );
}

/** The loads of all nodes; each who shows one hears of that one alone. */
export class NodeLoads {
  private readonly pods: Collection<PodRow>;
  private readonly listeners = new Map<string, Set<() => void>>();
  private loads: Map<string, NodeLoad>;
  /** Grows with every change. */
  version = 0;

  constructor(pods: Collection<PodRow>) {
    this.pods = pods;
    this.loads = loadByNode(pods.rows.values());
  }

  of(node: string): NodeLoad {
    return this.loads.get(node) ?? noLoad;
  }

  /** Follows the pods until it is left. */
  follow(): () => void {
    this.sumAll();
    return this.pods.listen({ onRows: (change) => this.update(change), onStatus: () => undefined });
  }

  listen(node: string, listener: () => void): () => void {
    const listeners = this.listeners.get(node) ?? new Set();
    this.listeners.set(node, listeners.add(listener));
    return () => listeners.delete(listener);
  }

  private update(change: Change<PodRow>): void {
    if (!change) return this.sumAll();
    const touched = new Set<string>();
    const count = (pod: PodRow | undefined, times: 1 | -1) => {
      if (!pod || !holds(pod)) return;
      this.loads.set(pod.node, plus(this.loads.get(pod.node), pod, times));
      touched.add(pod.node);
    };
    for (const [key, pod] of change.changed) {
      const before = change.previous.get(key);
      if (isSame(before, pod)) continue;
      count(before, -1);
      count(pod, 1);
    }
    for (const key of change.removed) count(change.previous.get(key), -1);
    if (touched.size === 0) return;
    this.version++;
    for (const node of touched) this.tell(node);
  }

  private sumAll(): void {
    this.loads = loadByNode(this.pods.rows.values());
    this.version++;
    for (const node of this.listeners.keys()) this.tell(node);
  }

  private tell(node: string): void {
    for (const listener of this.listeners.get(node) ?? []) listener();
  }
}
