// The pod template inside of an object, and patches of its containers.
import type { Container, PodSpec } from '@portolan/client/generated/kubernetes.ts';
import type { ApiObject } from '@portolan/client/objects.ts';
import { CommandError } from '../failures.ts';
import type { SelectedObject } from '../object-selection.ts';

interface WithTemplate extends ApiObject {
  readonly spec?: PodSpec & { readonly template?: { readonly spec?: PodSpec } };
}

/** Throws CommandError for kinds without pods. */
export function podSpecOf({ kind, object }: SelectedObject): PodSpec {
  const { spec } = object as WithTemplate;
  const found = kind.resource === 'pods' ? spec : spec?.template?.spec;
  if (found?.containers) return found;
  throw new CommandError(
    `the object is not a pod or does not have a pod template: ${kind.plural}/${object.metadata.name}`,
  );
}

/** A change of one container; the name says which one. */
export interface ContainerChange {
  readonly name: string;
  readonly [field: string]: unknown;
}

export interface ContainerChanges {
  readonly containers?: readonly ContainerChange[];
  readonly initContainers?: readonly ContainerChange[];
}

/** A strategic merge patch: other containers, and other fields of these, stay as they are. */
export function containersPatch(
  { kind }: SelectedObject,
  { containers = [], initContainers = [] }: ContainerChanges,
): object {
  const spec = {
    ...(containers.length > 0 && { containers }),
    ...(initContainers.length > 0 && { initContainers }),
  };
  return { spec: kind.resource === 'pods' ? spec : { template: { spec } } };
}

/** `*` in the pattern stands for any text. */
export function containerMatcher(pattern: string): (container: Container) => boolean {
  const source = pattern
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  const expression = new RegExp(`^${source}$`);
  return ({ name }) => expression.test(name);
}
