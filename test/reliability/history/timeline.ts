// The versions of each key in the order of the log, and when each can have come to be.
import type { History, LogEntry, WriteOperation } from './history.ts';

export interface Version {
  /** 0 for the state before the first write. */
  readonly revision: number;
  /** `undefined`: the object does not exist. */
  readonly value: string | undefined;
  /** Not before this moment: nothing was written before it was asked for, nor after what came later. */
  readonly possibleFrom: number;
}

export class Timeline {
  private readonly versions = new Map<string, Version[]>();
  private readonly writeOfValue = new Map<string, WriteOperation>();
  private readonly writeOfRevision = new Map<number, WriteOperation>();

  constructor({ log, writes }: History) {
    for (const write of writes) {
      if (write.outcome.type === 'ok') this.writeOfRevision.set(write.outcome.revision, write);
      for (const { value } of write.steps) if (value !== undefined) this.writeOfValue.set(value, write);
    }
    for (const entry of log) {
      const versions = this.of(entry.key);
      const before = versions.at(-1)?.possibleFrom ?? Number.NEGATIVE_INFINITY;
      versions.push({
        revision: entry.revision,
        value: entry.type === 'DELETED' ? undefined : entry.value,
        possibleFrom: Math.max(before, this.writerOf(entry)?.calledAt ?? before),
      });
    }
  }

  /** Values name their writer; a deletion's writer is known by its revision, if it was acknowledged. */
  writerOf(entry: LogEntry): WriteOperation | undefined {
    return entry.type === 'DELETED' ? this.writeOfRevision.get(entry.revision) : this.writeOfValue.get(entry.value);
  }

  of(key: string): Version[] {
    let versions = this.versions.get(key);
    if (!versions) {
      versions = [{ revision: 0, value: undefined, possibleFrom: Number.NEGATIVE_INFINITY }];
      this.versions.set(key, versions);
    }
    return versions;
  }

  /** Position of the last version at or before `revision`. */
  positionAt(key: string, revision: number): number {
    const versions = this.of(key);
    let low = 0;
    for (let high = versions.length; high - low > 1; ) {
      const middle = (low + high) >> 1;
      if ((versions[middle]?.revision ?? 0) <= revision) low = middle;
      else high = middle;
    }
    return low;
  }
}
