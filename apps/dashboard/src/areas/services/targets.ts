// Where the connections of a service go, or would go: its endpoints, and the pods it selects that are none yet. Pure.
import type { PodRow } from '../pods/pod-kind.ts';
import type { SliceEndpoint } from './endpoint-kind.ts';

export type TargetState = 'ready' | 'terminating' | 'notReady' | 'noAddress';

export interface Target {
  readonly key: string;
  /** Name of the pod; empty for an address that is none of a pod. */
  readonly pod: string;
  readonly address: string;
  readonly node: string;
  readonly state: TargetState;
  /** What the pod says of itself: `CrashLoopBackOff`, `0/1`; empty for a ready one. */
  readonly reason: string;
}

type KnownPod = Pick<PodRow, 'name' | 'node' | 'ip' | 'status' | 'group' | 'ready' | 'containers'>;

const rank: Readonly<Record<TargetState, number>> = { notReady: 0, noAddress: 1, terminating: 2, ready: 3 };

/** What does not serve stands first: one looks for it. */
export function targetsOf(endpoints: readonly SliceEndpoint[], pods: readonly KnownPod[]): readonly Target[] {
  const podByName = new Map(pods.map((pod) => [pod.name, pod]));
  const targets = new Map<string, Target>();
  for (const endpoint of endpoints) {
    const { address, pod, node } = endpoint;
    // Several slices may name an address, each for other ports; it serves where one of them says so.
    const known = targets.get(address);
    if (known?.state === 'ready') continue;
    const state = stateOf(endpoint);
    const reason = state === 'ready' ? '' : reasonOf(podByName.get(pod));
    targets.set(address, { key: address, pod, address, node, state, reason });
  }
  const found = new Set([...targets.values()].map(({ pod }) => pod));
  const waiting = pods.filter(({ name, group }) => !found.has(name) && group !== 'succeeded').map(withoutEndpoint);
  return [...targets.values(), ...waiting].sort(compare);
}

function stateOf({ isReady, isTerminating }: SliceEndpoint): TargetState {
  if (isTerminating) return 'terminating';
  return isReady ? 'ready' : 'notReady';
}

function withoutEndpoint(pod: KnownPod): Target {
  const { name, node, ip } = pod;
  return { key: `pod/${name}`, pod: name, address: ip, node, state: 'noAddress', reason: reasonOf(pod) };
}

function reasonOf(pod: KnownPod | undefined): string {
  if (!pod) return '';
  return pod.status === 'Running' ? `${pod.ready}/${pod.containers}` : pod.status;
}

function compare(a: Target, b: Target): number {
  return rank[a.state] - rank[b.state] || (a.pod < b.pod ? -1 : a.pod > b.pod ? 1 : a.address < b.address ? -1 : 1);
}
