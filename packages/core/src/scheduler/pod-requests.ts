// What a pod takes of a node, as plain numbers: what the scheduler adds, compares and divides for every node.
import { aggregateContainerRequests, hasPodLevelResources, type ResourceAmounts } from '../kinds/pod/pod-resources.ts';
import { isPodLevelResource } from '../kinds/pod/resource-names.ts';
import type { Container, PodSpec } from '../resource/generated/kubernetes.ts';
import { addQuantities, parseQuantity, quantityMilliValue, quantityValue } from '../resource/quantity.ts';

export interface ResourceVector {
  readonly milliCpu: number;
  readonly memoryBytes: number;
  readonly ephemeralBytes: number;
  /** Everything else by name: extended resources, huge pages. */
  readonly others: ReadonlyMap<string, number>;
}

/** What a container that requests nothing is taken to need where nodes are scored, so that such pods spread too. */
const assumedRequests: Readonly<Record<string, string>> = { cpu: '100m', memory: '200Mi' };

/** Kubernetes' PodRequests: containers, init containers and sidecars, or what the pod as a whole says; plus overhead. */
export function podRequests(spec: PodSpec): ResourceVector {
  return vectorOf(requestsOf(spec));
}

/** The same, with the assumed requests for containers that name none. */
export function nonZeroPodRequests(spec: PodSpec): ResourceVector {
  const assume = (container: Container): Container => ({
    ...container,
    resources: { ...container.resources, requests: { ...assumedRequests, ...container.resources?.requests } },
  });
  const initContainers = spec.initContainers?.map(assume);
  return vectorOf(
    requestsOf({ ...spec, containers: spec.containers.map(assume), ...(initContainers && { initContainers }) }),
  );
}

function requestsOf(spec: PodSpec): ResourceAmounts {
  const amounts = aggregateContainerRequests(spec);
  if (hasPodLevelResources(spec)) {
    for (const [name, text] of Object.entries(spec.resources?.requests ?? {})) {
      if (isPodLevelResource(name)) amounts.set(name, parseQuantity(text));
    }
  }
  for (const [name, text] of Object.entries(spec.overhead ?? {})) {
    const present = amounts.get(name);
    const overhead = parseQuantity(text);
    amounts.set(name, present ? addQuantities(present, overhead) : overhead);
  }
  return amounts;
}

/** `allocatable` of a node in the same numbers, without the pods it may hold. */
export function allocatableVector(allocatable: Readonly<Record<string, string>>): ResourceVector {
  const amounts: ResourceAmounts = new Map();
  for (const [name, text] of Object.entries(allocatable)) if (name !== 'pods') amounts.set(name, parseQuantity(text));
  return vectorOf(amounts);
}

function vectorOf(amounts: ResourceAmounts): ResourceVector {
  let [milliCpu, memoryBytes, ephemeralBytes] = [0, 0, 0];
  const others = new Map<string, number>();
  for (const [name, amount] of amounts) {
    if (name === 'cpu') milliCpu = quantityMilliValue(amount);
    else if (name === 'memory') memoryBytes = quantityValue(amount);
    else if (name === 'ephemeral-storage') ephemeralBytes = quantityValue(amount);
    else others.set(name, quantityValue(amount));
  }
  return { milliCpu, memoryBytes, ephemeralBytes, others };
}
