// A general linearizability checker (Wing and Gong, with Lowe's memory of states seen) for one key at a time. It knows nothing
// of the log and takes exponential time at worst: it is here to check the fast checker on small histories.
import type { History, ReadOperation, Step, WriteOperation } from './history.ts';

interface State {
  readonly version: number;
  readonly value: string | undefined;
}

interface Call {
  readonly calledAt: number;
  readonly returnedAt: number;
  /** It may also never have happened. */
  readonly isOptional: boolean;
  /** The state afterwards, or `undefined` if this answer cannot be given in `state`. */
  apply(state: State): State | undefined;
}

/** Histories of single-step operations only. */
export function isLinearizable(history: History): boolean {
  const byKey = new Map<string, Call[]>();
  const add = (key: string, call: Call) => byKey.set(key, [...(byKey.get(key) ?? []), call]);
  for (const read of history.reads) add(read.key, callOfRead(read));
  for (const write of history.writes) {
    for (const step of write.steps) add(step.key, callOfWrite(write, step, history));
  }
  return [...byKey.values()].every((calls) => search(calls, { version: 0, value: undefined }, new Set(), new Set()));
}

function search(calls: readonly Call[], state: State, done: ReadonlySet<Call>, seen: Set<string>): boolean {
  const left = calls.filter((call) => !done.has(call));
  if (left.every((call) => call.isOptional)) return true;
  const memory = `${state.version}|${left.map((call) => calls.indexOf(call)).join()}`;
  if (seen.has(memory)) return false;
  seen.add(memory);
  const firstReturn = Math.min(...left.filter((call) => !call.isOptional).map((call) => call.returnedAt));
  return left.some((call) => {
    if (call.calledAt > firstReturn) return false;
    const next = call.apply(state);
    return next !== undefined && search(calls, next, new Set([...done, call]), seen);
  });
}

function callOfRead({ seen, ...timed }: ReadOperation): Call {
  const fits = (state: State) =>
    seen ? state.version === seen.version && state.value === seen.value : state.value === undefined;
  return { ...timed, isOptional: false, apply: (state) => (fits(state) ? state : undefined) };
}

function callOfWrite(write: WriteOperation, step: Step, history: History): Call {
  const { outcome } = write;
  const isPossible = (state: State) => {
    if (step.type === 'create') return state.value === undefined;
    return state.value !== undefined && (step.expected === undefined || step.expected === state.version);
  };
  if (outcome.type === 'refused') {
    const isRefusal = (state: State) => {
      if (outcome.reason === 'unavailable') return true;
      if (outcome.reason === 'exists') return state.value !== undefined;
      if (outcome.reason === 'not-found') return state.value === undefined;
      return state.value !== undefined && step.expected !== state.version;
    };
    return { ...write, isOptional: false, apply: (state) => (isRefusal(state) ? state : undefined) };
  }
  const revision = outcome.type === 'ok' ? outcome.revision : revisionInLog(step, history);
  return {
    ...write,
    isOptional: outcome.type === 'unknown' && revision === undefined,
    apply: (state) =>
      revision !== undefined && revision > state.version && isPossible(state)
        ? { version: revision, value: step.type === 'delete' ? undefined : step.value }
        : undefined,
    ...(outcome.type === 'unknown' && { returnedAt: Number.POSITIVE_INFINITY }),
  };
}

function revisionInLog(step: Step, { log }: History): number | undefined {
  if (step.type !== 'delete')
    return log.find((entry) => entry.value === step.value && entry.type !== 'DELETED')?.revision;
  const versions = log.filter((entry) => entry.key === step.key);
  const position = versions.findIndex((entry) => entry.revision === step.expected);
  const next = versions[position + 1];
  return next?.type === 'DELETED' ? next.revision : undefined;
}
