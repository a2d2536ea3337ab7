// The versions of each key in the order of the log, who wrote them, and when each can have come to be.
import type { History, LogEntry, Step, WriteOperation } from './history.ts';

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
  private readonly writers = new Map<LogEntry, WriteOperation>();
  private readonly writeOfValue = new Map<string, WriteOperation>();
  private readonly writeOfRevision = new Map<number, WriteOperation>();
  /** Deletions of unknown outcome, by key, in the order of their calls. */
  private readonly perhapsDeleted = new Map<string, Array<{ write: WriteOperation; step: Step }>>();

  constructor({ log, writes }: History) {
    for (const write of [...writes].sort((a, b) => a.calledAt - b.calledAt)) this.index(write);
    for (const entry of log) {
      const versions = this.of(entry.key);
      const before = versions.at(-1);
      const writer = this.findWriter(entry, before?.revision ?? 0);
      if (writer) this.writers.set(entry, writer);
      const possibleFrom = before?.possibleFrom ?? Number.NEGATIVE_INFINITY;
      versions.push({
        revision: entry.revision,
        value: entry.type === 'DELETED' ? undefined : entry.value,
        possibleFrom: Math.max(possibleFrom, writer?.calledAt ?? possibleFrom),
      });
    }
  }

  private index(write: WriteOperation): void {
    const { outcome, steps } = write;
    if (outcome.type === 'ok') this.writeOfRevision.set(outcome.revision, write);
    for (const step of steps) {
      if (step.value !== undefined) this.writeOfValue.set(step.value, write);
      if (step.type !== 'delete' || outcome.type !== 'unknown') continue;
      const ofKey = this.perhapsDeleted.get(step.key) ?? [];
      ofKey.push({ write, step });
      this.perhapsDeleted.set(step.key, ofKey);
    }
  }

  /** Values name their writer. A deletion is that of the acknowledged write, or else the first that may have made it. */
  private findWriter({ type, value, key, revision }: LogEntry, replaced: number): WriteOperation | undefined {
    if (type !== 'DELETED') return this.writeOfValue.get(value);
    const acknowledged = this.writeOfRevision.get(revision);
    if (acknowledged) return acknowledged;
    const candidates = this.perhapsDeleted.get(key) ?? [];
    return candidates.find(({ step }) => step.expected === undefined || step.expected === replaced)?.write;
  }

  writerOf(entry: LogEntry): WriteOperation | undefined {
    return this.writers.get(entry);
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
