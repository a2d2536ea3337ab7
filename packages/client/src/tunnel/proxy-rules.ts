// What an agent answers when it is asked what its node's service proxy does.

export interface ProxyTarget {
  readonly address: string;
  readonly port: number;
  /** The node of the endpoint. */
  readonly nodeName?: string;
  /** Whether it is ready; what is not is chosen only where nothing is, and serves while it ends. */
  readonly ready: boolean;
}

/** One address of a service port. */
export interface ProxyRule {
  readonly namespace: string;
  readonly service: string;
  /** Empty for a port without a name. */
  readonly portName: string;
  readonly protocol: 'TCP' | 'UDP';
  readonly address: string;
  readonly port: number;
  /**
   * Whether this agent listens there. On a host with several nodes one agent does for all; without targets nobody does, so
   * that clients are refused.
   */
  readonly bound: boolean;
  /** How long a client stays with its endpoint after it was last seen. */
  readonly affinityMs?: number;
  readonly targets: readonly ProxyTarget[];
}
