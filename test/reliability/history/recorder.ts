// Gathers a run's history, by one monotonic clock, and counts what was done.
import { systemClock } from '@portolan/core/resource/clock.ts';
import type {
  Compaction,
  Expiration,
  History,
  ListOperation,
  LogEntry,
  ReadOperation,
  Seen,
  Stream,
  Violation,
  WriteOperation,
} from './history.ts';

export interface Begun {
  readonly id: number;
  readonly calledAt: number;
}

export class Recorder {
  readonly writes: WriteOperation[] = [];
  readonly reads: ReadOperation[] = [];
  readonly lists: ListOperation[] = [];
  readonly streams: Stream[] = [];
  readonly expirations: Expiration[] = [];
  readonly compactions: Compaction[] = [];
  /** What happened how often: `get ok`, `fault kill-api`. */
  readonly counts = new Map<string, number>();
  /** Answers that no fault excuses. */
  readonly surprises: Violation[] = [];
  /** What was last heard of each key. It guides clients in what they ask for, and need not be true. */
  readonly known = new Map<string, Seen | undefined>();
  private lastId = 0;
  private highestRevision = 0;

  begin(): Begun {
    return { id: ++this.lastId, calledAt: this.now() };
  }

  now(): number {
    return systemClock.monotonic();
  }

  count(what: string): void {
    this.counts.set(what, this.countOf(what) + 1);
  }

  countOf(what: string): number {
    return this.counts.get(what) ?? 0;
  }

  /** Of all counts that begin so. */
  total(prefix: string): number {
    let total = 0;
    for (const [what, count] of this.counts) if (what.startsWith(prefix)) total += count;
    return total;
  }

  surprise(rule: string, detail: string): void {
    this.surprises.push({ rule, detail });
  }

  /** Something committed was seen. */
  saw(revision: number): void {
    this.highestRevision = Math.max(this.highestRevision, revision);
  }

  /** The highest revision that anybody has seen. */
  get highest(): number {
    return this.highestRevision;
  }

  /** The highest floor that was asked for. */
  get floor(): number {
    return this.compactions.reduce((highest, { floor }) => Math.max(highest, floor), 0);
  }

  history(log: readonly LogEntry[], revisions: readonly number[]): History {
    const { writes, reads, lists, streams, expirations, compactions } = this;
    return { writes, reads, lists, streams, expirations, compactions, log, revisions };
  }
}
