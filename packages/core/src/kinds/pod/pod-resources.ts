// What a pod's containers need together: the running ones added up, and at least what any init container needs while it
// runs beside the sidecars started before it (Kubernetes' component-helpers/resource).
import type { Container, PodSpec } from '../../resource/generated/kubernetes.ts';
import { addQuantities, compareQuantities, parseQuantity, type Quantity } from '../../resource/quantity.ts';
import { isPodLevelResource } from './resource-names.ts';
import { isSidecar } from './sidecar.ts';

export type ResourceAmounts = Map<string, Quantity>;

export function aggregateContainerRequests(spec: PodSpec): ResourceAmounts {
  return aggregate(spec, (container) => container.resources?.requests);
}

export function aggregateContainerLimits(spec: PodSpec): ResourceAmounts {
  return aggregate(spec, (container) => container.resources?.limits);
}

/** Whether the pod as a whole asks for resources, so that its containers' own no longer decide. */
export function hasPodLevelResources(spec: PodSpec): boolean {
  const { requests, limits } = spec.resources ?? {};
  return Object.keys({ ...requests, ...limits }).some(isPodLevelResource);
}

function aggregate(
  spec: PodSpec,
  ofContainer: (container: Container) => Record<string, string> | undefined,
): ResourceAmounts {
  const amountsOf = (container: Container) => parsed(ofContainer(container));
  const total: ResourceAmounts = new Map();
  for (const container of spec.containers ?? []) add(total, amountsOf(container));
  const sidecars: ResourceAmounts = new Map();
  const duringInit: ResourceAmounts = new Map();
  for (const container of spec.initContainers ?? []) {
    const own = amountsOf(container);
    if (isSidecar(container)) {
      add(total, own);
      add(sidecars, own);
      raise(duringInit, sidecars);
    } else {
      add(own, sidecars);
      raise(duringInit, own);
    }
  }
  raise(total, duringInit);
  return total;
}

function parsed(amounts: Record<string, string> | undefined): ResourceAmounts {
  return new Map(Object.entries(amounts ?? {}).map(([name, text]) => [name, parseQuantity(text)]));
}

function add(into: ResourceAmounts, amounts: ResourceAmounts): void {
  for (const [name, amount] of amounts) {
    const present = into.get(name);
    into.set(name, present ? addQuantities(present, amount) : amount);
  }
}

function raise(into: ResourceAmounts, amounts: ResourceAmounts): void {
  for (const [name, amount] of amounts) {
    const present = into.get(name);
    if (!present || compareQuantities(amount, present) > 0) into.set(name, amount);
  }
}
