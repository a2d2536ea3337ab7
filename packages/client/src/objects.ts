// What the client assumes of every object.
import type { ObjectMeta } from './generated/kubernetes.ts';

export interface ApiObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
}

/** An object to create: what is inside of it needs no name, and it may leave its own to `generateName`. */
export type NewObject<T extends ApiObject> =
  | T
  | (Omit<Draft<T>, 'metadata'> & { metadata: ObjectMeta | GeneratedName });

type GeneratedName = Omit<ObjectMeta, 'name'> & { name?: never; generateName: string };

/** Every metadata without what only objects must have. */
type Draft<T> = T extends readonly (infer Item)[]
  ? Draft<Item>[]
  : T extends object
    ? 'managedFields' extends keyof T
      ? Partial<T>
      : { [K in keyof T]: Draft<T[K]> }
    : T;

/** The part of an object that its author has an opinion on. */
export type Manifest<T extends ApiObject> = Pick<T, 'apiVersion' | 'kind' | 'metadata'> & DeepPartial<T>;

type DeepPartial<T> = T extends readonly (infer Item)[]
  ? DeepPartial<Item>[]
  : T extends object
    ? { [K in keyof T]?: DeepPartial<T[K]> }
    : T;

/** `namespace/name`, or the name alone for cluster-scoped objects. */
export function keyOf(object: ApiObject): string {
  const { namespace, name } = object.metadata;
  return namespace ? `${namespace}/${name}` : name;
}

/** The kind across its versions: `Pod`, `Deployment.apps`. */
export function groupKindOf({ apiVersion, kind }: { apiVersion: string; kind: string }): string {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? kind : `${kind}.${apiVersion.slice(0, slash)}`;
}
