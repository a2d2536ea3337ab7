// The verbs of one kind, typed by it.
import { Controller, type ControllerOptions } from './controller.ts';
import { isCode } from './errors.ts';
import { Informer, type InformerOptions } from './informer.ts';
import type { ApiObject, Manifest, NewObject } from './objects.ts';
import {
  type ApplyOptions,
  type DeleteOptions,
  KindOperations,
  type ObjectName,
  type PatchOptions,
  type Preconditions,
} from './operations.ts';
import type { RequestOptions, Transport } from './transport.ts';
import type { WatchParts } from './watch.ts';
import { WatchStream, type WatchStreamOptions } from './watch-stream.ts';
import type { ChangeSet, CollectionSelection, WriteOptions, WriteResult, Writer } from './writes.ts';

export interface ReadOptions {
  /** What was there then: at a past revision, or at a moment (a text is a revision or RFC 3339). */
  readonly at?: string | Date;
}

export interface ListOptions extends ReadOptions {
  /** All namespaces when absent. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  /** Terms on any scalar field: `spec.nodeName=n1,status.phase!=Running`. */
  readonly fieldSelector?: string;
  /** Field paths, each ascending unless it begins with `-`. Namespace and name decide last. */
  readonly orderBy?: readonly string[];
  /** A page of at most so many objects. */
  readonly first?: number;
  /** The `next` of the page before; pages stay on its revision. */
  readonly after?: string;
}

export interface List<T> {
  readonly items: readonly T[];
  /** The revision all items are of: a watch may go on from here. */
  readonly resourceVersion: string;
  /** How many are selected, on all pages together. */
  readonly total: number;
  /** Present when there are more. */
  readonly next?: string;
}

type DeleteWrite = DeleteOptions & Omit<WriteOptions, 'fieldValidation'>;

const defaultPageSize = 500;

export const readDocuments = {
  get: `query Get($kind: String!, $namespace: String, $name: String!, $at: String) {
  object(kind: $kind, namespace: $namespace, name: $name, at: $at) { manifest }
}`,
  list: `query List(
  $kind: String!, $namespace: String, $labelSelector: String, $fieldSelector: String, $orderBy: [String!],
  $first: Int, $after: String, $at: String
) {
  objects(
    kind: $kind, namespace: $namespace, labelSelector: $labelSelector, fieldSelector: $fieldSelector, orderBy: $orderBy,
    first: $first, after: $after, at: $at
  ) { resourceVersion totalCount pageInfo { hasNextPage endCursor } nodes { manifest } }
}`,
};

interface ManifestField<T> {
  readonly manifest: T;
}

interface ListData<T> {
  readonly objects: {
    readonly resourceVersion: string;
    readonly totalCount: number;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly nodes: readonly ManifestField<T>[];
  };
}

/** What the kinds of one client share. */
export interface KindParts {
  readonly transport: Transport;
  readonly writer: Writer;
  readonly watch: WatchParts;
}

export class KindClient<T extends ApiObject> {
  readonly kind: string;
  /** Steps for `client.commit`. */
  readonly operations: KindOperations<T>;
  private readonly parts: KindParts;

  /** `kind`: `Pod`, `Deployment.apps`. */
  constructor(kind: string, parts: KindParts) {
    this.kind = kind;
    this.operations = new KindOperations<T>(kind);
    this.parts = parts;
  }

  /** Throws ApiError NOT_FOUND. */
  async get({ name, namespace, at }: ObjectName & ReadOptions, options?: RequestOptions): Promise<T> {
    const variables = { kind: this.kind, name, ...(namespace !== undefined && { namespace }), ...atText(at) };
    const { transport } = this.parts;
    const data = await transport.request<{ object: ManifestField<T> }>(readDocuments.get, variables, options);
    return data.object.manifest;
  }

  async find(name: ObjectName & ReadOptions, options?: RequestOptions): Promise<T | undefined> {
    try {
      return await this.get(name, options);
    } catch (error) {
      if (isCode(error, 'NOT_FOUND')) return undefined;
      throw error;
    }
  }

  async list({ at, ...list }: ListOptions = {}, options?: RequestOptions): Promise<List<T>> {
    const variables = { kind: this.kind, ...list, ...atText(at) };
    const data = await this.parts.transport.request<ListData<T>>(readDocuments.list, variables, options);
    const { resourceVersion, totalCount, pageInfo, nodes } = data.objects;
    return {
      items: nodes.map(({ manifest }) => manifest),
      resourceVersion,
      total: totalCount,
      ...(pageInfo.hasNextPage && pageInfo.endCursor !== null && { next: pageInfo.endCursor }),
    };
  }

  /** All pages of a list, at one revision. */
  async *pages(list: ListOptions = {}, options?: RequestOptions): AsyncGenerator<List<T>, undefined> {
    const { after, ...rest } = { first: defaultPageSize, ...list };
    for (let next = after; ; ) {
      const page = await this.list({ ...rest, ...(next !== undefined && { after: next }) }, options);
      yield page;
      next = page.next;
      if (next === undefined) return;
    }
  }

  create(object: NewObject<T>, write: WriteOptions = {}, options?: RequestOptions): Promise<WriteResult<T>> {
    return this.parts.writer.commitOne(this.operations.create(object), write, options);
  }

  /** Replaces the object; with `metadata.resourceVersion` only if that is still its version. */
  update(object: T, write: WriteOptions = {}, options?: RequestOptions): Promise<WriteResult<T>> {
    return this.parts.writer.commitOne(this.operations.update(object), write, options);
  }

  updateStatus(object: T, write: WriteOptions = {}, options?: RequestOptions): Promise<WriteResult<T>> {
    return this.parts.writer.commitOne(this.operations.updateStatus(object), write, options);
  }

  /** Server-side apply: creates the object, or gives it the fields of the manifest. */
  apply(
    object: Manifest<T>,
    { force, subresource, ...write }: ApplyOptions & WriteOptions = {},
    options?: RequestOptions,
  ): Promise<WriteResult<T>> {
    const apply = { ...(force !== undefined && { force }), ...(subresource && { subresource }) };
    return this.parts.writer.commitOne(this.operations.apply(object, apply), write, options);
  }

  patch(
    name: ObjectName,
    patch: unknown,
    { type, subresource, ...write }: PatchOptions & WriteOptions = {},
    options?: RequestOptions,
  ): Promise<WriteResult<T>> {
    const form = { ...(type && { type }), ...(subresource && { subresource }) };
    return this.parts.writer.commitOne(this.operations.patch(name, patch, form), write, options);
  }

  /** The number of replicas, for kinds that have some. */
  scale(
    name: ObjectName & Pick<Preconditions, 'resourceVersion'>,
    replicas: number,
    write: WriteOptions = {},
    options?: RequestOptions,
  ): Promise<WriteResult<T>> {
    return this.parts.writer.commitOne(this.operations.scale(name, replicas), write, options);
  }

  delete(
    name: ObjectName & Preconditions,
    { gracePeriodSeconds, propagation, ...write }: DeleteWrite = {},
    options?: RequestOptions,
  ): Promise<WriteResult<T>> {
    const how = {
      ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
      ...(propagation && { propagation }),
    };
    return this.parts.writer.commitOne(this.operations.delete(name, how), write, options);
  }

  /** Deletes all objects that are selected: up to 5,000 in one change set, more in one for each 5,000. */
  deleteCollection(
    selection: CollectionSelection,
    write: DeleteWrite = {},
    options?: RequestOptions,
  ): Promise<ChangeSet<readonly WriteResult<T>[]>> {
    return this.parts.writer.deleteCollection<T>({ kind: this.kind, ...selection }, write, options);
  }

  /** Snapshot, then changes, for as long as the loop runs; resumes by itself. */
  watch(options: Omit<WatchStreamOptions, 'kinds'> = {}): WatchStream<T> {
    return new WatchStream<T>(this.parts.watch, { ...options, kinds: [this.kind] });
  }

  informer<I extends string = never>(options: Omit<InformerOptions<T, I>, 'kinds'> = {}): Informer<T, I> {
    return new Informer<T, I>(this.parts.watch, { ...options, kinds: [this.kind] });
  }

  controller(name: string, options: Omit<ControllerOptions<T>, 'for'>): Controller<T> {
    return new Controller<T>(name, this.parts.watch, { ...options, for: this.kind });
  }
}

function atText(at: string | Date | undefined): { at?: string } {
  if (at === undefined) return {};
  return { at: typeof at === 'string' ? at : at.toISOString() };
}
