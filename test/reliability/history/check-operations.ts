// Linearizability of single objects and atomicity of change sets, in O(n log n): every answer names its version, and the log
// orders the versions, so what remains is whether each answer fits between its call and its return.
import type { History, LogEntry, ReadOperation, Step, Violation, WriteOperation } from './history.ts';
import { Timeline, type Version } from './timeline.ts';

export function checkOperations(history: History): Violation[] {
  const timeline = new Timeline(history);
  return [
    ...checkLog(history, timeline),
    ...checkDensity(history),
    ...checkAcknowledged(history),
    ...checkGuards(history, timeline),
    ...checkRevisionOrder(history.writes),
    ...checkRealTime(history, timeline),
    ...checkPastReads(history, timeline),
    ...checkExpirations(history),
  ];
}

/** Everything in the log was asked for by somebody, and made once. */
function checkLog({ log }: History, timeline: Timeline): Violation[] {
  const violations: Violation[] = [];
  const written = new Map<string, number>();
  let last = 0;
  for (const entry of log) {
    if (entry.revision < last)
      violations.push({ rule: 'log-order', detail: `revision ${entry.revision} after ${last}` });
    last = entry.revision;
    const writer = timeline.writerOf(entry);
    const what = entry.type === 'DELETED' ? 'the deletion' : entry.value;
    if (!writer)
      violations.push({ rule: 'phantom-write', detail: `${entry.key}@${entry.revision}: nobody wrote ${what}` });
    else if (writer.outcome.type === 'refused') {
      violations.push({
        rule: 'refused-yet-written',
        detail: `#${writer.id} was refused but is in the log at ${entry.revision}`,
      });
    }
    if (entry.type === 'DELETED') continue;
    const before = written.get(entry.value);
    written.set(entry.value, entry.revision);
    if (before !== undefined)
      violations.push({ rule: 'written-twice', detail: `${entry.value} at ${before} and at ${entry.revision}` });
  }
  return violations;
}

/** No revision is left out: a follower that has seen N knows that nothing can appear at or below it any more. */
function checkDensity({ revisions }: History): Violation[] {
  const violations: Violation[] = [];
  let last = revisions[0] ?? 1;
  for (const revision of revisions.slice(1)) {
    if (revision !== last + 1) violations.push({ rule: 'log-dense', detail: `revision ${revision} after ${last}` });
    last = revision;
  }
  return violations;
}

/** An acknowledged change set is in the log, whole, at the revision that was acknowledged; an unknown one whole or not at all. */
function checkAcknowledged({ writes, log }: History): Violation[] {
  const byRevision = new Map<number, LogEntry[]>();
  const revisionOfValue = new Map<string, number>();
  for (const entry of log) {
    append(byRevision, entry.revision, entry);
    if (entry.type !== 'DELETED') revisionOfValue.set(entry.value, entry.revision);
  }
  const violations: Violation[] = [];
  for (const write of writes) {
    const revision = committedRevision(write, revisionOfValue);
    if (revision === undefined) continue;
    const entries = byRevision.get(revision) ?? [];
    const missing = write.steps.filter((step) => !entries.some((entry) => isEntryOf(entry, step)));
    if (missing.length > 0) {
      const rule = missing.length === write.steps.length ? 'lost-acknowledged-write' : 'torn-change-set';
      violations.push({ rule, detail: `#${write.id}@${revision} lacks ${missing.map((step) => step.key).join(', ')}` });
    } else if (entries.length > write.steps.length) {
      violations.push({
        rule: 'shared-revision',
        detail: `revision ${revision} holds more than change set #${write.id}`,
      });
    }
  }
  return violations;
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const values = map.get(key);
  if (values) values.push(value);
  else map.set(key, [value]);
}

function committedRevision(write: WriteOperation, revisionOfValue: ReadonlyMap<string, number>): number | undefined {
  if (write.outcome.type === 'ok') return write.outcome.revision;
  for (const { value } of write.steps) {
    const revision = value === undefined ? undefined : revisionOfValue.get(value);
    if (revision !== undefined && write.outcome.type === 'unknown') return revision;
  }
  return undefined;
}

function isEntryOf(entry: LogEntry, step: Step): boolean {
  if (entry.key !== step.key) return false;
  if (step.type === 'delete') return entry.type === 'DELETED';
  return entry.value === step.value && entry.type === (step.type === 'create' ? 'ADDED' : 'MODIFIED');
}

/** Each write replaced what its guard named: no update is lost, nothing is created over something. */
function checkGuards({ log }: History, timeline: Timeline): Violation[] {
  const violations: Violation[] = [];
  for (const entry of log) {
    const versions = timeline.of(entry.key);
    const before = versions[timeline.positionAt(entry.key, entry.revision - 1)];
    const existed = before?.value !== undefined;
    if ((entry.type === 'ADDED') === existed) {
      violations.push({
        rule: 'wrong-type',
        detail: `${entry.key}@${entry.revision} is ${entry.type}, existed before: ${existed}`,
      });
    }
    const step = timeline.writerOf(entry)?.steps.find(({ key }) => key === entry.key);
    if (step?.expected === undefined || step.expected === before?.revision) continue;
    violations.push({
      rule: 'lost-update',
      detail: `${entry.key}@${entry.revision} expected version ${step.expected} and replaced ${before?.revision}`,
    });
  }
  return violations;
}

/** Acknowledged before another write began: the smaller revision, whatever the keys. */
function checkRevisionOrder(writes: readonly WriteOperation[]): Violation[] {
  const acknowledged = writes.flatMap((write) =>
    write.outcome.type === 'ok' ? [{ write, revision: write.outcome.revision }] : [],
  );
  const byReturn = [...acknowledged].sort((a, b) => a.write.returnedAt - b.write.returnedAt);
  const violations: Violation[] = [];
  let highest = 0;
  let returned = 0;
  for (const { write, revision } of [...acknowledged].sort((a, b) => a.write.calledAt - b.write.calledAt)) {
    for (let next = byReturn[returned]; next && next.write.returnedAt < write.calledAt; next = byReturn[++returned]) {
      highest = Math.max(highest, next.revision);
    }
    if (revision <= highest) {
      violations.push({
        rule: 'revision-order',
        detail: `#${write.id} got ${revision} though ${highest} was acknowledged before`,
      });
    }
  }
  return violations;
}

/** What one key's operations say about it: the version each was answered from, or a condition its version must meet. */
interface Observation {
  readonly id: number;
  readonly calledAt: number;
  readonly returnedAt: number;
  readonly what: string;
  /** Whether the answer may have been given while this version was the latest. */
  fits(version: Version, position: number): boolean;
}

/**
 * Every operation takes a place among the versions of its key: the earliest that fits and lies no earlier than what had been
 * answered before it was called. None fits, or only one that was written after the answer: a violation.
 */
function checkRealTime(history: History, timeline: Timeline): Violation[] {
  const violations: Violation[] = [];
  for (const [key, observations] of observationsByKey(history, timeline)) {
    const versions = timeline.of(key);
    const byReturn = [...observations].sort((a, b) => a.returnedAt - b.returnedAt);
    const places = new Map<Observation, number>();
    let earliest = 0;
    let returned = 0;
    for (const each of [...observations].sort((a, b) => a.calledAt - b.calledAt)) {
      for (let next = byReturn[returned]; next && next.returnedAt < each.calledAt; next = byReturn[++returned]) {
        earliest = Math.max(earliest, places.get(next) ?? 0);
      }
      const place = firstFitting(versions, each, earliest);
      if (place < 0) {
        const rule = firstFitting(versions, each, 0) < 0 ? 'impossible-answer' : 'stale-answer';
        violations.push({
          rule,
          detail: `${key}: #${each.id} ${each.what}, version ${versions[earliest]?.revision} was known before`,
        });
        continue;
      }
      if ((versions[place]?.possibleFrom ?? 0) > each.returnedAt) {
        violations.push({
          rule: 'answer-from-the-future',
          detail: `${key}: #${each.id} ${each.what} before it was written`,
        });
      }
      places.set(each, place);
    }
  }
  return violations;
}

function firstFitting(versions: readonly Version[], observation: Observation, from: number): number {
  for (let position = from; position < versions.length; position++) {
    const version = versions[position];
    if (version && observation.fits(version, position)) return position;
  }
  return -1;
}

function observationsByKey(history: History, timeline: Timeline): Map<string, Observation[]> {
  const byKey = new Map<string, Observation[]>();
  for (const read of history.reads) if (read.at === undefined) append(byKey, read.key, observedBy(read));
  for (const write of history.writes) {
    for (const step of write.steps) {
      const observation = observedByWrite(write, step, timeline);
      if (observation) append(byKey, step.key, observation);
    }
  }
  return byKey;
}

function observedBy(read: ReadOperation): Observation {
  const { seen } = read;
  return {
    ...read,
    what: seen ? `read ${seen.value}@${seen.version}` : 'found nothing',
    fits: (version) =>
      seen ? version.revision === seen.version && version.value === seen.value : version.value === undefined,
  };
}

function observedByWrite(write: WriteOperation, step: Step, timeline: Timeline): Observation | undefined {
  const { outcome } = write;
  if (outcome.type === 'unknown') return undefined;
  if (outcome.type === 'ok') {
    const place = timeline.positionAt(step.key, outcome.revision);
    return {
      ...write,
      what: `wrote ${step.value ?? 'a deletion'}@${outcome.revision}`,
      fits: (_, position) => position === place,
    };
  }
  if (write.steps.length > 1) return undefined; // Any of its steps may have been the one that was refused.
  return {
    ...write,
    what: `was refused (${outcome.reason})`,
    fits: (version) => isRefusable(step, outcome.reason, version),
  };
}

function isRefusable(step: Step, reason: string, version: Version): boolean {
  if (reason === 'unavailable') return true;
  if (reason === 'exists') return version.value !== undefined;
  if (reason === 'not-found') return version.value === undefined;
  return version.value !== undefined && version.revision !== step.expected;
}

function checkPastReads({ reads }: History, timeline: Timeline): Violation[] {
  const violations: Violation[] = [];
  for (const { id, key, at, seen } of reads) {
    if (at === undefined) continue;
    const version = timeline.of(key)[timeline.positionAt(key, at)];
    const isSame = seen
      ? version?.revision === seen.version && version.value === seen.value
      : version?.value === undefined;
    if (!isSame) {
      violations.push({
        rule: 'wrong-past',
        detail: `#${id} read ${key} at ${at}: ${seen?.value ?? 'nothing'}, was ${version?.value ?? 'nothing'}`,
      });
    }
  }
  return violations;
}

/** Only what lies below a floor that somebody asked for is gone. */
function checkExpirations({ expirations, compactions }: History): Violation[] {
  return expirations.flatMap(({ id, at, returnedAt }) => {
    if (compactions.some(({ floor, calledAt }) => at < floor && calledAt < returnedAt)) return [];
    return [{ rule: 'expired-too-early', detail: `#${id} asked for ${at}, which was retained` }];
  });
}
