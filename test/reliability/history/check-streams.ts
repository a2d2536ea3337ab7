// The guarantees of a watch, as etcd names them: ordered, unique, reliable, atomic, resumable, bookmarkable.
import type { Compaction, History, LogEntry, Stream, Violation } from './history.ts';
import { byScope, viewOf } from './scope.ts';

export function checkStreams({ streams, log, compactions }: History): Violation[] {
  return byScope(streams).flatMap((group) => {
    const view = new LogView(viewOf(log, group[0]?.scope ?? {}));
    return group.flatMap((stream) => [...checkStream(stream, view), ...checkExpiry(stream, compactions)]);
  });
}

function identityOf(entry: LogEntry): string {
  return `${entry.revision}/${entry.key}`;
}

class LogView {
  private readonly entries: readonly LogEntry[];
  private readonly byIdentity: ReadonlyMap<string, LogEntry>;

  constructor(entries: readonly LogEntry[]) {
    this.entries = [...entries].sort((a, b) => a.revision - b.revision);
    this.byIdentity = new Map(entries.map((entry) => [identityOf(entry), entry]));
  }

  has(identity: string): boolean {
    return this.byIdentity.has(identity);
  }

  *between(after: number, until: number): Iterable<LogEntry> {
    let from = 0;
    for (let to = this.entries.length; from < to; ) {
      const middle = (from + to) >> 1;
      if ((this.entries[middle]?.revision ?? 0) <= after) from = middle + 1;
      else to = middle;
    }
    for (let at = from; at < this.entries.length; at++) {
      const entry = this.entries[at];
      if (!entry || entry.revision > until) return;
      yield entry;
    }
  }
}

function checkStream(stream: Stream, log: LogView): Violation[] {
  const violations: Violation[] = [];
  const say = (rule: string, detail: string) =>
    violations.push({ rule: `watch-${rule}`, detail: `${stream.name}: ${detail}` });
  const seen = new Map<string, LogEntry>();
  let reached = stream.since;
  for (const frame of stream.frames) {
    let last = reached;
    for (const entry of frame.entries) {
      if (entry.revision <= stream.since)
        say('resumable', `${identityOf(entry)} though it resumed after ${stream.since}`);
      else if (seen.has(identityOf(entry))) say('unique', identityOf(entry));
      else if (entry.revision <= reached)
        say('atomic', `${identityOf(entry)} after everything up to ${reached} was promised`);
      else if (entry.revision < last) say('ordered', `revision ${entry.revision} after ${last}`);
      last = Math.max(last, entry.revision);
      seen.set(identityOf(entry), entry);
    }
    if (frame.revision < last) say('bookmarkable', `a frame that ends at ${frame.revision} holds ${last}`);
    reached = Math.max(reached, frame.revision);
  }
  const until = stream.isComplete ? Number.POSITIVE_INFINITY : reached;
  for (const entry of log.between(stream.since, until)) {
    const delivered = seen.get(identityOf(entry));
    if (!delivered) say('reliable', `${identityOf(entry)} was never delivered, the stream reached ${reached}`);
    else if (delivered.value !== entry.value || delivered.type !== entry.type) {
      say(
        'truthful',
        `${identityOf(entry)} came as ${delivered.type} ${delivered.value}, is ${entry.type} ${entry.value}`,
      );
    }
  }
  for (const identity of seen.keys()) if (!log.has(identity)) say('truthful', `${identity} is not in the log`);
  return violations;
}

/** Who still stands at a retained revision is never told to list again. */
function checkExpiry({ name, since, frames, expiredAt }: Stream, compactions: readonly Compaction[]): Violation[] {
  if (expiredAt === undefined) return [];
  const reached = frames.at(-1)?.revision ?? since;
  if (compactions.some(({ floor, calledAt }) => floor > reached && calledAt < expiredAt)) return [];
  return [{ rule: 'watch-resumable', detail: `${name}: had to list again at ${reached}, which was retained` }];
}
