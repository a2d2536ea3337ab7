// What can be done to objects, whatever their kind: each is one change set, however many objects it is about.
import type { Client } from '@portolan/client/client.ts';
import type { ApiObject } from '@portolan/client/objects.ts';

export interface Subject {
  /** `Pod`, `Deployment.apps`. */
  readonly kind: string;
  readonly name: string;
  /** Empty for cluster-scoped kinds. */
  readonly namespace: string;
  readonly uid: string;
}

export function subjectText({ namespace, name }: Pick<Subject, 'namespace' | 'name'>): string {
  return namespace ? `${namespace}/${name}` : name;
}

/** All or none. Answers with the objects in their last state. */
export async function deleteObjects(client: Client, subjects: readonly Subject[]): Promise<ApiObject[]> {
  const operations = subjects.map(({ kind, name, namespace, uid }) => ({
    input: { delete: { kind, name, ...(namespace && { namespace }), preconditions: { uid } } },
  }));
  const { results } = await client.commit(operations, { reason: 'deleted in the dashboard' });
  return results.map(({ object }) => object);
}

/** Creates deleted objects anew. Those that have an owner come back by themselves. */
export async function restoreObjects(client: Client, objects: readonly ApiObject[]): Promise<void> {
  const operations = objects.map((object) => ({ input: { create: { object: withoutServerFields(object) } } }));
  await client.commit(operations, { reason: 'restored in the dashboard' });
}

export function canRestore(objects: readonly ApiObject[]): boolean {
  return objects.every(({ metadata, kind }) => !metadata.ownerReferences?.length && kind !== 'Pod' && kind !== 'Node');
}

/** What a manifest of the object's author could say. */
export function withoutServerFields(object: ApiObject): object {
  const {
    uid: _,
    resourceVersion: _1,
    generation: _2,
    creationTimestamp: _3,
    deletionTimestamp: _4,
    deletionGracePeriodSeconds: _5,
    managedFields: _6,
    ...metadata
  } = object.metadata;
  const { status: _7, ...rest } = object as ApiObject & { readonly status?: unknown };
  return { ...rest, metadata };
}
