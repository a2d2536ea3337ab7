// Resource requests and limits: of containers, of a pod as a whole, and overhead.
import {
  duplicate,
  type FieldError,
  type FieldPath,
  forbidden,
  invalid,
  notFound,
  notSupported,
  required,
} from '../../../resource/field-error.ts';
import type { CoreV1ResourceClaim, PodSpec, ResourceRequirements } from '../../../resource/generated/kubernetes.ts';
import { compareQuantities, formatQuantity, parseQuantity, quantityMilliValue } from '../../../resource/quantity.ts';
import { isQualifiedName } from '../../../resource/validation/names.ts';
import { aggregateContainerLimits, aggregateContainerRequests } from '../pod-resources.ts';
import {
  isExtendedResource,
  isHugePages,
  isHugePagesMultiple,
  isIntegerResource,
  isNativeResource,
  isOvercommitAllowed,
  isPodLevelResource,
  isStandardContainerResource,
  isStandardResource,
  supportedPodLevelResources,
} from '../resource-names.ts';
import { checkDns1123Label, checkNonNegativeQuantity, type Findings, invalidEach } from './field-rules.ts';

type NameRule = (path: FieldPath, name: string) => Findings;

function* checkResourceName(path: FieldPath, name: string): Findings {
  const messages = isQualifiedName(name);
  yield* invalidEach(path, name, messages);
  if (messages.length === 0 && !name.includes('/') && !isStandardResource(name)) {
    yield invalid(path, name, 'must be a standard resource type or fully qualified');
  }
}

const checkContainerResourceName: NameRule = function* (path, name) {
  yield* checkResourceName(path, name);
  if (!name.includes('/')) {
    if (!isStandardContainerResource(name)) yield invalid(path, name, 'must be a standard resource for containers');
  } else if (!isNativeResource(name) && !isExtendedResource(name)) {
    yield invalid(path, name, "doesn't follow extended resource name standard");
  }
};

const checkPodResourceName: NameRule = function* (path, name) {
  const findings = [...checkResourceName(path, name)];
  yield* findings;
  if (findings.length === 0 && !isPodLevelResource(name)) yield notSupported(path, name, supportedPodLevelResources);
};

/** `claims`: the names that the pod's spec lists as resource claims. */
export function* validateContainerResources(
  path: FieldPath,
  resources: ResourceRequirements | undefined,
  claims: ReadonlySet<string>,
): Findings {
  if (resources) yield* validateRequirements(path, resources, checkContainerResourceName, claims);
}

/** What running the pod costs beside its containers. */
export function* validateOverhead(path: FieldPath, overhead: Record<string, string>): Findings {
  yield* validateRequirements(path, { limits: overhead }, checkContainerResourceName, new Set());
}

function* validateRequirements(
  path: FieldPath,
  { requests = {}, limits = {}, claims: used = [] }: ResourceRequirements,
  checkName: NameRule,
  claims: ReadonlySet<string>,
): Findings {
  const [limitsPath, requestsPath] = [path.child('limits'), path.child('requests')];
  for (const [name, amount] of Object.entries(limits)) {
    yield* validateAmount(limitsPath.key(name), name, amount, checkName);
    yield* checkPages(limitsPath.key(name), name, amount);
  }
  for (const [name, amount] of Object.entries(requests)) {
    yield* validateAmount(requestsPath.key(name), name, amount, checkName);
    yield* checkAgainstLimit({ requestsPath, limitsPath }, name, amount, limits[name]);
    yield* checkPages(requestsPath.key(name), name, amount);
  }
  const names = [...Object.keys(limits), ...Object.keys(requests)];
  if (names.some(isHugePages) && !names.includes('cpu') && !names.includes('memory')) {
    yield forbidden(path, 'HugePages require cpu or memory');
  }
  yield* validateClaims(path.child('claims'), used, claims);
}

function* validateAmount(path: FieldPath, name: string, amount: string, checkName: NameRule): Findings {
  yield* checkName(path, name);
  yield* checkNonNegativeQuantity(path, amount);
  if (isIntegerResource(name) && quantityMilliValue(parseQuantity(amount)) % 1000 !== 0) {
    yield invalid(path, amount, 'must be an integer');
  }
}

function* checkPages(path: FieldPath, name: string, amount: string): Findings {
  if (!isHugePages(name) || isHugePagesMultiple(name, amount)) return;
  yield invalid(path, amount, `${amount} is not positive integer multiple of ${name}`);
}

function* checkAgainstLimit(
  { requestsPath, limitsPath }: { requestsPath: FieldPath; limitsPath: FieldPath },
  name: string,
  request: string,
  limit: string | undefined,
): Findings {
  const mayDiffer = isOvercommitAllowed(name);
  if (limit === undefined) {
    if (!mayDiffer) yield required(limitsPath, 'Limit must be set for non overcommitable resources');
    return;
  }
  const order = compareQuantities(parseQuantity(request), parseQuantity(limit));
  if (order !== 0 && !mayDiffer) yield invalid(requestsPath, request, `must be equal to ${name} limit of ${limit}`);
  else if (order > 0) yield invalid(requestsPath, request, `must be less than or equal to ${name} limit of ${limit}`);
}

function* validateClaims(path: FieldPath, used: readonly CoreV1ResourceClaim[], known: ReadonlySet<string>): Findings {
  const seen = new Set<string>();
  for (const [position, { name, request }] of used.entries()) {
    const at = path.index(position);
    if (!name) {
      yield required(at, '');
      continue;
    }
    yield* checkClaimUse(at, { name, request }, seen);
    if (!known.has(name)) yield unknownClaim(at, name, known);
  }
}

/** A claim is used whole once, or by any of its requests once each. */
function* checkClaimUse(
  path: FieldPath,
  use: { name: string; request: string | undefined },
  seen: Set<string>,
): Findings {
  const { name, request } = use;
  if (seen.has(name)) return yield duplicate(path, name);
  if (request) yield* checkDns1123Label(path.child('request'), request);
  const key = request ? `${name}/${request}` : name;
  if (request && seen.has(key)) yield duplicate(path, key);
  if (!request) for (const other of seen) if (other.startsWith(`${name}/`)) yield duplicate(path, name);
  seen.add(key);
}

function unknownClaim(path: FieldPath, name: string, known: ReadonlySet<string>): FieldError {
  const names = known.size === 0 ? ' which is empty' : `: ${[...known].sort().join(', ')}`;
  const error = notFound(path, name);
  return { ...error, message: `${error.message}: must be one of the names in pod.spec.resourceClaims${names}` };
}

/** Resources of the pod as a whole: what its containers need and may use must fit in. `path` is the spec's. */
export function* validatePodResources(path: FieldPath, spec: PodSpec): Findings {
  const { resources } = spec;
  if (!resources) return;
  const at = path.child('resources');
  if (spec.os?.name === 'windows') return yield forbidden(at, 'may not be set for a windows pod');
  if (resources.claims) yield forbidden(at.child('claims'), 'claims may not be set for Resources at pod-level');
  yield* validateRequirements(at, resources, checkPodResourceName, new Set());
  yield* validateFit(at, spec, resources);
}

function* validateFit(path: FieldPath, spec: PodSpec, { requests = {}, limits = {} }: ResourceRequirements): Findings {
  for (const [name, needed] of aggregateContainerRequests(spec)) {
    const request = requests[name];
    if (request === undefined || compareQuantities(needed, parseQuantity(request)) <= 0) continue;
    const least = `must be greater than or equal to aggregate container requests of ${formatQuantity(needed)}`;
    yield invalid(path.child('requests').key(name), request, least);
  }
  for (const [name, needed] of aggregateContainerLimits(spec)) {
    const limit = limits[name];
    if (!isHugePages(name) || limit === undefined || compareQuantities(needed, parseQuantity(limit)) <= 0) continue;
    const least = `must be greater than or equal to aggregate container limits of ${formatQuantity(needed)}`;
    yield invalid(path.child('limits').key(name), limit, least);
  }
  for (const [position, { resources }] of (spec.containers ?? []).entries()) {
    for (const [name, own] of Object.entries(resources?.limits ?? {})) {
      const limit = limits[name];
      if (limit === undefined || compareQuantities(parseQuantity(own), parseQuantity(limit)) <= 0) continue;
      const at = path.child('containers').index(position).key(name).child('limits');
      yield invalid(at, own, `must be less than or equal to pod limits of ${limit}`);
    }
  }
}
