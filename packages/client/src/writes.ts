// Change sets: any verbs over any kinds, all or nothing, under one revision.
import { ApiError } from './errors.ts';
import type { ApiObject } from './objects.ts';
import type { DeleteOptions, Operation } from './operations.ts';
import type { RequestOptions, Transport } from './transport.ts';

export interface WriteOptions {
  /** Everything but the write happens, and the answer shows what would be stored. */
  readonly dryRun?: boolean;
  /** The owner of the fields that are written. */
  readonly fieldManager?: string;
  /** How unknown fields are met: refused (unless told), reported as warnings, or dropped. */
  readonly fieldValidation?: 'STRICT' | 'WARN' | 'IGNORE';
  /** Why, for history. */
  readonly reason?: string;
}

export interface CommitOptions extends WriteOptions {
  /** Of objects that name none; `default` unless told. */
  readonly namespace?: string;
  /** Write only while this lease is held as it was acquired; otherwise the error's code is FENCED. */
  readonly fence?: Fence;
}

/** A Lease as its holder acquired it. Renewals by `renewLeases` leave its resourceVersion as it is, a take-over does not. */
export interface Fence {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
}

export interface ApplyAllOptions extends Omit<CommitOptions, 'fence'> {
  /** Take fields from the managers that own them, instead of a CONFLICT. */
  readonly force?: boolean;
}

export type Outcome = 'CREATED' | 'CONFIGURED' | 'UNCHANGED' | 'DELETED' | 'TERMINATING';

export interface WriteResult<T> {
  readonly outcome: Outcome;
  /** As stored; a deleted one in its last state. */
  readonly object: T;
  /** Since this revision the object is as the write left it. */
  readonly revision: string;
  readonly warnings: readonly string[];
}

export interface ChangeSet<R> {
  /** The revision that everything was written under; the current one when nothing was. */
  readonly revision: string;
  /** One per object, in the order they were given. */
  readonly results: R;
}

/** An object that was refused while others were not. */
export interface Refusal {
  readonly outcome: 'REFUSED';
  readonly error: ApiError;
}

/** What becomes of a list of operations, each with its own type. */
export type ResultsOf<O extends readonly Operation[]> = {
  readonly [K in keyof O]: O[K] extends Operation<infer T> ? WriteResult<T> : never;
};

/** What may be deleted together: all objects of a kind that are selected. */
export interface CollectionSelection {
  /** Required for kinds that have namespaces. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

const fields = `revision results {
  outcome warnings object { manifest }
  error { message code kind name causes { reason field message } retryAfterSeconds }
}`;
const manager = '$dryRun: Boolean, $fieldManager: String, $reason: String';
const managerArguments = 'dryRun: $dryRun, fieldManager: $fieldManager, reason: $reason';
const options = `${manager}, $namespace: String, $fieldValidation: FieldValidation`;
const optionsArguments = `${managerArguments}, namespace: $namespace, fieldValidation: $fieldValidation`;

export const writeDocuments = {
  commit: `mutation Commit($operations: [OperationInput!]!, $fence: FenceInput, ${options}) {
  write: commit(operations: $operations, fence: $fence, ${optionsArguments}) { ${fields} }
}`,
  apply: `mutation Apply($manifests: String, $objects: [JSON!], $force: Boolean, $atomic: Boolean!, ${options}) {
  write: apply(manifests: $manifests, objects: $objects, force: $force, atomic: $atomic, ${optionsArguments}) { ${fields} }
}`,
  deleteCollection: `mutation DeleteCollection(
  $kind: String!, $namespace: String, $labelSelector: String, $fieldSelector: String,
  $gracePeriodSeconds: Int64, $propagation: Propagation, ${manager}
) {
  write: deleteCollection(
    kind: $kind, namespace: $namespace, labelSelector: $labelSelector, fieldSelector: $fieldSelector,
    gracePeriodSeconds: $gracePeriodSeconds, propagation: $propagation, ${managerArguments}
  ) { ${fields} }
}`,
};

interface WriteData {
  readonly write: {
    readonly revision: string;
    readonly results: ReadonlyArray<{
      readonly outcome: Outcome | null;
      readonly warnings: readonly string[];
      readonly object: { readonly manifest: ApiObject } | null;
      readonly error: (Readonly<Record<string, unknown>> & { readonly message: string }) | null;
    }>;
  };
}

type Results = ReadonlyArray<WriteResult<ApiObject> | Refusal>;

export class Writer {
  private readonly transport: Transport;
  private readonly defaults: Pick<WriteOptions, 'fieldManager'>;

  /** `defaults` hold where a write does not say otherwise. */
  constructor(transport: Transport, defaults: Pick<WriteOptions, 'fieldManager'>) {
    this.transport = transport;
    this.defaults = defaults;
  }

  async commit<O extends readonly Operation[]>(
    operations: O,
    commit: CommitOptions,
    request?: RequestOptions,
  ): Promise<ChangeSet<ResultsOf<O>>> {
    const written = await this.write(
      'commit',
      { operations: operations.map(({ input }) => input), ...commit },
      request,
    );
    return written as ChangeSet<ResultsOf<O>>; // The API answers one object per operation, in order, or throws.
  }

  async commitOne<T extends ApiObject>(
    operation: Operation<T>,
    commit: CommitOptions,
    request?: RequestOptions,
  ): Promise<WriteResult<T>> {
    const { results } = await this.commit([operation], commit, request);
    const [result] = results as readonly WriteResult<T>[];
    if (!result) throw new Error('the API answered a change set of one operation without a result');
    return result;
  }

  apply(
    given: string | readonly unknown[],
    { atomic, ...apply }: ApplyAllOptions & { readonly atomic: boolean },
    request?: RequestOptions,
  ): Promise<ChangeSet<Results>> {
    const manifests = typeof given === 'string' ? { manifests: given } : { objects: given };
    return this.write('apply', { ...manifests, atomic, ...apply }, request);
  }

  async deleteCollection<T extends ApiObject>(
    selection: CollectionSelection & { readonly kind: string },
    write: DeleteOptions & Omit<WriteOptions, 'fieldValidation'>,
    request?: RequestOptions,
  ): Promise<ChangeSet<readonly WriteResult<T>[]>> {
    const written = await this.write('deleteCollection', { ...selection, ...write }, request);
    return written as ChangeSet<readonly WriteResult<T>[]>; // Objects of one kind, all of them deleted.
  }

  private async write(
    document: keyof typeof writeDocuments,
    variables: Readonly<Record<string, unknown>>,
    request?: RequestOptions,
  ): Promise<ChangeSet<Results>> {
    const { write } = await this.transport.request<WriteData>(
      writeDocuments[document],
      { ...this.defaults, ...variables },
      request,
    );
    const { revision } = write;
    return { revision, results: write.results.map((result) => resultOf(result, revision)) };
  }
}

function resultOf(
  { outcome, warnings, object, error }: WriteData['write']['results'][number],
  setRevision: string,
): WriteResult<ApiObject> | Refusal {
  if (!outcome || !object) {
    return { outcome: 'REFUSED', error: new ApiError(error?.message ?? 'refused without a reason', error ?? {}) };
  }
  const { manifest } = object;
  const revision = outcome === 'UNCHANGED' ? (manifest.metadata.resourceVersion ?? setRevision) : setRevision;
  return { outcome, object: manifest, revision, warnings };
}
