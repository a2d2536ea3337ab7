// What the rig records: every operation with the moments it was called and answered, by one monotonic clock, every watch,
// and the log that the store kept. The checkers judge nothing but this.

/** One object's part of a write. */
export interface Step {
  readonly type: 'create' | 'update' | 'delete';
  readonly key: string;
  /** The version the client presented as its guard. */
  readonly expected?: number;
  /** Unique among all writes of a run. */
  readonly value?: string;
}

interface Timed {
  readonly id: number;
  /** Milliseconds. */
  readonly calledAt: number;
  readonly returnedAt: number;
}

/** `unavailable`: the server could not write and says so; nothing has happened. */
export type RefusalReason = 'exists' | 'conflict' | 'not-found' | 'unavailable';

export type WriteOutcome =
  | { readonly type: 'ok'; readonly revision: number }
  | { readonly type: 'refused'; readonly reason: RefusalReason }
  /** No answer: it may have happened or not, once, at any time since it was called. */
  | { readonly type: 'unknown' };

/** A change set; most have one step. */
export interface WriteOperation extends Timed {
  readonly steps: readonly Step[];
  readonly outcome: WriteOutcome;
}

/** Absent objects have no version. */
export interface Seen {
  readonly version: number;
  readonly value: string;
}

export interface ReadOperation extends Timed {
  readonly key: string;
  readonly seen: Seen | undefined;
  /** A read of a past revision. */
  readonly at?: number;
}

/** What a list or a watch shows; all when empty. */
export interface Scope {
  /** Of the keys: one kind. */
  readonly prefix?: string;
  /** Of the values: a label, which may change with each write. */
  readonly suffix?: string;
}

export interface ListOperation extends Timed {
  readonly scope: Scope;
  readonly revision: number;
  readonly items: ReadonlyMap<string, Seen>;
  /** A list of a past revision, or a later page of one: it promises nothing about the present. */
  readonly at?: number;
}

export interface LogEntry {
  readonly revision: number;
  readonly key: string;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** Of a deleted object, its last. */
  readonly value: string;
}

/** One frame as it arrived. A bookmark is a frame without entries. */
export interface Frame {
  /** Everything up to this revision has been delivered. */
  readonly revision: number;
  readonly entries: readonly LogEntry[];
}

/** One subscription from its start to its end; a resumed one is a stream of its own. */
export interface Stream {
  readonly name: string;
  readonly scope: Scope;
  /** The revision it resumed after, or its snapshot's. */
  readonly since: number;
  readonly frames: readonly Frame[];
  /** The run was quiet before it ended, so that it should have seen everything. */
  readonly isComplete: boolean;
  /** When it was told that history was gone and it must list again. */
  readonly expiredAt?: number;
}

/** A read of a past revision that was refused because its history was gone. */
export interface Expiration {
  readonly id: number;
  readonly at: number;
  readonly returnedAt: number;
}

export interface Compaction {
  readonly floor: number;
  readonly calledAt: number;
}

export interface History {
  readonly writes: readonly WriteOperation[];
  readonly reads: readonly ReadOperation[];
  readonly lists: readonly ListOperation[];
  readonly streams: readonly Stream[];
  readonly expirations: readonly Expiration[];
  readonly compactions: readonly Compaction[];
  /** What the store kept, in its order. */
  readonly log: readonly LogEntry[];
  /** Of all that the store kept, including what others than the rig's clients wrote, in its order. */
  readonly revisions: readonly number[];
}

export interface Violation {
  readonly rule: string;
  readonly detail: string;
}
