// The most recent change sets in memory, so that a watch that was away for a moment resumes without asking the store.
import type { Revision, RevisionChanges } from './store.ts';

export class ChangeWindow {
  private readonly limit: number;
  /** Consecutive revisions; those before `head` are dropped and wait for the next tidying. */
  private entries: RevisionChanges[] = [];
  private head = 0;
  private size = 0;
  private last: Revision = 0;

  /** Holds at most about `limit` changes. */
  constructor(limit: number) {
    this.limit = limit;
  }

  restart(revision: Revision): void {
    this.entries = [];
    this.head = 0;
    this.size = 0;
    this.last = revision;
  }

  push(batch: readonly RevisionChanges[]): void {
    for (const entry of batch) {
      this.entries.push(entry);
      this.size += entry.changes.length;
      this.last = entry.revision;
    }
    while (this.size > this.limit) this.size -= this.entries[this.head++]?.changes.length ?? 0;
    if (this.head * 2 > this.entries.length) {
      this.entries.splice(0, this.head);
      this.head = 0;
    }
  }

  since(revision: Revision): readonly RevisionChanges[] | undefined {
    const missing = this.last - revision;
    if (missing <= 0) return [];
    if (missing > this.entries.length - this.head) return undefined;
    return this.entries.slice(this.entries.length - missing);
  }
}
