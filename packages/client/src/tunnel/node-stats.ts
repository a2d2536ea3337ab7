// What an agent answers when it is asked what its node and pods use. Rates are averages over the window.

export interface Usage {
  readonly cpuNanoCores: number;
  readonly memoryWorkingSetBytes: number;
}

export interface ContainerUsage extends Usage {
  readonly name: string;
}

export interface PodUsage {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly containers: readonly ContainerUsage[];
}

export interface NodeStats extends Usage {
  /** The end of the window, RFC 3339. */
  readonly time: string;
  readonly windowMs: number;
  readonly pods: readonly PodUsage[];
}
