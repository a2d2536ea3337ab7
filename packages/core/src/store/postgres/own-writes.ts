// What a set that this process wrote looks like in history, without reading it back.

import type { Change, CommitResult, Revision, RevisionChanges } from '../store.ts';
import { storedObject, withoutMissing } from '../stored-object.ts';
import type { PendingSet } from './commit-batch.ts';

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
  { set }: PendingSet,
  { revision, committedAtMs }: { revision: Revision; committedAtMs: number },
): RevisionChanges | undefined {
  const changes: Change[] = [];
  for (const [position, write] of set.writes.entries()) {
    if (write.op === 'check') continue;
    if (write.op === 'delete') return undefined;
    // Not a copy: what it shares with the state before, it shares here as well.
    const stored = storedObject(write.key, revision, withoutMissing(write.object));
    changes.push({ ...stored, position, type: write.op === 'create' ? 'ADDED' : 'MODIFIED' });
  }
  return { revision, committedAtMs, origin: set.origin, changes };
}
