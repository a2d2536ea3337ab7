// No binding ever gives a node more than it has: resources, number of pods, ports of the node.
import type { Node, Pod, PodSpec } from '@portolan/core/resource/generated/kubernetes.ts';
import { isFinished } from '@portolan/core/scheduler/cluster-feed.ts';
import { clash, hostPortsOf } from '@portolan/core/scheduler/host-ports.ts';
import { allocatableVector, podRequests } from '@portolan/core/scheduler/pod-requests.ts';
import type { Change } from '@portolan/core/store/store.ts';
import type { Model } from '../cluster/model.ts';
import type { Invariant } from './invariant.ts';

export function noOvercommit(): Invariant {
  return {
    name: 'no-overcommit',
    *onRevision({ changes }, model) {
      for (const name of new Set(changes.flatMap(boundTo))) yield* judge(name, model);
    },
  };
}

/** The node that a pod has come to with this change. */
function boundTo({ key, type, object, previous }: Change): string[] {
  if (key.kind !== 'Pod' || type === 'DELETED') return [];
  const { nodeName } = (object as Pod).spec ?? {};
  return nodeName && !(previous?.object as Pod | undefined)?.spec?.nodeName ? [nodeName] : [];
}

function* judge(name: string, model: Model): Iterable<string> {
  const node = model.get({ kind: 'Node', namespace: '', name })?.object as Node | undefined;
  const allocatable = node?.status?.allocatable;
  if (!allocatable) return;
  const specs = model
    .list('Pod')
    .map(({ object }) => object as Pod)
    .filter((pod) => pod.spec?.nodeName === name && !isFinished(pod))
    .flatMap(({ spec }) => spec ?? []);
  yield* judgeResources(name, allocatable, specs);
  const ports = specs.flatMap((spec, pod) => hostPortsOf(spec).map((port) => ({ pod, port })));
  for (const [index, a] of ports.entries()) {
    const other = ports.slice(index + 1).find((b) => a.pod !== b.pod && clash(a.port, b.port));
    if (other) yield `${name} gives port ${other.port.port} to two pods`;
  }
}

function* judgeResources(
  name: string,
  allocatable: Readonly<Record<string, string>>,
  specs: readonly PodSpec[],
): Iterable<string> {
  const total = allocatableVector(allocatable);
  const requests = specs.map(podRequests);
  const milliCpu = requests.reduce((sum, each) => sum + each.milliCpu, 0);
  const memoryBytes = requests.reduce((sum, each) => sum + each.memoryBytes, 0);
  if (milliCpu > total.milliCpu) yield `${name} has ${total.milliCpu} m of cpu, and ${milliCpu} m are given away`;
  if (memoryBytes > total.memoryBytes)
    yield `${name} has ${total.memoryBytes} bytes, and ${memoryBytes} are given away`;
  if (specs.length > Number(allocatable.pods))
    yield `${name} has ${specs.length} pods, and room for ${allocatable.pods}`;
}
