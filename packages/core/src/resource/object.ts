// What every API object has, whatever its kind.
import type { ObjectMeta } from './generated/kubernetes.ts';

/** An API object in wire format. Stored objects are frozen: copy before changing one. */
export interface ApiObject {
  apiVersion: string;
  kind: string;
  metadata: ObjectMeta;
}

/** Any further field of an object whose kind is known only at run time. */
export type AnyObject = ApiObject & Record<string, unknown>;

/** A kind across its versions, in Kubernetes' notation: `Pod`, `Deployment.apps`. */
export type GroupKind = string;

export function groupKindOf(group: string, kind: string): GroupKind {
  return group === '' ? kind : `${kind}.${group}`;
}

/** `apps/v1` → `{ group: 'apps', version: 'v1' }`; the core group is `''`. */
export function parseApiVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/');
  return { group: slash < 0 ? '' : apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

export function apiVersionOf(group: string, version: string): string {
  return group === '' ? version : `${group}/${version}`;
}

/** Where an object lives. Cluster-scoped objects have the namespace `''`. */
export interface ObjectKey {
  readonly kind: GroupKind;
  readonly namespace: string;
  readonly name: string;
}

export function keyText(key: ObjectKey): string {
  return `${key.kind}/${key.namespace}/${key.name}`;
}

/** The object's owner that manages it, if any: at most one owner reference has `controller: true`. */
export function controllerOf(object: ApiObject): NonNullable<ObjectMeta['ownerReferences']>[number] | undefined {
  return object.metadata.ownerReferences?.find((owner) => owner.controller === true);
}

/** Freezes a JSON value all the way down and returns it. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return value;
  for (const child of Object.values(value)) deepFreeze(child);
  return Object.freeze(value);
}
