// Which names of resources (cpu, memory, hugepages-2Mi, example.com/gpu) mean what, as Kubernetes' core helpers tell them.
import {
  parseQuantity,
  type Quantity,
  QuantityError,
  quantityMilliValue,
  quantityValue,
} from '../../resource/quantity.ts';
import { isQualifiedName } from '../../resource/validation/names.ts';

const countedObjects = [
  'pods',
  'resourcequotas',
  'services',
  'replicationcontrollers',
  'secrets',
  'configmaps',
  'persistentvolumeclaims',
  'services.nodeports',
  'services.loadbalancers',
];
const integerResources: ReadonlySet<string> = new Set(countedObjects);
const computeResources = ['cpu', 'memory', 'ephemeral-storage'];
const standardResources: ReadonlySet<string> = new Set([
  ...computeResources,
  ...computeResources.map((name) => `requests.${name}`),
  ...computeResources.map((name) => `limits.${name}`),
  ...countedObjects,
  'storage',
  'requests.storage',
]);
const containerResources: ReadonlySet<string> = new Set(computeResources);
const podLevelResources: ReadonlySet<string> = new Set(['cpu', 'memory']);

const hugePagesPrefix = 'hugepages-';

export function isHugePages(name: string): boolean {
  return name.startsWith(hugePagesPrefix);
}

/** Names without a domain or under `kubernetes.io/`. */
export function isNativeResource(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

/** `example.com/gpu`: counted in whole units, never overcommitted. */
export function isExtendedResource(name: string): boolean {
  if (isNativeResource(name) || name.startsWith('requests.')) return false;
  return isQualifiedName(`requests.${name}`).length === 0;
}

export function isIntegerResource(name: string): boolean {
  return integerResources.has(name) || isExtendedResource(name);
}

export function isOvercommitAllowed(name: string): boolean {
  return isNativeResource(name) && !isHugePages(name);
}

export function isStandardResource(name: string): boolean {
  return standardResources.has(name) || isHugePages(name) || name.startsWith(`requests.${hugePagesPrefix}`);
}

export function isStandardContainerResource(name: string): boolean {
  return containerResources.has(name) || isHugePages(name);
}

/** What a pod as a whole may request beside its containers. */
export function isPodLevelResource(name: string): boolean {
  return podLevelResources.has(name) || isHugePages(name);
}

export const supportedPodLevelResources: readonly string[] = ['cpu', hugePagesPrefix, 'memory'];

/** Whether an amount is a whole number of the pages that the name tells the size of. */
export function isHugePagesMultiple(name: string, amount: string): boolean {
  const size = pageSize(name.slice(hugePagesPrefix.length));
  if (!size || size.nano <= 0n || quantityMilliValue(size) % 1000 !== 0) return false;
  return quantityValue(parseQuantity(amount)) % quantityValue(size) === 0;
}

function pageSize(text: string): Quantity | undefined {
  try {
    return parseQuantity(text);
  } catch (error) {
    if (error instanceof QuantityError) return undefined;
    throw error;
  }
}
