// A watch: which objects it selects, and the frames in which their changes reach it.
//
// A frame's `resourceVersion` is a promise: everything selected up to that revision has been delivered, so a watcher may
// resume from it. Frames never end inside a revision. An object that leaves the selected set arrives as DELETED, one that
// enters it as ADDED. After RELIST_REQUIRED nothing follows: history was lost for this watcher, and it must start anew.
import type { AnyObject, GroupKind } from '../resource/object.ts';
import type { ChangeType, Revision } from '../store/store.ts';

export interface WatchPlan {
  readonly kinds: readonly GroupKind[];
  /** All namespaces when absent. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Resume after this revision; without it the watch begins with a snapshot of what is selected. */
  readonly since?: Revision;
  /** Deltas follow one another no faster than this; the first after a quiet time goes out at once. */
  readonly batchMs: number;
}

/** A heartbeat of a Lease arrives as MODIFIED with its resourceVersion unchanged. */
export interface WatchEvent {
  readonly type: ChangeType;
  readonly object: AnyObject;
}

export type FrameType = 'SNAPSHOT' | 'DELTA' | 'BOOKMARK' | 'RELIST_REQUIRED';

export interface WatchFrame {
  readonly type: FrameType;
  readonly resourceVersion: string;
  /** Further frames of the same snapshot follow; they share its resourceVersion, which counts from the last one on. */
  readonly more: boolean;
  readonly events: readonly WatchEvent[];
}

export function deltaFrame(revision: Revision, events: readonly WatchEvent[]): WatchFrame {
  return { type: 'DELTA', resourceVersion: String(revision), more: false, events };
}

export function bookmarkFrame(revision: Revision): WatchFrame {
  return { type: 'BOOKMARK', resourceVersion: String(revision), more: false, events: [] };
}

export function relistFrame(revision: Revision): WatchFrame {
  return { type: 'RELIST_REQUIRED', resourceVersion: String(revision), more: false, events: [] };
}
