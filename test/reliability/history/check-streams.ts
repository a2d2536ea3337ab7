// The guarantees of a watch, as etcd names them: ordered, unique, reliable, atomic, resumable, bookmarkable.
import type { History, LogEntry, Stream, Violation } from './history.ts';

export function checkStreams({ streams, log }: History): Violation[] {
  return streams.flatMap((stream) => checkStream(stream, log));
}

function identityOf(entry: LogEntry): string {
  return `${entry.revision}/${entry.key}`;
}

function checkStream(stream: Stream, log: readonly LogEntry[]): Violation[] {
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
  for (const entry of log) {
    if (entry.revision <= stream.since || entry.revision > until) continue;
    const delivered = seen.get(identityOf(entry));
    if (!delivered) say('reliable', `${identityOf(entry)} was never delivered, the stream reached ${reached}`);
    else if (delivered.value !== entry.value || delivered.type !== entry.type) {
      say(
        'truthful',
        `${identityOf(entry)} came as ${delivered.type} ${delivered.value}, is ${entry.type} ${entry.value}`,
      );
    }
  }
  const logged = new Set(log.map(identityOf));
  for (const identity of seen.keys()) if (!logged.has(identity)) say('truthful', `${identity} is not in the log`);
  return violations;
}
