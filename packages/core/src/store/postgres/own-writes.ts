// What a set that this process wrote looks like in history, without reading it back.

import type { Change, CommitResult, Revision, RevisionChanges } from '../store.ts';
import { storedObject } from '../stored-object.ts';
import type { PendingSet } from './commit-batch.ts';
import { parseBody } from './rows.ts';

export function writtenEntries(
  batch: readonly PendingSet[],
  results: readonly CommitResult[],
  committedAtMs: number,
): RevisionChanges[] {
  return batch.flatMap((pending, place) => {
    const result = results[place];
    return (result?.ok && writtenEntry(pending, { revision: result.revision, committedAtMs })) || [];
  });
}

/** Undefined when it deletes something: the last state of that is known to the database alone. */
function writtenEntry(
  { set, writes }: PendingSet,
  { revision, committedAtMs }: { revision: Revision; committedAtMs: number },
): RevisionChanges | undefined {
  const changes: Change[] = [];
  for (const [position, { op, key }] of set.writes.entries()) {
    if (op === 'check') continue;
    const body = writes[position]?.body;
    if (op === 'delete' || body === undefined) return undefined;
    // Parsed from what was sent, so that nobody's later changes to the object they gave can show.
    const stored = storedObject(key, revision, parseBody(body));
    changes.push({ ...stored, position, type: op === 'create' ? 'ADDED' : 'MODIFIED' });
  }
  return { revision, committedAtMs, origin: set.origin, changes };
}
