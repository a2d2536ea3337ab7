// Kubernetes' quality-of-service class, which decides who is evicted first and how cgroups are set.
import type { PodSpec, ResourceRequirements } from '../../resource/generated/kubernetes.ts';
import { addQuantities, compareQuantities, parseQuantity } from '../../resource/quantity.ts';
import { hasPodLevelResources, type ResourceAmounts } from './pod-resources.ts';

export type QosClass = 'Guaranteed' | 'Burstable' | 'BestEffort';

const decisive = ['cpu', 'memory'] as const;

/**
 * Guaranteed: cpu and memory are limited everywhere and requested to the limit. BestEffort: neither is mentioned.
 * Ephemeral containers have no resources and do not count.
 */
export function computeQosClass(spec: PodSpec): QosClass {
  const sets: (ResourceRequirements | undefined)[] = hasPodLevelResources(spec)
    ? [spec.resources]
    : [...(spec.containers ?? []), ...(spec.initContainers ?? [])].map(({ resources }) => resources);
  const requests: ResourceAmounts = new Map();
  const limits: ResourceAmounts = new Map();
  let isLimitedEverywhere = true;
  for (const each of sets) {
    addDecisive(requests, each?.requests);
    if (addDecisive(limits, each?.limits) < decisive.length) isLimitedEverywhere = false;
  }
  if (requests.size === 0 && limits.size === 0) return 'BestEffort';
  return isLimitedEverywhere && isSame(requests, limits) ? 'Guaranteed' : 'Burstable';
}

/** Returns how many of the decisive resources are above zero. */
function addDecisive(into: ResourceAmounts, amounts: Record<string, string> | undefined): number {
  let found = 0;
  for (const name of decisive) {
    const text = amounts?.[name];
    if (text === undefined) continue;
    const amount = parseQuantity(text);
    if (amount.nano <= 0n) continue;
    const present = into.get(name);
    into.set(name, present ? addQuantities(present, amount) : amount);
    found += 1;
  }
  return found;
}

function isSame(requests: ResourceAmounts, limits: ResourceAmounts): boolean {
  if (requests.size !== limits.size) return false;
  return [...requests].every(([name, request]) => {
    const limit = limits.get(name);
    return limit !== undefined && compareQuantities(request, limit) === 0;
  });
}
