// A list at revision R is the log replayed up to R; a latest list is no older than what was acknowledged before it began.
import type { History, ListOperation, LogEntry, Scope, Violation } from './history.ts';
import { byScope, hasKey, viewOf } from './scope.ts';

export function checkLists({ lists, log, writes }: History): Violation[] {
  return byScope(lists).flatMap((group) => {
    const scope = group[0]?.scope ?? {};
    return [...checkSnapshots(group, viewOf(log, scope)), ...checkFreshness(group, writes, scope)];
  });
}

function checkSnapshots(lists: readonly ListOperation[], log: readonly LogEntry[]): Violation[] {
  const violations: Violation[] = [];
  const state = new Map<string, LogEntry>();
  let replayed = 0;
  for (const list of [...lists].sort((a, b) => a.revision - b.revision)) {
    for (let entry = log[replayed]; entry && entry.revision <= list.revision; entry = log[++replayed]) {
      if (entry.type === 'DELETED') state.delete(entry.key);
      else state.set(entry.key, entry);
    }
    const detail = differenceOf(list, state);
    if (detail) violations.push({ rule: 'list-snapshot', detail: `list #${list.id} at ${list.revision}: ${detail}` });
    if (list.at !== undefined && list.at !== list.revision) {
      violations.push({
        rule: 'list-snapshot',
        detail: `list #${list.id} asked for ${list.at} and got ${list.revision}`,
      });
    }
  }
  return violations;
}

function differenceOf({ items }: ListOperation, state: ReadonlyMap<string, LogEntry>): string | undefined {
  for (const [key, entry] of state) {
    const item = items.get(key);
    if (item?.version !== entry.revision)
      return `${key} is at ${item?.version ?? 'nothing'}, the log says ${entry.revision}`;
    if (item.value !== entry.value) return `${key}@${item.version} is ${item.value}, the log says ${entry.value}`;
  }
  for (const [key, item] of items)
    if (!state.has(key)) return `${key}@${item.version} is not in the log at that revision`;
  return undefined;
}

function checkFreshness(lists: readonly ListOperation[], writes: History['writes'], scope: Scope): Violation[] {
  const violations: Violation[] = [];
  const acknowledged = writes
    .filter(({ steps }) => steps.some(({ key }) => hasKey(scope, key)))
    .flatMap(({ outcome, returnedAt }) => (outcome.type === 'ok' ? [{ returnedAt, revision: outcome.revision }] : []))
    .sort((a, b) => a.returnedAt - b.returnedAt);
  let highest = 0;
  let passed = 0;
  for (const list of [...lists].sort((a, b) => a.calledAt - b.calledAt)) {
    for (let next = acknowledged[passed]; next && next.returnedAt < list.calledAt; next = acknowledged[++passed]) {
      highest = Math.max(highest, next.revision);
    }
    if (list.at === undefined && list.revision < highest) {
      violations.push({
        rule: 'stale-list',
        detail: `list #${list.id} shows ${list.revision} though ${highest} was acknowledged before`,
      });
    }
  }
  return violations;
}
