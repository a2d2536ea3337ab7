// Which pods nobody will end unless we do, and why. After Kubernetes' pod garbage collector.
import type { Node, Pod, PodCondition } from '../../resource/generated/kubernetes.ts';
import { isReady, outOfServiceTaint } from '../node/taints.ts';

export interface Collected {
  readonly pod: Pod;
  readonly why: 'terminated' | 'out-of-service' | 'orphaned' | 'unscheduled';
}

export interface CollectionInput {
  readonly pods: readonly Pod[];
  readonly nodes: ReadonlyMap<string, Node>;
  /** Nodes that pods name and that have been gone for so long that they will not come back. */
  readonly goneNodes: ReadonlySet<string>;
  /** How many pods that have ended are kept to be looked at; all if it is not above 0. */
  readonly terminatedThreshold: number;
}

export function planCollection({ pods, nodes, goneNodes, terminatedThreshold }: CollectionInput): Collected[] {
  const collected = new Map<Pod, Collected['why']>();
  for (const pod of surplus(pods, terminatedThreshold)) collected.set(pod, 'terminated');
  for (const pod of pods) {
    const nodeName = pod.spec?.nodeName;
    if (nodeName && goneNodes.has(nodeName)) collected.set(pod, 'orphaned');
    else if (!isTerminating(pod)) continue;
    else if (!nodeName) collected.set(pod, 'unscheduled');
    else if (isOutOfService(nodes.get(nodeName))) collected.set(pod, 'out-of-service');
  }
  return [...collected].map(([pod, why]) => ({ pod, why }));
}

/** What a pod says of its end before it is removed: it did not end by itself. */
export function lastStatus({ pod, why }: Collected, now: string): Pod['status'] | undefined {
  if (hasEnded(pod)) return undefined;
  if (why !== 'orphaned') return { phase: 'Failed' };
  const condition: PodCondition = {
    type: 'DisruptionTarget',
    status: 'True',
    reason: 'DeletionByPodGC',
    message: 'PodGC: node no longer exists',
    lastTransitionTime: now,
  };
  return { phase: 'Failed', conditions: [condition] };
}

/** Evicted pods go first, then the oldest. */
function surplus(pods: readonly Pod[], threshold: number): readonly Pod[] {
  if (threshold <= 0) return [];
  const ended = pods.filter((pod) => hasEnded(pod) && !isTerminating(pod));
  if (ended.length <= threshold) return [];
  const rank = (pod: Pod) => (pod.status?.reason === 'Evicted' ? 0 : 1);
  const age = ({ metadata }: Pod) => Date.parse(metadata.creationTimestamp ?? '') || 0;
  const byUrgency = ended.toSorted((a, b) => rank(a) - rank(b) || age(a) - age(b) || compareNames(a, b));
  return byUrgency.slice(0, ended.length - threshold);
}

function compareNames({ metadata: a }: Pod, { metadata: b }: Pod): number {
  return a.name < b.name ? -1 : a.name > b.name ? 1 : 0;
}

function hasEnded({ status }: Pod): boolean {
  return status?.phase === 'Succeeded' || status?.phase === 'Failed';
}

function isTerminating({ metadata }: Pod): boolean {
  return metadata.deletionTimestamp !== undefined;
}

/** Somebody vouches that the node is off: its pods cannot be running. */
function isOutOfService(node: Node | undefined): boolean {
  if (!node || isReady(node)) return false;
  return node.spec?.taints?.some(({ key }) => key === outOfServiceTaint) === true;
}
