// The store: every object of every kind under one revision counter, with its history.
//
// A change set is one write or many; it takes one revision, becomes visible at once or not at all, and revisions are dense
// and in commit order. Nothing a reader, a page or a feed batch shows ever ends inside a revision. `postgres-store.ts`
// keeps this on PostgreSQL, `memory-store.ts` in memory; one suite (`store-suite.ts`) runs on both.
import type { AnyObject, GroupKind, ObjectKey } from '../resource/object.ts';

/** 0 before the first write. Shown to clients as the string `resourceVersion`. */
export type Revision = number;

/** What a write expects to find; an expectation left out is not checked. */
export interface Guard {
  readonly uid?: string;
  readonly revision?: Revision;
}

/**
 * One step of a change set. Objects come without `resourceVersion`: the store assigns it. `check` writes nothing and fails
 * the whole set unless the object exists and the guard holds (a namespace that must not be deleted meanwhile).
 */
export type Write =
  | { readonly op: 'create'; readonly key: ObjectKey; readonly object: AnyObject }
  | { readonly op: 'update'; readonly key: ObjectKey; readonly object: AnyObject; readonly guard: Guard }
  | { readonly op: 'delete'; readonly key: ObjectKey; readonly guard: Guard }
  | { readonly op: 'check'; readonly key: ObjectKey; readonly guard: Guard };

/** Who changed what, why, and from where; kept with the change set for as long as its history is retained. */
export interface Origin {
  /** User name of the identity: `system:node:n1`. */
  readonly actor: string;
  /** The verb or mutation: `create`, `apply`. */
  readonly verb: string;
  readonly reason?: string;
  /** Client, address or controller. */
  readonly source?: string;
}

/** At most one write per key, at least one write that is not a `check`. */
export interface ChangeSet {
  readonly writes: readonly Write[];
  readonly origin: Origin;
}

export type Refusal = 'exists' | 'not-found' | 'uid-mismatch' | 'revision-mismatch';

/** All or nothing: either every write has `revision`, or `refused` names each write that failed (by its position). */
export type CommitResult =
  | { readonly ok: true; readonly revision: Revision }
  | { readonly ok: false; readonly refused: ReadonlyArray<{ readonly position: number; readonly why: Refusal }> };

/** A live object, frozen, its `metadata.resourceVersion` filled in. */
export interface StoredObject {
  readonly key: ObjectKey;
  readonly uid: string;
  readonly revision: Revision;
  readonly object: AnyObject;
}

export type ChangeType = 'ADDED' | 'MODIFIED' | 'DELETED';

/** One object's part of a change set. A deleted object is shown in its last state, with the deletion's revision. */
export interface Change extends StoredObject {
  readonly type: ChangeType;
  /** Position inside the change set. */
  readonly position: number;
  /**
   * The state before; absent for ADDED and where history no longer holds it. `history` looks it up; what `follow` delivers
   * may lack it: the watch cache fills it in from what it holds.
   */
  readonly previous?: StoredObject;
}

/** All changes of one revision. */
export interface RevisionChanges {
  readonly revision: Revision;
  /** Milliseconds since the epoch, by the store's clock. */
  readonly committedAtMs: number;
  readonly origin: Origin;
  readonly changes: readonly Change[];
}

export interface ListQuery {
  /** All kinds when absent. */
  readonly kind?: GroupKind;
  /** All namespaces when absent. */
  readonly namespace?: string;
  /** A past revision; the latest when absent. Throws ApiError `Expired` below the floor, `BadRequest` above the latest. */
  readonly at?: Revision;
  /** Continue after this object of `kind`, in key order (namespace, then name, by code point); needs `kind` and `at`. */
  readonly after?: { readonly namespace: string; readonly name: string };
  /** All when absent. */
  readonly limit?: number;
}

export interface ListResult {
  readonly revision: Revision;
  /** In key order: kind, namespace, name. */
  readonly items: readonly StoredObject[];
  /** Further items follow the last one. */
  readonly more: boolean;
}

/**
 * A lease's heartbeat: renewals are coalesced, get no revision and leave no history. Whoever reads the latest state of a
 * Lease sees the later of its stored `spec.renewTime` and its heartbeat; reads of a past revision see what was stored.
 */
export interface Heartbeat {
  readonly key: ObjectKey;
  readonly uid: string;
  /** RFC 3339 with microseconds. */
  readonly renewTime: string;
}

export interface Follower {
  /** Called with consecutive revisions in order, several at a time when it fell behind; must not throw. */
  onChanges(batch: readonly RevisionChanges[]): void;
  /** Latest heartbeats, coalesced. */
  onHeartbeats?(beats: readonly Heartbeat[]): void;
  /** History up to `floor` is gone and the follower has not seen it: list again. Nothing follows. */
  onExpired(floor: Revision): void;
}

/** Held until it is released or its session ends, whichever way: with the process at the latest. */
export interface SessionLock {
  /** Resolves when the session has ended, by `release` too. */
  readonly lost: Promise<void>;
  release(): Promise<void>;
}

export interface Store {
  /**
   * Acknowledged only when durable. Refusals are results; errors are thrown: ApiError `Invalid` for what the database
   * cannot hold, `ServiceUnavailable` when the database is away and the set is known not to have been written, `Timeout`
   * when the database stays away and whether it was written cannot be found out. The objects become the store's: frozen.
   */
  commit(set: ChangeSet): Promise<CommitResult>;
  get(key: ObjectKey, at?: Revision): Promise<StoredObject | undefined>;
  list(query: ListQuery): Promise<ListResult>;
  /** The last committed revision: what a linearizable read must at least show. */
  revision(): Promise<Revision>;
  /** The revision that was the last one at that moment (milliseconds since the epoch); throws `Expired` below the floor. */
  revisionAt(timeMs: number): Promise<Revision>;
  /** Everything at or below is compacted: the oldest revision that can still be read or followed from. */
  floor(): Promise<Revision>;
  /** History after `since`, whole revisions, at most about `limit` changes. Throws `Expired` below the floor. */
  history(since: Revision, limit: number): Promise<readonly RevisionChanges[]>;
  /**
   * What history retains of one key, whichever objects bore it: the last `limit` changes, oldest first, each with its own
   * change set but without what else that changed, and without `previous`.
   */
  historyOf(key: ObjectKey, limit: number): Promise<readonly RevisionChanges[]>;
  /** Follows the feed from the revision after `since` until `stop` is called. */
  follow(since: Revision, follower: Follower): { stop(): void };
  /** Keeps the latest renewal of each; beats for objects that do not exist (or have another uid) are named in the result. */
  renew(beats: readonly Heartbeat[]): Promise<{ readonly missing: readonly ObjectKey[] }>;
  /**
   * Takes the lock of this token, waiting for its holder to go. Shows others that this process lives; proves nothing to
   * itself: a session can end unnoticed, so what must not happen twice is guarded by a `check`.
   */
  holdSessionLock(token: string): Promise<SessionLock>;
  /** True once nobody holds the lock of this token; false when the signal came first. */
  waitSessionLock(token: string, signal: AbortSignal): Promise<boolean>;
  /** Drops history at or below `floor`; reads and watches from `floor` on stay exact. */
  compact(floor: Revision): Promise<void>;
  /** Rejects with the cause when the store cannot be reached. */
  ping(): Promise<void>;
  close(): Promise<void>;
}
