// One node as the scheduler sees it: what the node offers, and what the pods on it take. Numbers are kept up to date with
// every pod that comes and goes.
import type { Node, Taint } from '../resource/generated/kubernetes.ts';
import { clash, type HostPort } from './host-ports.ts';
import { normalizedImageName } from './image-name.ts';
import type { PodClass } from './pod-class.ts';
import { allocatableVector, type ResourceVector } from './pod-requests.ts';

/** What of the node object decides about placement; made anew when any of it changes. */
export interface NodeFacts {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly taints: readonly Taint[];
  readonly isUnschedulable: boolean;
  readonly allocatable: ResourceVector;
  readonly maxPods: number;
  /** Bytes by normalized name. */
  readonly images: ReadonlyMap<string, number>;
}

const noTaints: readonly Taint[] = [];

export function nodeFacts({ metadata, spec, status }: Node): NodeFacts {
  const allocatable = status?.allocatable ?? status?.capacity ?? {};
  const images = new Map<string, number>();
  for (const { names = [], sizeBytes = 0 } of status?.images ?? []) {
    for (const name of names) images.set(normalizedImageName(name), sizeBytes);
  }
  return {
    name: metadata.name,
    labels: metadata.labels ?? {},
    taints: spec?.taints ?? noTaints,
    isUnschedulable: spec?.unschedulable === true,
    allocatable: allocatableVector(allocatable),
    maxPods: Number(allocatable.pods ?? 0),
    images,
  };
}

export class NodeState {
  /** Its place in every column that is kept about nodes. */
  readonly slot: number;
  facts: NodeFacts;
  /** Which facts these are: no other facts, of any node, have the same number. */
  factsVersion: number;
  podCount = 0;
  milliCpu = 0;
  memoryBytes = 0;
  ephemeralBytes = 0;
  /** With the assumed requests of containers that name none. */
  nonZeroMilliCpu = 0;
  nonZeroMemoryBytes = 0;
  readonly others = new Map<string, number>();
  readonly hostPorts: HostPort[] = [];
  /** How many pods of a class are here and not being deleted: those that spreading counts. */
  readonly staying = new Map<PodClass, number>();

  constructor(slot: number, facts: NodeFacts, factsVersion: number) {
    this.slot = slot;
    this.factsVersion = factsVersion;
    this.facts = facts;
  }

  add(pod: PodClass, isTerminating: boolean): void {
    this.count(pod, 1);
    this.hostPorts.push(...pod.hostPorts);
    if (!isTerminating) this.staying.set(pod, (this.staying.get(pod) ?? 0) + 1);
  }

  remove(pod: PodClass, isTerminating: boolean): void {
    this.count(pod, -1);
    for (const port of pod.hostPorts) {
      this.hostPorts.splice(this.hostPorts.indexOf(port), 1);
    }
    if (isTerminating) return;
    const left = (this.staying.get(pod) ?? 0) - 1;
    if (left > 0) this.staying.set(pod, left);
    else this.staying.delete(pod);
  }

  hasPortClash(wanted: readonly HostPort[]): boolean {
    return wanted.some((port) => this.hostPorts.some((taken) => clash(port, taken)));
  }

  private count({ requests, nonZeroRequests }: PodClass, sign: 1 | -1): void {
    this.podCount += sign;
    this.milliCpu += sign * requests.milliCpu;
    this.memoryBytes += sign * requests.memoryBytes;
    this.ephemeralBytes += sign * requests.ephemeralBytes;
    this.nonZeroMilliCpu += sign * nonZeroRequests.milliCpu;
    this.nonZeroMemoryBytes += sign * nonZeroRequests.memoryBytes;
    for (const [name, amount] of requests.others) this.others.set(name, (this.others.get(name) ?? 0) + sign * amount);
  }
}
