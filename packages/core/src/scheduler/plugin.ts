// What a scheduler plug-in is, after Kubernetes' scheduling framework. PreFilter and Filter are one function here: it looks
// once at the pod and the cluster and returns the test for single nodes; PreScore and Score likewise.
//
// A plug-in is defined on plain objects. It says what its answer about a node depends on, so that answers are kept for as
// long as that is the same; the definition itself knows nothing of that. One whose answers depend on all pods may also offer
// counts that it keeps up to date by itself (`count`); a test compares both forms.
import type { Cluster } from './cluster.ts';
import type { NodeState } from './node-state.ts';
import type { PodClass } from './pod-class.ts';

/**
 * What an answer about one node depends on: its own object; also the pods on it; the objects of all nodes; anything in the
 * cluster.
 */
export type Scope = 'node' | 'node-and-its-pods' | 'all-nodes' | 'cluster';

/** Changes that may make a node fit which did not. */
export type ClusterEvent =
  | 'node-added'
  | 'node-deleted'
  | 'node-labels'
  | 'node-taints'
  | 'node-allocatable'
  | 'pod-removed'
  | 'pod-placed';

/** Why the node does not fit, in Kubernetes' words; empty when it does. */
export type NodeCheck = (node: NodeState) => readonly string[];

export interface Filter {
  readonly scope: Scope;
  /** Undefined: the plug-in has nothing to ask for such pods. */
  prepare(pod: PodClass, cluster: Cluster): NodeCheck | undefined;
  readonly helpedBy: readonly ClusterEvent[];
}

export type NodeScore = (node: NodeState) => number;

export interface Score {
  readonly scope: Scope;
  /** Undefined: the plug-in does not care where such pods go. `feasible`: the nodes that pass every filter. */
  prepare(pod: PodClass, cluster: Cluster, feasible: readonly NodeState[]): NodeScore | undefined;
  /** Brings the first `count` scores, those of all feasible nodes, into 0..100, in place. They are so already without. */
  normalize?(scores: Float64Array, count: number): void;
}

/** A plug-in's own running counts for one class of pods: the fast form of what it defines with `cluster` scope. */
export interface RunningCounts {
  /** The node in this slot, or a pod on it, changed; the slot may be empty. */
  refresh(slot: number): void;
  /** Keeps the slots that fit among the first `count`, in place and order; returns how many. */
  filter(slots: Int32Array, count: number): number;
  /** Writes what `score` gives for the first `count` slots; false when such pods are not scored. */
  score(slots: Int32Array, count: number, into: Float64Array): boolean;
}

export interface Plugin {
  /** As Kubernetes names it. */
  readonly name: string;
  readonly filter?: Filter;
  readonly score?: Score;
  count?(pod: PodClass, cluster: Cluster): RunningCounts | undefined;
}

export const maxNodeScore = 100;
export const fits: readonly string[] = [];
