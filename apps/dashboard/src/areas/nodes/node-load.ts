// What the pods of each node ask for, summed up.
export interface NodeLoad {
  readonly pods: number;
  /** Cores. */
  readonly cpu: number;
  /** Bytes. */
  readonly memory: number;
}

interface PlacedPod {
  readonly node: string;
  readonly group: string;
  readonly cpuRequest: number;
  readonly memoryRequest: number;
}

export const noLoad: NodeLoad = { pods: 0, cpu: 0, memory: 0 };

/** By the name of the node. Pods that have ended hold nothing. */
export function loadByNode(pods: Iterable<PlacedPod>): ReadonlyMap<string, NodeLoad> {
  const loads = new Map<string, NodeLoad>();
  for (const { node, group, cpuRequest, memoryRequest } of pods) {
    if (!node || group === 'succeeded') continue;
    const { pods: count, cpu, memory } = loads.get(node) ?? noLoad;
    loads.set(node, { pods: count + 1, cpu: cpu + cpuRequest, memory: memory + memoryRequest });
  }
  return loads;
}
