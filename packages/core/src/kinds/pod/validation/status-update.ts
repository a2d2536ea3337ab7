// What a node or controller may report of a pod.
import { duplicate, type FieldError, FieldPath, forbidden, invalid, required } from '../../../resource/field-error.ts';
import type {
  Container,
  ContainerStatus,
  Pod,
  PodCondition,
  PodExtendedResourceClaimStatus,
  PodResourceClaimStatus,
  PodSpec,
  PodStatus,
} from '../../../resource/generated/kubernetes.ts';
import { isValidIp, parseIp } from '../../../resource/validation/ip-addresses.ts';
import { isDns1123Subdomain } from '../../../resource/validation/names.ts';
import { anyRestartsAll, restartsAfterExit } from '../restart-policy.ts';
import { validatePodAnnotationsUpdate } from './annotations.ts';
import { validateContainerStatuses } from './container-status.ts';
import { checkDns1123Label, checkQualifiedName, type Findings, invalidEach, isRepeated } from './field-rules.ts';

const statusPath = new FieldPath('status');
const statusLists = [
  ['containerStatuses', 'containers'],
  ['initContainerStatuses', 'initContainers'],
] as const;
const notNegative = 'must be a non-negative integer';

export function validatePodStatusUpdate(next: Pod, old: Pod): FieldError[] {
  const annotationsPath = new FieldPath('metadata').child('annotations');
  return [
    ...validatePodAnnotationsUpdate(annotationsPath, next.metadata.annotations ?? {}, old.metadata.annotations ?? {}),
    ...findInStatus(next.status ?? {}, old.status ?? {}, next.spec ?? { containers: [] }),
  ];
}

/** The spec is the old one: a status write carries no other. */
function* findInStatus(next: PodStatus, old: PodStatus, spec: PodSpec): Findings {
  yield* validateConditions(statusPath.child('conditions'), next.conditions);
  yield* validateNomination(statusPath.child('nominatedNodeName'), next, old, spec);
  if ((next.observedGeneration ?? 0) < 0) {
    yield invalid(statusPath.child('observedGeneration'), next.observedGeneration, notNegative);
  }
  if (next.qosClass !== old.qosClass)
    yield invalid(statusPath.child('qosClass'), next.qosClass ?? '', 'field is immutable');
  for (const [statuses, containers] of statusLists) {
    yield* checkRestarts(statusPath.child(statuses), next[statuses], old[statuses], spec, spec[containers]);
  }
  yield* checkStaysTerminated(next.ephemeralContainerStatuses, old.ephemeralContainerStatuses);
  yield* validateClaimStatuses(statusPath.child('resourceClaimStatuses'), next.resourceClaimStatuses, spec);
  const extended = next.extendedResourceClaimStatus;
  if (extended) yield* validateExtendedClaim(statusPath.child('extendedResourceClaimStatus'), extended, spec);
  yield* checkAddresses('podIP', next.podIP, next.podIPs);
  yield* checkAddresses('hostIP', next.hostIP, next.hostIPs);
  yield* validateContainerStatuses(statusPath, next, spec);
}

const systemConditions: readonly string[] = ['PodScheduled', 'Ready', 'Initialized'];

function* validateConditions(path: FieldPath, conditions: readonly PodCondition[] = []): Findings {
  for (const [position, { type = '', observedGeneration = 0 }] of conditions.entries()) {
    const at = path.index(position);
    if (observedGeneration < 0) yield invalid(at.child('observedGeneration'), observedGeneration, notNegative);
    if (!systemConditions.includes(type)) yield* checkQualifiedName(at.child('Type'), type);
  }
}

function* validateNomination(path: FieldPath, next: PodStatus, old: PodStatus, spec: PodSpec): Findings {
  const name = next.nominatedNodeName;
  if (!name || name === old.nominatedNodeName) return;
  yield* invalidEach(path, name, isDns1123Subdomain(name));
  if (spec.nodeName) yield forbidden(path, 'may not be set on pods that are already bound to a node');
}

/** A container that has ended and is not to be restarted stays ended. */
function* checkRestarts(
  path: FieldPath,
  next: readonly ContainerStatus[] = [],
  old: readonly ContainerStatus[] = [],
  spec: PodSpec,
  containers: readonly Container[] = [],
): Findings {
  if (anyRestartsAll(spec)) return;
  for (const [position, { name, state }] of old.entries()) {
    const ended = state?.terminated;
    const successor = next.find((status) => status.name === name);
    if (!ended || !successor || successor.state?.terminated) continue;
    const container = containers.find((each) => each.name === name);
    if (container && restartsAfterExit(container, spec, ended.exitCode ?? 0)) continue;
    yield forbidden(path.index(position).child('state'), 'may not be transitioned to non-terminated state');
  }
}

function* checkStaysTerminated(next: readonly ContainerStatus[] = [], old: readonly ContainerStatus[] = []): Findings {
  for (const [position, { name, state }] of old.entries()) {
    if (!state?.terminated) continue;
    if (!next.some((status) => status.name === name && !status.state?.terminated)) continue;
    const at = statusPath.child('ephemeralContainerStatuses').index(position).child('state');
    yield forbidden(at, 'may not be transitioned to non-terminated state');
  }
}

function* validateClaimStatuses(
  path: FieldPath,
  statuses: readonly PodResourceClaimStatus[] = [],
  { resourceClaims = [] }: PodSpec,
): Findings {
  const names = new Set<string>();
  for (const [position, { name, resourceClaimName }] of statuses.entries()) {
    const at = path.index(position);
    if (!resourceClaims.some((claim) => claim.name === name)) {
      yield invalid(at.child('name'), name ?? '', 'must match the name of an entry in `spec.resourceClaims`');
    }
    if (isRepeated(names, name)) yield duplicate(at.child('name'), name);
    if (resourceClaimName === undefined) continue;
    yield* invalidEach(at.child('resourceClaimName'), resourceClaimName, isDns1123Subdomain(resourceClaimName));
  }
}

function* validateExtendedClaim(path: FieldPath, status: PodExtendedResourceClaimStatus, spec: PodSpec): Findings {
  const { requestMappings: mappings = [], resourceClaimName } = status;
  const containers = new Map(
    [...(spec.initContainers ?? []), ...(spec.containers ?? [])].map((each) => [each.name, each]),
  );
  const listPath = path.child('requestMappings');
  if (mappings.length === 0) yield required(listPath, 'at least one request mapping is required');
  const seen = new Set<string>();
  for (const [position, { containerName, resourceName, requestName = '' }] of mappings.entries()) {
    const at = listPath.index(position);
    const container = containers.get(containerName);
    if (!container) {
      const match = 'must match the name of an entry in spec.initContainers.name or spec.containers.name';
      yield invalid(at.child('containerName'), containerName, match);
    } else if (container.resources?.requests?.[resourceName] === undefined) {
      const match =
        'must match the extended resource name of an entry in spec.initContainers.resources.requests or spec.containers.resources.requests';
      yield invalid(at.child('resourceName'), resourceName, match);
    }
    yield* checkDns1123Label(path.child('requestName'), requestName);
    if (!isRepeated(seen, JSON.stringify([containerName, resourceName, requestName]))) continue;
    yield duplicate(at.child('containerName'), containerName);
    yield duplicate(at.child('resourceName'), resourceName);
    yield duplicate(at.child('requestName'), requestName);
  }
  if (!resourceClaimName) yield required(path.child('resourceClaimName'), '');
  else yield* invalidEach(path.child('resourceClaimName'), resourceClaimName, isDns1123Subdomain(resourceClaimName));
}

/** One address of each IP family at most; the first is the one known by the singular field. */
function* checkAddresses(field: 'podIP' | 'hostIP', first = '', list: readonly { ip?: string }[] = []): Findings {
  if (field === 'hostIP' && list.length === 0) return;
  const path = statusPath.child(`${field}s`);
  const addresses = list.map(({ ip = '' }) => ip);
  for (const [position, address] of addresses.entries()) {
    yield* invalidEach(path.index(position), address, isValidIp(address));
  }
  const families = new Set(addresses.map((address) => parseIp(address)?.family));
  if (addresses.length > 1 && (addresses.length > 2 || families.size !== 2)) {
    yield invalid(path, list, 'may specify no more than one IP for each IP family');
  }
  if (field === 'podIP' && (first !== '') !== addresses.length > 0) {
    yield invalid(path, list, 'podIP and podIPs must either both be set or both be unset');
  } else if (addresses.length > 0 && addresses[0] !== first) {
    yield invalid(path.index(0).child('ip'), addresses[0], `must be equal to \`${field}\``);
  }
}
