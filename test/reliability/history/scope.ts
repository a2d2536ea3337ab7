// The log as a list or a watch of some scope shows it: an object that leaves the scope is deleted there, one that enters it
// is added.
import type { LogEntry, Scope } from './history.ts';

function scopeName({ prefix = '', suffix = '' }: Scope): string {
  return `${prefix}*${suffix}`;
}

export function hasKey({ prefix = '' }: Scope, key: string): boolean {
  return key.startsWith(prefix);
}

export function hasValue({ suffix = '' }: Scope, value: string): boolean {
  return value.endsWith(suffix);
}

export function viewOf(log: readonly LogEntry[], scope: Scope): readonly LogEntry[] {
  if (scope.prefix === undefined && scope.suffix === undefined) return log;
  const before = new Map<string, string>();
  const view: LogEntry[] = [];
  for (const entry of log) {
    const { key, type, value } = entry;
    if (!hasKey(scope, key)) continue;
    const previous = before.get(key);
    const wasIn = previous !== undefined && hasValue(scope, previous);
    const isIn = type !== 'DELETED' && hasValue(scope, value);
    if (type === 'DELETED') before.delete(key);
    else before.set(key, value);
    if (isIn) view.push(wasIn === (type === 'MODIFIED') ? entry : { ...entry, type: wasIn ? 'MODIFIED' : 'ADDED' });
    else if (wasIn) view.push({ ...entry, type: 'DELETED', value: previous });
  }
  return view;
}

export function byScope<T extends { readonly scope: Scope }>(items: readonly T[]): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const name = scopeName(item.scope);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return [...groups.values()];
}
