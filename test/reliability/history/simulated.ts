// Histories of a store that keeps its promises, made from a seed: what the checkers must pass, and what tests then spoil.
import { VirtualClock } from '@portolan/core/resource/virtual-clock.ts';
import type { Frame, History, LogEntry, Scope, Seen, Step, Stream, WriteOutcome } from './history.ts';
import { hasKey, hasValue, viewOf } from './scope.ts';

interface Options {
  readonly seed: number;
  readonly operations?: number;
  readonly keys?: number;
}

/** Mutable while it is made; tests spoil copies. */
export interface SimulatedHistory extends History {
  writes: History['writes'][number][];
  reads: History['reads'][number][];
  lists: History['lists'][number][];
  streams: Stream[];
  expirations: History['expirations'][number][];
  compactions: History['compactions'][number][];
  log: LogEntry[];
  revisions: number[];
}

const scopes: readonly Scope[] = [{}, { prefix: 'k0' }, { suffix: 'red' }, { prefix: 'k1', suffix: 'blue' }];

export function simulateHistory({ seed, operations = 60, keys = 3 }: Options): SimulatedHistory {
  const clock = new VirtualClock({ seed });
  const state = new Map<string, Seen>();
  const history = emptyHistory();
  let revision = 0;
  for (let id = 1; id <= operations; id++) {
    // Each takes effect at `id`, some time after it is called and before it returns: neighbours overlap.
    const timed = { id, calledAt: id - clock.random() * 3, returnedAt: id + clock.random() * 3 };
    const key = `k${Math.floor(clock.random() * keys)}`;
    const choice = clock.random();
    if (choice < 0.3) {
      history.reads.push({ ...timed, key, seen: state.get(key) });
    } else if (choice < 0.4) {
      const scope = scopes[Math.floor(clock.random() * scopes.length)] ?? {};
      history.lists.push({ ...timed, scope, revision, items: listed(state, scope) });
    } else {
      const steps =
        choice > 0.9 ? ['k0', 'k1'].map((each) => stepFor(each, id, state, clock)) : [stepFor(key, id, state, clock)];
      const outcome = take(steps, state, history.log, revision + 1);
      if (outcome.type === 'ok') revision = outcome.revision;
      const isUnknown = clock.random() < 0.1;
      history.writes.push({ ...timed, steps, outcome: isUnknown ? { type: 'unknown' } : outcome });
    }
  }
  history.revisions = [...new Set(history.log.map((entry) => entry.revision))];
  history.streams.push(streamOf('all', history.log, {}, 0, clock));
  history.streams.push(streamOf('resumed', history.log, {}, Math.floor(revision / 2), clock));
  history.streams.push(streamOf('red', history.log, { suffix: 'red' }, 0, clock));
  return history;
}

function emptyHistory(): SimulatedHistory {
  return { writes: [], reads: [], lists: [], streams: [], expirations: [], compactions: [], log: [], revisions: [] };
}

function listed(state: ReadonlyMap<string, Seen>, scope: Scope): Map<string, Seen> {
  return new Map([...state].filter(([key, { value }]) => hasKey(scope, key) && hasValue(scope, value)));
}

function stepFor(key: string, id: number, state: ReadonlyMap<string, Seen>, clock: VirtualClock): Step {
  const seen = state.get(key);
  const value = `${key}-${id}-${clock.random() < 0.5 ? 'red' : 'blue'}`;
  const choice = clock.random();
  if (!seen || choice < 0.1) return { type: 'create', key, value };
  const expected = choice < 0.3 ? seen.version - 1 : seen.version;
  return choice > 0.8 ? { type: 'delete', key, expected } : { type: 'update', key, expected, value };
}

function take(steps: readonly Step[], state: Map<string, Seen>, log: LogEntry[], revision: number): WriteOutcome {
  for (const { type, key, expected } of steps) {
    const seen = state.get(key);
    if (type === 'create' && seen) return { type: 'refused', reason: 'exists' };
    if (type !== 'create' && !seen) return { type: 'refused', reason: 'not-found' };
    if (expected !== undefined && expected !== seen?.version) return { type: 'refused', reason: 'conflict' };
  }
  for (const { type, key, value = '' } of steps) {
    const before = state.get(key);
    if (type === 'delete') {
      state.delete(key);
      log.push({ revision, key, type: 'DELETED', value: before?.value ?? '' });
    } else {
      state.set(key, { version: revision, value });
      log.push({ revision, key, type: before ? 'MODIFIED' : 'ADDED', value });
    }
  }
  return { type: 'ok', revision };
}

function streamOf(name: string, whole: readonly LogEntry[], scope: Scope, since: number, clock: VirtualClock): Stream {
  const log = viewOf(whole, scope);
  const frames: Frame[] = [];
  let entries: LogEntry[] = [];
  const revisions = [...new Set(log.map((entry) => entry.revision))].filter((each) => each > since);
  for (const revision of revisions) {
    entries.push(...log.filter((entry) => entry.revision === revision));
    if (clock.random() < 0.5) continue;
    frames.push({ revision, entries });
    entries = [];
    if (clock.random() < 0.3) frames.push({ revision, entries: [] });
  }
  if (entries.length > 0) frames.push({ revision: revisions.at(-1) ?? since, entries });
  return { name, scope, since, frames, isComplete: true };
}
