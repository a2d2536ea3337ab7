// What a controller is: which changes concern it, and one level-triggered step for one key.
//
// `reconcile` reads the cache, decides in a pure planner and carries the plan out in as few change sets as it can: a step
// that is one change set needs no thought about being stopped half-way. It never learns what changed, so a lost or doubled
// change cannot hurt. Who runs controllers (queues, retries, leadership) is in controller-runner.ts.
import type { ExecuteOptions, ExecuteResult, Operation } from '../registry/operation.ts';
import type { Clock } from '../resource/clock.ts';
import type { AnyObject, GroupKind } from '../resource/object.ts';
import type { StoredObject } from '../store/store.ts';
import type { WatchCache } from '../store/watch-cache.ts';

/** Keys are texts that the controller understands: `namespace/name` for most. */
export interface WatchRule {
  readonly kind: GroupKind;
  /**
   * The keys that an object's change concerns. Called with the object after the change and before it; with every live
   * object when the controller starts or its cache was filled anew. Must be fast: it runs for every change of the kind.
   */
  keysOf(now: StoredObject | undefined, before: StoredObject | undefined, cache: WatchCache): Iterable<string>;
}

export interface ControllerDefinition {
  /** As kube-controller-manager's `--controllers` names it: `replicaset-controller`. */
  readonly name: string;
  readonly watches: readonly WatchRule[];
  /** Leases whose heartbeat came, for controllers that judge by them; renewals are no changes. */
  keysOfHeartbeat?(lease: StoredObject): Iterable<string>;
  /** How many keys are worked on at a time; each key has one worker at most. 5 unless told. */
  readonly concurrency?: number;
  /**
   * Moves the object of `key` one step towards what is wanted. Throwing means: try again with back-off. Whatever it wrote
   * is in the cache before it is called again for this key.
   */
  reconcile(context: ReconcileContext, key: string): Promise<ReconcileResult>;
}

/** Nothing more to do until something changes, or by itself after a while (milliseconds). */
export type ReconcileResult = { readonly requeueAfterMs: number } | undefined;

/** A controller that keeps something between its steps is made anew for each term of leadership. */
export type ControllerFactory = () => ControllerDefinition;

export interface ReconcileContext {
  readonly cache: WatchCache;
  readonly clock: Clock;
  /**
   * One atomic change set with the rights of the controller; throws ApiError. Once another leads, it throws `Fenced` and
   * nothing is written.
   */
  execute(operations: readonly Operation[], options?: ExecuteOptions): Promise<ExecuteResult>;
  /** Never waits and never throws: events are gathered, counted into series and written behind. */
  recordEvent(event: EventDraft): void;
  /** Puts another key in the queue, after a while where one is given. */
  enqueue(key: string, afterMs?: number): void;
}

/** What is said about an object, as `events.k8s.io/v1`. */
export interface EventDraft {
  readonly regarding: AnyObject;
  readonly related?: AnyObject;
  /** A part of `regarding`: `spec.containers{web}`. */
  readonly fieldPath?: string;
  readonly type: 'Normal' | 'Warning';
  /** Why, in one CamelCase word: `SuccessfulCreate`. */
  readonly reason: string;
  /** What was done, in one CamelCase word; the reason unless told. */
  readonly action?: string;
  readonly note: string;
  /** Of the first of a series. */
  readonly annotations?: Readonly<Record<string, string>>;
}

/** `namespace/name`, or the name alone for cluster-scoped objects. */
export function objectKeyText({ key }: StoredObject): string {
  return key.namespace === '' ? key.name : `${key.namespace}/${key.name}`;
}

export function parseObjectKey(key: string, kind: GroupKind) {
  const slash = key.indexOf('/');
  return { kind, namespace: slash === -1 ? '' : key.slice(0, slash), name: key.slice(slash + 1) };
}
