import { VirtualClock } from '@portolan/core/resource/virtual-clock.ts';
import { describe, expect, it } from 'vitest';
import { checkHistory } from './check.ts';
import { checkOperations } from './check-operations.ts';
import type { Frame, LogEntry, Stream, WriteOperation } from './history.ts';
import { type SimulatedHistory, simulateHistory } from './simulated.ts';
import { isLinearizable } from './wing-gong.ts';

function acknowledged({
  writes,
}: SimulatedHistory): Array<WriteOperation & { outcome: { type: 'ok'; revision: number } }> {
  return writes.filter((write): write is never => write.outcome.type === 'ok');
}

function firstStream(history: SimulatedHistory): Stream & { frames: Frame[] } {
  return history.streams[0] as never;
}

function must<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the simulated history has no such thing: choose another seed');
  return value;
}

function withoutLogOf(history: SimulatedHistory, entry: LogEntry): void {
  history.log = history.log.filter((each) => each !== entry);
}

/** Each spoils a good history the way one kind of bug would, and names the rule that must say so. */
const spoilers: Record<string, { rule: string; spoil(history: SimulatedHistory): void }> = {
  'an acknowledged write is gone': {
    rule: 'lost-acknowledged-write',
    spoil(history) {
      const write = must(acknowledged(history).findLast(({ steps }) => steps.length === 1));
      withoutLogOf(history, must(history.log.find((entry) => entry.revision === write.outcome.revision)));
    },
  },
  'half of a change set is missing': {
    rule: 'torn-change-set',
    spoil(history) {
      const write = must(acknowledged(history).findLast(({ steps }) => steps.length === 2));
      withoutLogOf(history, must(history.log.find((entry) => entry.revision === write.outcome.revision)));
    },
  },
  'two change sets share a revision': {
    rule: 'shared-revision',
    spoil(history) {
      const write = must(acknowledged(history)[0]);
      history.log.splice(1, 0, { revision: write.outcome.revision, key: 'other', type: 'ADDED', value: 'other' });
    },
  },
  'something is written that nobody asked for': {
    rule: 'phantom-write',
    spoil: (history) => void history.log.push({ revision: 9999, key: 'k0', type: 'MODIFIED', value: 'ghost' }),
  },
  'something is deleted that nobody asked to delete': {
    rule: 'phantom-write',
    spoil(history) {
      const entry = must(history.log.findLast(({ type, key }) => type !== 'DELETED' && key === 'k0'));
      history.writes = history.writes.filter(({ outcome }) => outcome.type !== 'unknown');
      history.log.push({ ...entry, revision: 9999, type: 'DELETED' });
    },
  },
  'a refused write is written all the same': {
    rule: 'refused-yet-written',
    spoil(history) {
      const write = must(acknowledged(history).find(({ steps }) => steps[0]?.value !== undefined));
      history.writes = history.writes.map((each) =>
        each.id === write.id ? { ...each, outcome: { type: 'refused', reason: 'conflict' } } : each,
      );
    },
  },
  'a write is made twice': {
    rule: 'written-twice',
    spoil(history) {
      const entry = must(history.log.find(({ type }) => type === 'MODIFIED'));
      history.log.push({ ...entry, revision: 9999 });
    },
  },
  'a write that could not be made is there all the same': {
    rule: 'refused-yet-written',
    spoil(history) {
      const write = must(acknowledged(history).find(({ steps }) => steps[0]?.value !== undefined));
      history.writes = history.writes.map((each) =>
        each.id === write.id ? { ...each, outcome: { type: 'refused', reason: 'unavailable' } } : each,
      );
    },
  },
  'a revision is left out': {
    rule: 'log-dense',
    spoil: (history) => void history.revisions.splice(2, 1),
  },
  'a past revision is said to be gone though it is retained': {
    rule: 'expired-too-early',
    spoil(history) {
      history.compactions.push({ floor: 3, calledAt: 1 });
      history.expirations.push({ id: 5000, at: 2, returnedAt: 2 }, { id: 5001, at: 3, returnedAt: 3 });
    },
  },
  'an update replaces a version it did not expect': {
    rule: 'lost-update',
    spoil(history) {
      const write = must(acknowledged(history).find(({ steps }) => steps[0]?.expected !== undefined && steps[0].value));
      history.writes = history.writes.map((each) =>
        each.id === write.id
          ? { ...each, steps: each.steps.map((step) => ({ ...step, expected: (step.expected ?? 0) - 1 })) }
          : each,
      );
    },
  },
  'an object is created over another': {
    rule: 'wrong-type',
    spoil(history) {
      const entry = must(history.log.find(({ type }) => type === 'MODIFIED'));
      history.log = history.log.map((each) => (each === entry ? { ...each, type: 'ADDED' } : each));
    },
  },
  'a later write gets a smaller revision': {
    rule: 'revision-order',
    spoil(history) {
      const [first] = acknowledged(history);
      const last = must(acknowledged(history).at(-1));
      history.writes = history.writes.map((each) =>
        each.id === first?.id ? { ...each, calledAt: last.returnedAt + 1, returnedAt: last.returnedAt + 2 } : each,
      );
    },
  },
  'a read shows what was overwritten before it began': {
    rule: 'stale-answer',
    spoil(history) {
      const known = new Set(acknowledged(history).map(({ outcome }) => outcome.revision));
      const later = must(history.log.findLast(({ type, revision }) => type === 'MODIFIED' && known.has(revision)));
      const before = must(history.log.findLast(({ key, revision }) => key === later.key && revision < later.revision));
      history.reads.push({
        id: 5000,
        calledAt: 900,
        returnedAt: 901,
        key: later.key,
        seen: { version: before.revision, value: before.value },
      });
    },
  },
  'a read shows a value that was never there': {
    rule: 'impossible-answer',
    spoil: (history) =>
      void history.reads.push({
        id: 5000,
        calledAt: 900,
        returnedAt: 901,
        key: 'k0',
        seen: { version: 1, value: 'x' },
      }),
  },
  'a read shows what is written only later': {
    rule: 'answer-from-the-future',
    spoil(history) {
      const entry = must(history.log.findLast(({ type }) => type !== 'DELETED'));
      history.reads.push({
        id: 5000,
        calledAt: -9,
        returnedAt: -8,
        key: entry.key,
        seen: { version: entry.revision, value: entry.value },
      });
    },
  },
  'a past read shows another moment': {
    rule: 'wrong-past',
    spoil: (history) =>
      void history.reads.push({
        id: 5000,
        calledAt: 900,
        returnedAt: 901,
        key: 'k0',
        at: 0,
        seen: { version: 1, value: 'x' },
      }),
  },
  'a list misses an object': {
    rule: 'list-snapshot',
    spoil(history) {
      const list = must(history.lists.find(({ items }) => items.size > 0));
      history.lists.push({ ...list, items: new Map([...list.items].slice(1)) });
    },
  },
  'a list is older than an acknowledged write': {
    rule: 'stale-list',
    spoil: (history) =>
      void history.lists.push({
        id: 5000,
        calledAt: 900,
        returnedAt: 901,
        scope: {},
        revision: 0,
        items: new Map(),
      }),
  },
  'a watch skips a change': {
    rule: 'watch-reliable',
    spoil(history) {
      const frame = must(firstStream(history).frames.find(({ entries }) => entries.length > 0));
      (frame.entries as LogEntry[]).shift();
    },
  },
  'a watch delivers a change twice': {
    rule: 'watch-unique',
    spoil(history) {
      const { frames } = firstStream(history);
      frames.push(must(frames.find(({ entries }) => entries.length > 0)));
    },
  },
  'a watch delivers out of order': {
    rule: 'watch-ordered',
    spoil(history) {
      const { frames } = firstStream(history);
      const entries = frames.flatMap((frame) => frame.entries).reverse();
      frames.splice(0, frames.length, { revision: must(frames.at(-1)).revision, entries });
    },
  },
  'a watch is told to list again though its revision is retained': {
    rule: 'watch-resumable',
    spoil(history) {
      history.compactions.push({ floor: 3, calledAt: 1 });
      history.streams.push({ name: 'ended', scope: {}, since: 3, frames: [], isComplete: false, expiredAt: 2 });
    },
  },
  'a watch of some objects does not say that one has left': {
    rule: 'watch-reliable',
    spoil(history) {
      const frames = must(history.streams.find(({ scope }) => scope.suffix)).frames as Frame[];
      const at = frames.findIndex(({ entries }) => entries.some(({ type }) => type === 'DELETED'));
      const frame = must(frames[at]);
      frames[at] = { ...frame, entries: frame.entries.filter(({ type }) => type !== 'DELETED') };
    },
  },
  'a watch splits a revision over two frames': {
    rule: 'watch-atomic',
    spoil(history) {
      const { frames } = firstStream(history);
      const revision = must(acknowledged(history).find(({ steps }) => steps.length === 2)).outcome.revision;
      const position = frames.findIndex(({ entries }) => entries.some((entry) => entry.revision === revision));
      const entries = [...must(frames[position]).entries];
      const cut = entries.findIndex((entry) => entry.revision === revision) + 1;
      frames.splice(
        position,
        1,
        { revision, entries: entries.slice(0, cut) },
        { revision: must(entries.at(-1)).revision, entries: entries.slice(cut) },
      );
    },
  },
  'a watch delivers what it was resumed after': {
    rule: 'watch-resumable',
    spoil(history) {
      const stream = must(history.streams[1]);
      (stream.frames as Frame[]).unshift({
        revision: stream.since,
        entries: [must(history.log.find((entry) => entry.revision <= stream.since))],
      });
    },
  },
  'a bookmark promises more than was delivered': {
    rule: 'watch-reliable',
    spoil(history) {
      history.streams.push({
        name: 'eager',
        scope: {},
        since: 0,
        frames: [{ revision: 5, entries: [] }],
        isComplete: false,
      });
    },
  },
  'a frame ends before what it holds': {
    rule: 'watch-bookmarkable',
    spoil(history) {
      const frame = must(firstStream(history).frames.find(({ entries }) => entries.length > 0));
      (frame as { revision: number }).revision = -1;
    },
  },
  'a watch shows a value that was never written': {
    rule: 'watch-truthful',
    spoil(history) {
      const frame = must(firstStream(history).frames.find(({ entries }) => entries.length > 0));
      (frame.entries as LogEntry[])[0] = { ...must(frame.entries[0]), value: 'ghost' };
    },
  },
};

describe('the history checkers', () => {
  it('pass every history of a store that keeps its promises', () => {
    for (let seed = 1; seed <= 300; seed++) expect(checkHistory(simulateHistory({ seed })), `seed ${seed}`).toEqual([]);
  });

  it.each(Object.entries(spoilers))('notice that %s', (_, { rule, spoil }) => {
    for (let seed = 1; seed <= 10; seed++) {
      const history = simulateHistory({ seed, operations: 120, keys: 2 });
      spoil(history);
      expect(
        checkHistory(history).map((violation) => violation.rule),
        `seed ${seed}`,
      ).toContain(rule);
    }
  });

  it('agree with a general linearizability checker on small histories, good and bad', () => {
    let bad = 0;
    for (let seed = 1; seed <= 4000; seed++) {
      const history = simulateHistory({ seed, operations: 12, keys: 1 });
      history.writes = history.writes.filter(({ steps }) => steps.length === 1);
      if (history.log.some(({ revision, key }, index) => history.log[index + 1]?.revision === revision || key !== 'k0'))
        continue;
      displaceOne(history, new VirtualClock({ seed }));
      const isGood = checkOperations(history).length === 0;
      expect(isGood, `seed ${seed}`).toBe(isLinearizable(history));
      if (!isGood) bad++;
    }
    expect(bad).toBeGreaterThan(60);
  });
});

/** Moves one read to another time, which may or may not break the history. */
function displaceOne(history: SimulatedHistory, clock: VirtualClock): void {
  const index = Math.floor(clock.random() * history.reads.length);
  const read = history.reads[index];
  if (!read) return;
  const byMs = (clock.random() - 0.5) * 16;
  history.reads[index] = { ...read, calledAt: read.calledAt + byMs, returnedAt: read.returnedAt + byMs };
}
