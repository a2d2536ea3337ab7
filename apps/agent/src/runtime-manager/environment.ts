// The variables of a container: services, then envFrom, then env, a later one of the same name before an earlier.
import type { ConfigMap, Container, EnvVar, EnvVarSource, Pod, Secret, Service } from '@portolan/client';
import { specOf } from '../pod-spec.ts';
import { expand } from './expansion.ts';
import { type PodPlace, podField, resourceField } from './pod-fields.ts';
import { serviceEnvironment } from './service-environment.ts';

/** Objects that pods of this node name. `undefined`: the API has none of that name. */
export interface ReferencedObjects {
  configMap(namespace: string, name: string): Promise<ConfigMap | undefined>;
  secret(namespace: string, name: string): Promise<Secret | undefined>;
}

export interface EnvironmentSources {
  readonly objects: ReferencedObjects;
  services(): readonly Service[];
}

/** The message is for the container's waiting state. */
export class ContainerConfigError extends Error {}

export async function environmentOf(
  pod: Pod,
  container: Container,
  place: PodPlace,
  { objects, services }: EnvironmentSources,
): Promise<Map<string, string>> {
  const namespace = pod.metadata.namespace ?? 'default';
  const fromServices = serviceEnvironment(services(), namespace, specOf(pod).enableServiceLinks ?? true);
  const variables = new Map<string, string>();
  const lookUp = (name: string) => variables.get(name) ?? fromServices.get(name);
  for (const source of container.envFrom ?? []) {
    const { prefix = '', configMapRef, secretRef } = source;
    for (const [name, value] of await wholeObject(objects, namespace, configMapRef, secretRef)) {
      variables.set(prefix + name, value);
    }
  }
  for (const variable of container.env ?? []) {
    const value = variable.valueFrom
      ? await referenced(variable, variable.valueFrom, { pod, container, place, objects })
      : expand(variable.value ?? '', lookUp);
    if (value !== undefined) variables.set(variable.name, value);
  }
  for (const [name, value] of fromServices) if (!variables.has(name)) variables.set(name, value);
  return variables;
}

interface ObjectRef {
  readonly name?: string;
  readonly optional?: boolean;
}

async function wholeObject(
  objects: ReferencedObjects,
  namespace: string,
  configMapRef: ObjectRef | undefined,
  secretRef: ObjectRef | undefined,
): Promise<Iterable<readonly [string, string]>> {
  if (configMapRef) {
    const name = configMapRef.name ?? '';
    const found = await objects.configMap(namespace, name);
    if (!found && !configMapRef.optional) throw new ContainerConfigError(`configmap "${name}" not found`);
    return Object.entries(found?.data ?? {});
  }
  if (secretRef) {
    const name = secretRef.name ?? '';
    const found = await objects.secret(namespace, name);
    if (!found && !secretRef.optional) throw new ContainerConfigError(`secret "${name}" not found`);
    return Object.entries(found?.data ?? {}).map(([key, value]) => [key, decoded(value)] as const);
  }
  return [];
}

interface ReferenceContext {
  readonly pod: Pod;
  readonly container: Container;
  readonly place: PodPlace;
  readonly objects: ReferencedObjects;
}

/** Undefined: an optional one that is not there; the variable is left out. */
async function referenced(
  { name: variable }: EnvVar,
  source: EnvVarSource,
  { pod, container, place, objects }: ReferenceContext,
): Promise<string | undefined> {
  const namespace = pod.metadata.namespace ?? 'default';
  const { fieldRef, resourceFieldRef, configMapKeyRef, secretKeyRef } = source;
  if (fieldRef) return podField(pod, fieldRef, place);
  if (resourceFieldRef) return resourceField(pod, container, resourceFieldRef, place);
  if (configMapKeyRef) {
    const { name = '', key, optional } = configMapKeyRef;
    const found = await objects.configMap(namespace, name);
    if (!found && !optional) throw new ContainerConfigError(`configmap "${name}" not found`);
    const value = found?.data?.[key];
    if (value !== undefined || optional) return value;
    throw new ContainerConfigError(`couldn't find key ${key} in ConfigMap ${namespace}/${name}`);
  }
  if (secretKeyRef) {
    const { name = '', key, optional } = secretKeyRef;
    const found = await objects.secret(namespace, name);
    if (!found && !optional) throw new ContainerConfigError(`secret "${name}" not found`);
    const value = found?.data?.[key];
    if (value !== undefined || optional) return value === undefined ? undefined : decoded(value);
    throw new ContainerConfigError(`couldn't find key ${key} in Secret ${namespace}/${name}`);
  }
  throw new ContainerConfigError(`the source of variable ${variable} is not supported`);
}

function decoded(base64: string): string {
  return Buffer.from(base64, 'base64').toString('utf8');
}
