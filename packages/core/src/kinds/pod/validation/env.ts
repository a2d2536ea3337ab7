// Environment variables of containers and where their values come from.
import { type FieldPath, invalid, notFound, notSupported, required } from '../../../resource/field-error.ts';
import type {
  ConfigMapKeySelector,
  EnvFromSource,
  EnvVar,
  FileKeySelector,
  ObjectFieldSelector,
  PodSpec,
  ResourceFieldSelector,
  SecretKeySelector,
} from '../../../resource/generated/kubernetes.ts';
import { parseQuantity } from '../../../resource/quantity.ts';
import { isConfigMapKey, isDns1123Subdomain, isRelaxedEnvVarName } from '../../../resource/validation/names.ts';
import { allContainers } from '../containers.ts';
import {
  checkDns1123Label,
  checkNoBacksteps,
  checkQualifiedName,
  checkRequired,
  type Findings,
  invalidEach,
} from './field-rules.ts';

const environmentFieldPaths: readonly string[] = [
  'metadata.name',
  'metadata.namespace',
  'metadata.uid',
  'spec.nodeName',
  'spec.serviceAccountName',
  'status.hostIP',
  'status.hostIPs',
  'status.podIP',
  'status.podIPs',
];

/** Every field path that Kubernetes' downward API knows somewhere. */
const knownFieldPaths: ReadonlySet<string> = new Set([
  ...environmentFieldPaths,
  'metadata.annotations',
  'metadata.labels',
  'spec.host',
  'spec.restartPolicy',
  'spec.schedulerName',
  'spec.terminationGracePeriodSeconds',
  'status.phase',
]);

const resourceFields: readonly string[] = [
  'limits.cpu',
  'limits.ephemeral-storage',
  'limits.memory',
  'requests.cpu',
  'requests.ephemeral-storage',
  'requests.memory',
];

export function* validateEnv(path: FieldPath, variables: readonly EnvVar[] = []): Findings {
  for (const [position, variable] of variables.entries()) {
    const at = path.index(position);
    if (!variable.name) yield required(at.child('name'), '');
    else yield* invalidEach(at.child('name'), variable.name, isRelaxedEnvVarName(variable.name));
    yield* validateValueFrom(at.child('valueFrom'), variable);
  }
}

function* validateValueFrom(path: FieldPath, { value, valueFrom }: EnvVar): Findings {
  if (!valueFrom) return;
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef } = valueFrom;
  if (fieldRef) yield* validateFieldRef(path.child('fieldRef'), fieldRef, environmentFieldPaths);
  if (resourceFieldRef) {
    yield* validateResourceFieldRef(path.child('resourceFieldRef'), resourceFieldRef, { needsContainer: false });
  }
  if (configMapKeyRef) yield* validateKeyRef(path.child('configMapKeyRef'), configMapKeyRef);
  if (secretKeyRef) yield* validateKeyRef(path.child('secretKeyRef'), secretKeyRef);
  if (fileKeyRef) yield* validateFileKeyRef(path.child('fileKeyRef'), fileKeyRef);
  const sources = [fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef, fileKeyRef].filter(Boolean).length;
  if (sources === 0) {
    const choices = '`fieldRef`, `resourceFieldRef`, `configMapKeyRef`, `secretKeyRef` or `fileKeyRef`';
    yield invalid(path, '', `must specify one of: ${choices}`);
  } else if (value) {
    yield invalid(path, '', 'may not be specified when `value` is not empty');
  } else if (sources > 1) {
    yield invalid(path, '', 'may not have more than one field specified at a time');
  }
}

/** `metadata.annotations['key']` → the path and the key. */
function splitSubscript(fieldPath: string): { path: string; subscript: string } | undefined {
  const match = /^(?<path>.+?)\['(?<subscript>.*)'\]$/.exec(fieldPath);
  const { path, subscript } = match?.groups ?? {};
  return path === undefined || subscript === undefined ? undefined : { path, subscript };
}

export function* validateFieldRef(path: FieldPath, ref: ObjectFieldSelector, supported: readonly string[]): Findings {
  const { apiVersion, fieldPath } = ref;
  if (!fieldPath) return yield required(path.child('fieldPath'), '');
  const at = path.child('fieldPath');
  const failure = (why: string) => invalid(at, fieldPath, `error converting fieldPath: ${why}`);
  if (apiVersion !== 'v1') return yield failure(`unsupported pod version: ${apiVersion}`);
  const split = splitSubscript(fieldPath);
  if (split) {
    const { path: field, subscript } = split;
    if (field === 'metadata.annotations') yield* checkQualifiedName(path, subscript.toLowerCase());
    else if (field === 'metadata.labels') yield* checkQualifiedName(path, subscript);
    else yield failure(`field label does not support subscript: ${fieldPath}`);
    return;
  }
  if (!knownFieldPaths.has(fieldPath)) return yield failure(`field label not supported: ${fieldPath}`);
  const current = fieldPath === 'spec.host' ? 'spec.nodeName' : fieldPath;
  if (!supported.includes(current)) yield notSupported(at, current, supported);
}

const hugePageFields = ['limits.hugepages-', 'requests.hugepages-'];
const sizeDivisors = ['1', '1k', '1M', '1G', '1T', '1P', '1E', '1Ki', '1Mi', '1Gi', '1Ti', '1Pi', '1Ei'];

function isHugePagesField(resource: string): boolean {
  return hugePageFields.some((prefix) => resource.startsWith(prefix));
}

export function* validateResourceFieldRef(
  path: FieldPath,
  ref: ResourceFieldSelector,
  { needsContainer }: { needsContainer: boolean },
): Findings {
  const { containerName, resource, divisor } = ref;
  if (needsContainer && !containerName) yield required(path.child('containerName'), '');
  else if (!resource) yield required(path.child('resource'), '');
  else if (!resourceFields.includes(resource) && !isHugePagesField(resource)) {
    yield notSupported(path.child('resource'), resource, resourceFields);
  }
  yield* validateDivisor(path.child('divisor'), resource ?? '', divisor);
}

function* validateDivisor(path: FieldPath, resource: string, divisor: string | undefined): Findings {
  if (divisor === undefined || parseQuantity(divisor).nano === 0n) return;
  if (resource.endsWith('.cpu') && resourceFields.includes(resource)) {
    if (divisor === '1m' || divisor === '1') return;
    yield invalid(path, resource, "only divisor's values 1m and 1 are supported with the cpu resource");
    return;
  }
  const kind = sizedResource(resource);
  if (kind === undefined || sizeDivisors.includes(divisor)) return;
  yield invalid(
    path,
    resource,
    `only divisor's values ${sizeDivisors.join(', ')} are supported with the ${kind} resource`,
  );
}

function sizedResource(resource: string): string | undefined {
  if (isHugePagesField(resource)) return 'hugepages';
  if (!resourceFields.includes(resource)) return undefined;
  if (resource.endsWith('.memory')) return 'memory';
  return resource.endsWith('.ephemeral-storage') ? 'local ephemeral storage' : undefined;
}

function* validateKeyRef(path: FieldPath, { name = '', key }: ConfigMapKeySelector | SecretKeySelector): Findings {
  yield* invalidEach(path.child('name'), name, isDns1123Subdomain(name));
  if (!key) yield required(path.child('key'), '');
  else yield* invalidEach(path.child('key'), key, isConfigMapKey(key));
}

function* validateFileKeyRef(path: FieldPath, { key, volumeName, path: file }: FileKeySelector): Findings {
  if (!key) yield required(path.child('key'), '');
  else yield* invalidEach(path.child('key'), key, isRelaxedEnvVarName(key));
  if (!volumeName) yield required(path.child('volumeName'), '');
  else yield* checkDns1123Label(path.child('volumeName'), volumeName);
  if (!file) yield required(path.child('path'), '');
  else yield* checkNoBacksteps(path.child('path'), file);
}

export function* validateEnvFrom(path: FieldPath, sources: readonly EnvFromSource[] = []): Findings {
  for (const [position, { prefix, configMapRef, secretRef }] of sources.entries()) {
    const at = path.index(position);
    if (prefix) yield* invalidEach(at.child('prefix'), prefix, isRelaxedEnvVarName(prefix));
    if (configMapRef) yield* validateSourceName(at.child('configMapRef', 'name'), configMapRef.name);
    if (secretRef) yield* validateSourceName(at.child('secretRef', 'name'), secretRef.name);
    if (!configMapRef && !secretRef) yield invalid(path, '', 'must specify one of: `configMapRef` or `secretRef`');
    if (configMapRef && secretRef) yield invalid(path, '', 'may not have more than one field specified at a time');
  }
}

function* validateSourceName(path: FieldPath, name: string | undefined): Findings {
  yield* checkRequired(path, name);
  if (!name) return;
  // Kubernetes checks these as it checks prefixes of generated names: a dash at the end is let through.
  const checked = name.length > 1 && name.endsWith('-') ? `${name.slice(0, -2)}a` : name;
  yield* invalidEach(path, name, isDns1123Subdomain(checked));
}

/** Variables read from files need an emptyDir that an earlier container writes. */
export function* validateFileKeyVolumes(path: FieldPath, spec: PodSpec): Findings {
  const volumes = new Map((spec.volumes ?? []).map((volume) => [volume.name, volume]));
  for (const { container, at } of allContainers(spec, path)) {
    for (const [position, { valueFrom }] of (container.env ?? []).entries()) {
      const name = valueFrom?.fileKeyRef?.volumeName;
      if (valueFrom?.fileKeyRef === undefined) continue;
      const namePath = at.child('env').index(position).child('valueFrom', 'fileKeyRef', 'volumeName');
      const volume = volumes.get(name ?? '');
      if (!volume) yield notFound(namePath, name ?? '');
      else if (!volume.emptyDir) yield invalid(namePath, name, 'referenced volume must be of type emptyDir');
    }
  }
}
