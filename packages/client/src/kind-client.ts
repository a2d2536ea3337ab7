// The verbs of one kind, typed by it.
import type { ControllerOptions } from './controller.ts';
import { Controller } from './controller.ts';
import { isCode } from './errors.ts';
import { Informer, type InformerOptions } from './informer.ts';
import type { ApiObject } from './objects.ts';
import type { RequestOptions, Transport, Variables } from './transport.ts';
import type { WatchParts } from './watch.ts';
import { type WatchItem, type WatchStreamOptions, watchStream } from './watch-stream.ts';

export interface ObjectName {
  readonly name: string;
  /** `default` when absent; ignored for cluster-scoped kinds. */
  readonly namespace?: string;
}

export interface ListOptions {
  /** All namespaces when absent. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  /** Terms on any scalar field: `spec.nodeName=n1,status.phase!=Running`. */
  readonly fieldSelector?: string;
  readonly orderBy?: readonly string[];
  /** A page of at most so many objects. */
  readonly first?: number;
  /** The `next` of the page before; pages stay on its revision. */
  readonly after?: string;
  /** A past revision, or a moment as RFC 3339. */
  readonly at?: string;
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

export interface WriteOptions {
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
  readonly fieldValidation?: 'STRICT' | 'WARN' | 'IGNORE';
  /** Why, for history. */
  readonly reason?: string;
}

export interface PatchOptions extends WriteOptions {
  /** `STRATEGIC` unless told. */
  readonly type?: 'JSON' | 'MERGE' | 'STRATEGIC';
  readonly subresource?: 'STATUS' | 'SCALE';
}

export interface DeleteOptions extends Omit<WriteOptions, 'fieldValidation'> {
  readonly gracePeriodSeconds?: number;
  readonly propagation?: 'BACKGROUND' | 'FOREGROUND' | 'ORPHAN';
}

export interface WriteResult<T> {
  readonly outcome: 'CREATED' | 'CONFIGURED' | 'UNCHANGED' | 'DELETED' | 'TERMINATING';
  readonly object: T;
  readonly warnings: readonly string[];
}

const getDocument = `query Get($kind: String!, $namespace: String, $name: String!, $at: String) {
  object(kind: $kind, namespace: $namespace, name: $name, at: $at) { manifest }
}`;

const listDocument = `query List(
  $kind: String!, $namespace: String, $labelSelector: String, $fieldSelector: String, $orderBy: [String!],
  $first: Int, $after: String, $at: String
) {
  objects(
    kind: $kind, namespace: $namespace, labelSelector: $labelSelector, fieldSelector: $fieldSelector, orderBy: $orderBy,
    first: $first, after: $after, at: $at
  ) { resourceVersion totalCount pageInfo { hasNextPage endCursor } nodes { manifest } }
}`;

const writeFields = 'results { outcome warnings object { manifest } }';
const writeVariables = '$dryRun: Boolean, $fieldManager: String, $reason: String';
const writeArguments = 'dryRun: $dryRun, fieldManager: $fieldManager, reason: $reason';
const checkedVariables = `${writeVariables}, $fieldValidation: FieldValidation`;
const checkedArguments = `${writeArguments}, fieldValidation: $fieldValidation`;

const createDocument = `mutation Create($objects: [JSON!]!, ${checkedVariables}) {
  write: create(objects: $objects, ${checkedArguments}) { ${writeFields} }
}`;
const updateDocument = `mutation Update($objects: [JSON!]!, $subresource: Subresource, ${checkedVariables}) {
  write: update(objects: $objects, subresource: $subresource, ${checkedArguments}) { ${writeFields} }
}`;
const applyDocument = `mutation Apply($objects: [JSON!]!, $force: Boolean, ${checkedVariables}) {
  write: apply(objects: $objects, force: $force, ${checkedArguments}) { ${writeFields} }
}`;
const patchDocument = `mutation Patch(
  $kind: String!, $namespace: String, $name: String!, $patch: JSON!, $type: PatchType!, $subresource: Subresource,
  ${checkedVariables}
) {
  write: patch(
    kind: $kind, namespace: $namespace, name: $name, patch: $patch, type: $type, subresource: $subresource,
    ${checkedArguments}
  ) { ${writeFields} }
}`;
const deleteDocument = `mutation Delete(
  $refs: [ObjectRefInput!]!, $gracePeriodSeconds: Int64, $propagation: Propagation, ${writeVariables}
) {
  write: deleteObjects(
    refs: $refs, gracePeriodSeconds: $gracePeriodSeconds, propagation: $propagation, ${writeArguments}
  ) { ${writeFields} }
}`;

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

interface WriteData<T> {
  readonly write: {
    readonly results: ReadonlyArray<Omit<WriteResult<T>, 'object'> & { readonly object: ManifestField<T> }>;
  };
}

export class KindClient<T extends ApiObject> {
  readonly kind: string;
  private readonly transport: Transport;
  private readonly parts: WatchParts;

  /** `kind`: `Pod`, `Deployment.apps`. */
  constructor(kind: string, transport: Transport, parts: WatchParts) {
    this.kind = kind;
    this.transport = transport;
    this.parts = parts;
  }

  /** Throws ApiError NOT_FOUND. */
  async get(name: ObjectName & { readonly at?: string }, options?: RequestOptions): Promise<T> {
    const data = await this.transport.request<{ object: ManifestField<T> }>(
      getDocument,
      { kind: this.kind, ...name },
      options,
    );
    return data.object.manifest;
  }

  async find(name: ObjectName & { readonly at?: string }, options?: RequestOptions): Promise<T | undefined> {
    try {
      return await this.get(name, options);
    } catch (error) {
      if (isCode(error, 'NOT_FOUND')) return undefined;
      throw error;
    }
  }

  async list(list: ListOptions = {}, options?: RequestOptions): Promise<List<T>> {
    const data = await this.transport.request<ListData<T>>(listDocument, { kind: this.kind, ...list }, options);
    const { resourceVersion, totalCount, pageInfo, nodes } = data.objects;
    return {
      items: nodes.map(({ manifest }) => manifest),
      resourceVersion,
      total: totalCount,
      ...(pageInfo.hasNextPage && pageInfo.endCursor !== null && { next: pageInfo.endCursor }),
    };
  }

  create(object: T, write: WriteOptions = {}, options?: RequestOptions): Promise<WriteResult<T>> {
    return this.write(createDocument, { objects: [object], ...write }, options);
  }

  /** Replaces the object; with `metadata.resourceVersion` only if that is still its version. */
  update(object: T, write: WriteOptions = {}, options?: RequestOptions): Promise<WriteResult<T>> {
    return this.write(updateDocument, { objects: [object], ...write }, options);
  }

  updateStatus(object: T, write: WriteOptions = {}, options?: RequestOptions): Promise<WriteResult<T>> {
    return this.write(updateDocument, { objects: [object], subresource: 'STATUS', ...write }, options);
  }

  /** Server-side apply. */
  apply(
    object: T,
    { force, ...write }: WriteOptions & { readonly force?: boolean } = {},
    options?: RequestOptions,
  ): Promise<WriteResult<T>> {
    return this.write(applyDocument, { objects: [object], ...(force !== undefined && { force }), ...write }, options);
  }

  patch(name: ObjectName, patch: unknown, write: PatchOptions = {}, options?: RequestOptions): Promise<WriteResult<T>> {
    return this.write(patchDocument, { kind: this.kind, ...name, patch, type: 'STRATEGIC', ...write }, options);
  }

  delete(
    { resourceVersion, uid, ...name }: ObjectName & { readonly uid?: string; readonly resourceVersion?: string },
    write: DeleteOptions = {},
    options?: RequestOptions,
  ): Promise<WriteResult<T>> {
    const preconditions = { ...(uid && { uid }), ...(resourceVersion && { resourceVersion }) };
    const isGuarded = Object.keys(preconditions).length > 0;
    const ref = { kind: this.kind, ...name, ...(isGuarded && { preconditions }) };
    return this.write(deleteDocument, { refs: [ref], ...write }, options);
  }

  /** Snapshot, then changes, for as long as the loop runs; resumes by itself. */
  watch(options: Omit<WatchStreamOptions, 'kinds'> = {}): AsyncGenerator<WatchItem<T>> {
    return watchStream<T>(this.parts, { ...options, kinds: [this.kind] });
  }

  informer<I extends string = never>(options: Omit<InformerOptions<T, I>, 'kinds'> = {}): Informer<T, I> {
    return new Informer<T, I>(this.parts, { ...options, kinds: [this.kind] });
  }

  controller(name: string, options: Omit<ControllerOptions<T>, 'for'>): Controller<T> {
    return new Controller<T>(name, this.parts, { ...options, for: this.kind });
  }

  private async write(document: string, variables: Variables, options?: RequestOptions): Promise<WriteResult<T>> {
    const { write } = await this.transport.request<WriteData<T>>(document, variables, options);
    const [result] = write.results;
    if (!result) throw new Error('the API answered a write of one object without a result');
    return { ...result, object: result.object.manifest };
  }
}
