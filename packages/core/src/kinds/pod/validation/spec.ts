// A pod's spec, wherever it stands: in a pod or in the template of a workload.
import {
  duplicate,
  type FieldError,
  type FieldPath,
  invalid,
  notSupported,
  required,
} from '../../../resource/field-error.ts';
import type { ObjectMeta, PodSchedulingGroup, PodSpec } from '../../../resource/generated/kubernetes.ts';
import { isDns1123Subdomain } from '../../../resource/validation/names.ts';
import { validateLabels } from '../../../resource/validation/object-meta.ts';
import { validateAffinity } from './affinity.ts';
import {
  type ContainerScope,
  validateContainers,
  validateEphemeralContainers,
  validateInitContainers,
} from './containers.ts';
import { validateDns, validateHostAliases, validateHostname } from './dns.ts';
import { validateFileKeyVolumes } from './env.ts';
import { checkInt32Range, checkQualifiedName, type Findings, invalidEach, isRepeated } from './field-rules.ts';
import { validateHostNetworkPorts } from './ports.ts';
import { validateResourceClaims } from './resource-claims.ts';
import { validateOverhead, validatePodResources } from './resources.ts';
import { validatePodRestartPolicy } from './restart.ts';
import { validateOwnUsers, validatePodSecurity } from './security.ts';
import { validateTolerations } from './tolerations.ts';
import { validateTopologySpread } from './topology-spread.ts';
import { checkVolumes } from './volumes.ts';
import { validateHostProcess, validateOperatingSystem } from './windows.ts';

const preemptionPolicies: readonly string[] = ['PreemptLowerPriority', 'Never'];

/** `pod` is the metadata of the pod that has this spec; a template's spec has none yet. */
export function validatePodSpec(spec: PodSpec, path: FieldPath, pod?: ObjectMeta): FieldError[] {
  return [...findInSpec(path, spec, pod)];
}

function* findInSpec(path: FieldPath, spec: PodSpec, pod: ObjectMeta | undefined): Findings {
  const { terminationGracePeriodSeconds: graceSeconds = 0 } = spec;
  const volumes = checkVolumes(path.child('volumes'), spec.volumes, pod);
  yield* volumes.findings;
  yield* validateResourceClaims(path.child('resourceClaims'), spec.resourceClaims, pod);
  const scope: ContainerScope = {
    spec,
    volumes: volumes.sound,
    claims: new Set((spec.resourceClaims ?? []).map(({ name }) => name).filter(Boolean)),
    lifetime: { graceSeconds, os: spec.os?.name },
  };
  yield* validateContainers(path.child('containers'), scope);
  yield* validateInitContainers(path.child('initContainers'), scope);
  yield* validateEphemeralContainers(path.child('ephemeralContainers'), scope);
  yield* validatePodResources(path, spec);
  yield* validateHostNetworkPorts(path, spec, { isPod: pod !== undefined });
  yield* validatePodRestartPolicy(path.child('restartPolicy'), spec.restartPolicy);
  yield* validateDns(path, spec);
  yield* validateLabels(spec.nodeSelector, path.child('nodeSelector'));
  yield* validatePodSecurity(path, spec);
  yield* findInScheduling(path, spec);
  yield* validateHostProcess(path, spec);
  yield* validateOwnUsers(path, spec);
  yield* validateHostname(path, spec);
  yield* findInReferences(path, spec);
  if (spec.activeDeadlineSeconds !== undefined) {
    yield* checkInt32Range(path.child('activeDeadlineSeconds'), spec.activeDeadlineSeconds, 1);
  }
  yield* validateHostAliases(path.child('hostAliases'), spec.hostAliases);
  if (spec.overhead) yield* validateOverhead(path.child('overhead'), spec.overhead);
  yield* validateOperatingSystem(path, spec);
  yield* validateFileKeyVolumes(path, spec);
}

function* findInScheduling(path: FieldPath, spec: PodSpec): Findings {
  if (spec.affinity) yield* validateAffinity(path.child('affinity'), spec.affinity);
  for (const [position, { conditionType = '' }] of (spec.readinessGates ?? []).entries()) {
    yield* checkQualifiedName(path.child('readinessGates').index(position).child('conditionType'), conditionType);
  }
  yield* validateSchedulingGates(path.child('schedulingGates'), spec);
  yield* validateTopologySpread(path.child('topologySpreadConstraints'), spec.topologySpreadConstraints);
  yield* validateTolerations(path.child('tolerations'), spec.tolerations);
  const { preemptionPolicy } = spec;
  if (preemptionPolicy !== undefined && !preemptionPolicies.includes(preemptionPolicy)) {
    const at = path.child('preemptionPolicy');
    yield preemptionPolicy === '' ? required(at, '') : notSupported(at, preemptionPolicy, preemptionPolicies);
  }
  if (spec.schedulingGroup)
    yield* validateSchedulingGroup(path.child('schedulingGroup', 'podGroupName'), spec.schedulingGroup);
}

function* validateSchedulingGates(path: FieldPath, { schedulingGates = [] }: PodSpec): Findings {
  const names = new Set<string>();
  for (const [position, { name = '' }] of schedulingGates.entries()) {
    const at = path.index(position);
    yield* checkQualifiedName(at, name);
    if (isRepeated(names, name)) yield duplicate(at, name);
  }
}

function* validateSchedulingGroup(path: FieldPath, { podGroupName }: PodSchedulingGroup): Findings {
  if (podGroupName === undefined) yield invalid(path, undefined, 'must specify one of: `podGroupName`');
  else yield* invalidEach(path, podGroupName, isDns1123Subdomain(podGroupName));
}

/** Names of objects elsewhere; whether they exist is seen when the pod is to run. */
function* findInReferences(path: FieldPath, spec: PodSpec): Findings {
  for (const field of ['serviceAccountName', 'nodeName', 'priorityClassName'] as const) {
    const name = spec[field];
    if (name) yield* invalidEach(path.child(field), name, isDns1123Subdomain(name));
  }
  const { runtimeClassName } = spec;
  if (runtimeClassName !== undefined) {
    yield* invalidEach(path.child('runtimeClassName'), runtimeClassName, isDns1123Subdomain(runtimeClassName));
  }
}
