// Steps of a change set, typed by the kind they are about.
import type { ApiObject, Manifest, NewObject } from './objects.ts';

/** The metadata of an object is one. */
export interface ObjectName {
  readonly name: string;
  /** `default` when absent; ignored for cluster-scoped kinds. */
  readonly namespace?: string | undefined;
}

export interface ApplyOptions {
  /** Take fields from the managers that own them, instead of a CONFLICT. */
  readonly force?: boolean;
  readonly subresource?: 'STATUS';
}

export interface PatchOptions {
  /** `STRATEGIC` unless told. */
  readonly type?: 'JSON' | 'MERGE' | 'STRATEGIC';
  readonly subresource?: 'STATUS' | 'SCALE' | 'FINALIZE';
}

export interface DeleteOptions {
  readonly gracePeriodSeconds?: number;
  /** What becomes of the objects it owns. */
  readonly propagation?: 'BACKGROUND' | 'FOREGROUND' | 'ORPHAN';
}

export interface Preconditions {
  /** CONFLICT if it is another object by now. */
  readonly uid?: string;
  /** CONFLICT if it has changed since. */
  readonly resourceVersion?: string;
}

interface Named extends ObjectName {
  readonly kind: string;
}

/** As the API's `OperationInput`: exactly one verb. */
export type OperationInput =
  | { readonly create: { readonly object: unknown } }
  | { readonly update: { readonly object: unknown; readonly subresource?: 'STATUS' } }
  | { readonly apply: { readonly object: unknown } & ApplyOptions }
  | { readonly patch: Named & { readonly patch: unknown } & PatchOptions }
  | { readonly delete: Named & { readonly preconditions?: Preconditions } & DeleteOptions };

/** One step, which leaves an object of type T. */
export interface Operation<T extends ApiObject = ApiObject> {
  readonly input: OperationInput;
  /** Never there: it carries the type. */
  readonly object?: T;
}

/** Steps over one kind, to be made into a change set by `commit`. */
export class KindOperations<T extends ApiObject> {
  private readonly kind: string;

  constructor(kind: string) {
    this.kind = kind;
  }

  create(object: NewObject<T>): Operation<T> {
    return { input: { create: { object } } };
  }

  /** Replaces the object; with `metadata.resourceVersion` only if that is still its version. */
  update(object: T): Operation<T> {
    return { input: { update: { object } } };
  }

  updateStatus(object: T): Operation<T> {
    return { input: { update: { object, subresource: 'STATUS' } } };
  }

  /** Server-side apply: creates the object, or gives it the fields of the manifest. */
  apply(object: Manifest<T>, options: ApplyOptions = {}): Operation<T> {
    return { input: { apply: { object, ...options } } };
  }

  patch({ name, namespace }: ObjectName, patch: unknown, options: PatchOptions = {}): Operation<T> {
    return { input: { patch: { ...this.named(name, namespace), patch, ...options } } };
  }

  /** The number of replicas, for kinds that have some. */
  scale(name: ObjectName & Pick<Preconditions, 'resourceVersion'>, replicas: number): Operation<T> {
    const { resourceVersion } = name;
    const patch = { spec: { replicas }, ...(resourceVersion !== undefined && { metadata: { resourceVersion } }) };
    return this.patch(name, patch, { type: 'MERGE', subresource: 'SCALE' });
  }

  delete(
    { name, namespace, uid, resourceVersion }: ObjectName & Preconditions,
    options: DeleteOptions = {},
  ): Operation<T> {
    const preconditions = {
      ...(uid !== undefined && { uid }),
      ...(resourceVersion !== undefined && { resourceVersion }),
    };
    return { input: { delete: { ...this.named(name, namespace), preconditions, ...options } } };
  }

  private named(name: string, namespace: string | undefined): Named {
    return { kind: this.kind, name, ...(namespace !== undefined && { namespace }) };
  }
}
