// The verbs every kind shares. One call of `execute` is one change set: any verbs, any kinds, all or nothing.
import {
  ApiError,
  badRequestError,
  conflictError,
  fencedError,
  isReason,
  notFoundError,
  objectModified,
} from '../resource/api-error.ts';
import type { Clock } from '../resource/clock.ts';
import type { Scale } from '../resource/generated/kubernetes.ts';
import type { KindDefinition, KindList } from '../resource/kind.ts';
import { type AnyObject, deepFreeze, type GroupKind, keyText, type ObjectKey } from '../resource/object.ts';
import type { CommitResult, Origin, Revision, Store, StoredObject, Write } from '../store/store.ts';
import type { WatchCache } from '../store/watch-cache.ts';
import { authorize, decide, type Verb } from './authorize.ts';
import { Lists, revisionOf, selectionOf } from './list.ts';
import type {
  DeleteOptions,
  ExecuteOptions,
  ExecuteResult,
  ListOptions,
  ListPage,
  ObjectRef,
  Operation,
  OperationResult,
} from './operation.ts';
import { type Prepared, prepare, resolveRef, type Scope, subjectOf } from './prepare.ts';
import type { Fence, Request } from './request.ts';
import { scaleOf } from './scale.ts';
import { Turns } from './turns.ts';
import { View } from './view.ts';

/** Contending writers retry on what they find; one that still loses is told of the conflict. */
const maxAttempts = 100;
const maxOperations = 5000;
/** Names a generateName may draw before its collision is reported, as Kubernetes. */
const maxNameAttempts = 8;

export interface RegistryParts {
  readonly store: Store;
  readonly cache: WatchCache;
  readonly kinds: KindList;
  readonly clock: Clock;
}

export class Registry {
  readonly store: Store;
  readonly cache: WatchCache;
  readonly kinds: KindList;
  readonly clock: Clock;
  private readonly lists: Lists;
  private readonly turns = new Turns();

  constructor({ store, cache, kinds, clock }: RegistryParts) {
    this.store = store;
    this.cache = cache;
    this.kinds = kinds;
    this.clock = clock;
    this.lists = new Lists(store, cache);
  }

  /**
   * Commits the operations together, under one revision, or throws and nothing has happened.
   *
   * The first attempt decides on what the cache shows, without asking the database; the guards of its writes find out
   * whether that was the latest. Whatever fails, or would change nothing, is decided again on a cache that is known to be
   * fresh, so no answer rests on an old view.
   */
  async execute(
    request: Request,
    operations: readonly Operation[],
    options: ExecuteOptions = {},
  ): Promise<ExecuteResult> {
    if (operations.length > maxOperations)
      throw badRequestError(`a change set has at most ${maxOperations} operations`);
    let endTurn: (() => void) | undefined;
    try {
      return await this.retry(request, operations, options, async (contended) => {
        if (contended.length > 0) endTurn ??= await this.turns.take(contended);
      });
    } finally {
      endTurn?.();
    }
  }

  /** `contend` is told the objects for which an attempt has lost against another writer. */
  private async retry(
    request: Request,
    operations: readonly Operation[],
    options: ExecuteOptions,
    contend: (keys: readonly string[]) => Promise<void>,
  ): Promise<ExecuteResult> {
    let isFresh = options.dryRun === true;
    if (isFresh) await this.cache.fresh();
    let nameAttempts = 0;
    for (let attempt = 0; attempt < maxAttempts; attempt++) {
      try {
        const done = await this.attempt(request, operations, options, isFresh);
        if ('results' in done) return done;
        await contend(done.contended);
      } catch (error) {
        const isDrawnName =
          isReason(error, 'AlreadyExists') && drawsNames(operations) && ++nameAttempts < maxNameAttempts;
        // A write whose outcome is unknown must not be made again: it may be there, and would now conflict with itself.
        const dependsOnView = error instanceof ApiError && !isReason(error, 'BadRequest', 'Timeout', 'Fenced');
        if (!dependsOnView || (isFresh && !isDrawnName)) throw error;
      }
      await this.cache.fresh();
      isFresh = true;
    }
    throw new ApiError(
      'Conflict',
      `the objects are changed too often by others: gave up after ${maxAttempts} attempts`,
    );
  }

  /** `contended`: decide again on a fresher view; the objects on which another writer was faster. */
  private async attempt(
    request: Request,
    operations: readonly Operation[],
    options: ExecuteOptions,
    isFresh: boolean,
  ): Promise<ExecuteResult | { readonly contended: readonly string[] }> {
    const view = new View(this.cache, this.clock);
    const scope = this.scope(request, view, options);
    const prepared = operations.map((operation, position) => prepare(scope, position, operation));
    const writing = prepared.filter((each) => each.write !== undefined);
    const changesNothing = writing.length < prepared.length;
    if (changesNothing && !isFresh) return { contended: [] };
    if (writing.length === 0 || options.dryRun) {
      return { revision: this.cache.revision, results: prepared.map((each) => resultOf(each, undefined)) };
    }
    const own = writing.flatMap(({ write }) => write ?? []);
    const writes = fenced(request.fence, [...own, ...view.claims.writes(), ...view.requirements()]);
    const result = await this.store.commit({ writes, origin: originOf(request, operations, options) });
    if (result.ok) {
      const { revision } = result;
      return {
        revision,
        results: prepared.map((each) => this.storedResult(each, revision) ?? resultOf(each, revision)),
      };
    }
    this.refuseFenced(request.fence, writes, result);
    refuse(this.kinds, writing, result);
    return { contended: writing.flatMap(({ key, write }) => (write?.op === 'create' ? [] : keyText(key))) };
  }

  /** Whatever else failed: a former leader hears of that first. */
  private refuseFenced(fence: Fence | undefined, writes: readonly Write[], result: CommitResult): void {
    if (!fence || result.ok) return;
    const fenceText = keyText(fence.key);
    const isRefused = result.refused.some(({ position }) => {
      const write = writes[position];
      return write && keyText(write.key) === fenceText;
    });
    if (isRefused) throw fencedError(subjectOf(this.definition(fence.key.kind), fence.key.name));
  }

  /** What is written here is most often in the cache by now, frozen as it will be shown to everybody. */
  private storedResult({ key, outcome, warnings }: Prepared, revision: Revision): OperationResult | undefined {
    const stored = this.cache.get(key);
    return stored?.revision === revision ? { outcome, object: stored.object, warnings } : undefined;
  }

  private scope(request: Request, view: View, options: ExecuteOptions): Scope {
    const { fieldValidation = 'STRICT', defaultNamespace = 'default' } = options;
    const { kinds, clock } = this;
    return { request, kinds, clock, view, fieldValidation, defaultNamespace, created: new Map() };
  }

  async get(request: Request, ref: ObjectRef, at?: string): Promise<AnyObject> {
    const { definition, key } = resolveRef(this.kinds, ref.namespace ?? 'default', ref);
    const stored = await this.read(key, at);
    this.authorize(request, 'get', definition, key, stored?.object);
    if (!stored) throw notFoundError(subjectOf(definition, key.name));
    return stored.object;
  }

  private async read(key: ObjectKey, at: string | undefined): Promise<StoredObject | undefined> {
    if (at !== undefined) return this.store.get(key, await revisionOf(this.store, at));
    await this.cache.fresh();
    return this.cache.get(key);
  }

  private authorize(request: Request, verb: Verb, definition: KindDefinition, key: ObjectKey, old?: AnyObject): void {
    const target = { definition, namespace: key.namespace, name: key.name, ...(old && { old }) };
    authorize(request.identity, verb, target, this.cache);
  }

  async scale(request: Request, ref: ObjectRef, at?: string): Promise<Scale> {
    const object = await this.get(request, ref, at);
    return scaleOf(this.definition(ref.kind), object);
  }

  async list(request: Request, options: ListOptions): Promise<ListPage> {
    const definition = this.definition(options.kind);
    this.authorizeMany(request, 'list', options);
    return this.lists.page(definition, options);
  }

  /** Throws Forbidden unless the identity may list or watch what the options select. */
  authorizeMany(request: Request, verb: 'list' | 'watch' | 'deletecollection', options: ListOptions): void {
    const definition = this.definition(options.kind);
    const { pinned } = selectionOf(definition, options);
    const target = { definition, namespace: options.namespace ?? '', name: '', pinned };
    authorize(request.identity, verb, target, this.cache);
  }

  /**
   * Deletes what is selected when it is called; objects that vanish meanwhile are no error. Up to 5,000 go in one change
   * set; of more, each 5,000: where a later set fails, the objects of those before it are gone.
   */
  async deleteCollection(
    request: Request,
    list: ListOptions,
    options: DeleteOptions & ExecuteOptions = {},
  ): Promise<ExecuteResult> {
    this.authorizeMany(request, 'deletecollection', list);
    const select = async () => (await this.lists.page(this.definition(list.kind), list)).items;
    let done: ExecuteResult = { revision: this.cache.revision, results: [] };
    let left = await select();
    for (let attempt = 0; left.length > 0; attempt++) {
      try {
        const { revision, results } = await this.deleteAll(request, list.kind, left.slice(0, maxOperations), options);
        done = { revision, results: [...done.results, ...results] };
        left = left.slice(maxOperations);
        attempt = 0;
      } catch (error) {
        if (!isReason(error, 'NotFound', 'Conflict')) throw error;
        if (attempt >= maxAttempts)
          throw new ApiError('Conflict', `the selected ${list.kind} objects are changed too often by others`);
        const selected = new Set((await select()).map(({ metadata }) => metadata.uid));
        left = left.filter(({ metadata }) => selected.has(metadata.uid));
      }
    }
    return done;
  }

  private deleteAll(
    request: Request,
    kind: GroupKind,
    objects: readonly AnyObject[],
    { gracePeriodSeconds, preconditions, propagation, ...execute }: DeleteOptions & ExecuteOptions,
  ): Promise<ExecuteResult> {
    const operations = objects.map(
      ({ metadata: { name, namespace, uid } }): Operation => ({
        verb: 'delete',
        ref: { kind, name, ...(namespace !== undefined && { namespace }) },
        preconditions: { ...preconditions, ...(uid !== undefined && { uid }) },
        ...(gracePeriodSeconds !== undefined && { gracePeriodSeconds }),
        ...(propagation !== undefined && { propagation }),
      }),
    );
    return this.execute(request, operations, execute);
  }

  /** Whether a relation or a watch may show the object. */
  canSee(request: Request, { key, object }: StoredObject): boolean {
    const definition = this.kinds.find(key.kind);
    // What the registry keeps for itself is nobody's to see.
    if (!definition) return false;
    const target = { definition, namespace: key.namespace, name: key.name, old: object };
    return decide(request.identity, 'get', target, this.cache) === true;
  }

  canList(request: Request, kind: GroupKind, namespace = ''): boolean {
    const target = { definition: this.definition(kind), namespace, name: '' };
    return decide(request.identity, 'list', target, this.cache) === true;
  }

  /** Throws BadRequest for a kind that is not served. */
  definition(kind: GroupKind): KindDefinition {
    const definition = this.kinds.find(kind);
    if (!definition) throw badRequestError(`the server doesn't have a resource type "${kind}"`);
    return definition;
  }
}

/** A write of the lease itself carries the guard; otherwise a check does. */
function fenced(fence: Fence | undefined, writes: readonly Write[]): Write[] {
  if (!fence) return [...writes];
  const { key, uid, revision } = fence;
  const fenceText = keyText(key);
  const guard = { uid, revision };
  const others = writes.filter((write) => keyText(write.key) !== fenceText);
  if (others.length === writes.length) return [...writes, { op: 'check', key, guard }];
  return writes.map((write) =>
    keyText(write.key) === fenceText && write.op !== 'create' ? { ...write, guard } : write,
  );
}

function drawsNames(operations: readonly Operation[]): boolean {
  return operations.some((operation) => {
    if (operation.verb !== 'create') return false;
    const metadata = operation.manifest.metadata as { name?: unknown; generateName?: unknown } | undefined;
    return !metadata?.name && typeof metadata?.generateName === 'string';
  });
}

function originOf(request: Request, operations: readonly Operation[], { reason }: ExecuteOptions): Origin {
  const verbs = new Set(operations.map(({ verb }) => verb));
  const [verb] = verbs;
  return {
    actor: request.identity.user,
    verb: verbs.size === 1 && verb ? verb : 'commit',
    ...(reason !== undefined && { reason }),
    ...(request.source !== undefined && { source: request.source }),
  };
}

function resultOf({ outcome, object, write, warnings }: Prepared, revision: Revision | undefined): OperationResult {
  if (!write || revision === undefined) return { outcome, object: deepFreeze(object), warnings };
  const metadata = { ...object.metadata, resourceVersion: String(revision) };
  return { outcome, object: deepFreeze({ ...object, metadata }), warnings };
}

/** Throws what the client must hear; a guard of our own that failed is no news to it. */
function refuse(kinds: KindList, writing: readonly Prepared[], result: Extract<CommitResult, { ok: false }>): void {
  for (const { position, why } of result.refused) {
    const prepared = writing[position];
    if (prepared?.write?.op !== 'create' && !prepared?.guardedByClient) continue;
    const definition = kinds.find(prepared.key.kind);
    if (!definition) throw new Error(`a change set wrote ${prepared.key.kind}, which is not served`);
    // Whether the object is there the fresh view shows, and preparing again says so.
    if (why === 'exists' || why === 'not-found') continue;
    throw conflictError(subjectOf(definition, prepared.key.name), objectModified);
  }
}
