// How patient the node lifecycle controller is; the flags of kube-controller-manager, with their defaults.

export interface NodeLifecycleOptions {
  /** `--node-monitor-period` */
  readonly monitorPeriodMs: number;
  /** `--node-monitor-grace-period`: how long a node may be silent. */
  readonly gracePeriodMs: number;
  /** `--node-startup-grace-period`: the same for a node that has not said yet whether it is ready. */
  readonly startupGracePeriodMs: number;
  /** `--node-eviction-rate`: nodes a second, in each zone, whose pods are made to leave. */
  readonly evictionRate: number;
  /** `--secondary-node-eviction-rate`: the same while much of a large zone is down. */
  readonly secondaryEvictionRate: number;
  /** `--unhealthy-zone-threshold`: the share of nodes that makes it much. */
  readonly unhealthyZoneThreshold: number;
  /** `--large-cluster-size-threshold`: a zone with more nodes is large; in others nothing is evicted meanwhile. */
  readonly largeZoneNodes: number;
}

export const defaultNodeLifecycleOptions: NodeLifecycleOptions = {
  monitorPeriodMs: 5_000,
  gracePeriodMs: 50_000,
  startupGracePeriodMs: 60_000,
  evictionRate: 0.1,
  secondaryEvictionRate: 0.01,
  unhealthyZoneThreshold: 0.55,
  largeZoneNodes: 50,
};
