// How a watch gets from nothing, or from a revision it once saw, to the present: snapshots and catching up.
import { isReason } from '../resource/api-error.ts';
import type { AnyObject } from '../resource/object.ts';
import type { Change, Revision, RevisionChanges, Store } from '../store/store.ts';
import type { WatchCache } from '../store/watch-cache.ts';
import type { WatchEvent, WatchFrame } from './watch.ts';
import { isSelected, lacksPrevious, type Selection, selectEvent } from './watch-selection.ts';

/** All that is selected at one revision. */
export interface Snapshot {
  readonly revision: Revision;
  readonly objects: readonly AnyObject[];
}

export function takeSnapshot(cache: WatchCache, selection: Selection): Snapshot {
  const objects: AnyObject[] = [];
  for (const [kind, { namespace }] of selection) {
    for (const stored of cache.list(kind, namespace)) {
      if (isSelected(selection, stored)) objects.push(stored.object);
    }
  }
  return { revision: cache.revision, objects };
}

/** The snapshot's frame that begins at position `from`; an empty snapshot is one empty frame. */
export function snapshotFrame({ revision, objects }: Snapshot, from: number, limit: number): WatchFrame {
  const events = objects.slice(from, from + limit).map((object): WatchEvent => ({ type: 'ADDED', object }));
  return {
    type: 'SNAPSHOT',
    resourceVersion: String(revision),
    more: from + limit < objects.length,
    events,
  };
}

/** What a watch sees of consecutive revisions, and how far that brings it. */
export interface Progress {
  readonly events: readonly WatchEvent[];
  readonly revision: Revision;
}

/** Takes whole revisions until there are `limit` events; `undefined` when there is nothing to take. */
export function selectRevisions(
  selection: Selection,
  batch: readonly RevisionChanges[],
  limit: number,
): Progress | undefined {
  const events: WatchEvent[] = [];
  let revision: Revision | undefined;
  for (const each of batch) {
    if (revision !== undefined && events.length >= limit) break;
    for (const change of each.changes) {
      const event = selectEvent(selection, change);
      if (event) events.push(event);
    }
    revision = each.revision;
  }
  return revision === undefined ? undefined : { events, revision };
}

/**
 * The next part of history after `since`, of about `limit` changes; `undefined` when there is none yet, `expired` when
 * history does not reach back that far.
 */
export async function readHistory(
  store: Store,
  selection: Selection,
  since: Revision,
  limit: number,
): Promise<Progress | undefined | 'expired'> {
  try {
    const batch = await store.history(since, limit);
    const whole = await Promise.all(batch.map((each) => withPrevious(store, selection, each)));
    return selectRevisions(selection, whole, Number.POSITIVE_INFINITY);
  } catch (error) {
    if (isReason(error, 'Expired')) return 'expired';
    throw error;
  }
}

async function withPrevious(store: Store, selection: Selection, batch: RevisionChanges): Promise<RevisionChanges> {
  if (!batch.changes.some((change) => lacksPrevious(selection, change))) return batch;
  const changes = await Promise.all(
    batch.changes.map(async (change): Promise<Change> => {
      if (!lacksPrevious(selection, change)) return change;
      const previous = await store.get(change.key, change.revision - 1);
      return previous ? { ...change, previous } : change;
    }),
  );
  return { ...batch, changes };
}
