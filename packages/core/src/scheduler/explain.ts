// Where a pod could go and why not elsewhere, asked of any process: from what its watch cache shows, with the functions by
// which the scheduler decides, and without one running.
import type { Pod } from '../resource/generated/kubernetes.ts';
import type { WatchCache } from '../store/watch-cache.ts';
import { clusterOf } from './cluster-feed.ts';
import { diagnose, evaluate, type NodeVerdict } from './evaluate.ts';
import { podClassOf } from './pod-class.ts';
import { defaultProfile } from './profile.ts';

export interface SchedulingExplanation {
  /** Why the pod is not or would not be scheduled; absent when it would be. */
  readonly message?: string;
  /** The best first, then those that do not fit, each in order of names. */
  readonly nodes: readonly NodeVerdict[];
}

const gated = 'Scheduling is blocked due to non-empty scheduling gates';

/** A pod that has its node is asked about as if it had none: the resources it takes there are free for it. */
export function explainScheduling(cache: WatchCache, pod: Pod): SchedulingExplanation {
  const cluster = clusterOf(cache);
  const isBound = pod.metadata.uid !== undefined && cluster.unplace(pod.metadata.uid) !== undefined;
  const { nodeName, ...spec } = pod.spec ?? { containers: [] };
  const asked = podClassOf({ ...pod, spec: { ...spec, ...(!isBound && nodeName && { nodeName }) } });
  const nodes = evaluate(defaultProfile, cluster, asked).toSorted(byPreference);
  const message = pod.spec?.schedulingGates?.length
    ? gated
    : nodes.some(({ fits }) => fits)
      ? undefined
      : diagnose(defaultProfile, cluster, asked).message;
  return { nodes, ...(message !== undefined && { message }) };
}

function byPreference(a: NodeVerdict, b: NodeVerdict): number {
  if (a.fits !== b.fits) return a.fits ? -1 : 1;
  return b.score - a.score || (a.node < b.node ? -1 : 1);
}
