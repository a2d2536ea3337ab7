import { describe, expect, it } from 'vitest';
import { type ChangeSet, changesUntil, mergeRuns } from './change-sets.ts';

const set = (revision: number, name: string, more: Partial<ChangeSet> = {}): ChangeSet => ({
  revision: String(revision),
  at: `2026-01-01T00:00:${String(revision).padStart(2, '0')}Z`,
  actor: 'alice',
  verb: 'update',
  reason: null,
  changes: [{ type: 'MODIFIED', kind: 'Pod', namespace: 'shop', name }],
  ...more,
});

describe('mergeRuns', () => {
  it('makes one entry of what one actor did to objects of a kind', () => {
    const [merged, ...others] = mergeRuns([set(3, 'c'), set(2, 'b'), set(1, 'a')]);
    expect(others).toEqual([]);
    expect(merged).toMatchObject({ revision: '3', changes: [{ name: 'c' }, { name: 'b' }, { name: 'a' }] });
  });

  it('keeps apart what differs in actor, verb, reason or kind of change', () => {
    const created = [{ type: 'ADDED', kind: 'Pod', namespace: 'shop', name: 'e' }];
    const sets = [
      set(5, 'e', { changes: created }),
      set(4, 'd'),
      set(3, 'c', { actor: 'bob' }),
      set(2, 'b', { actor: 'bob', verb: 'delete' }),
      set(1, 'a', { actor: 'bob', verb: 'delete', reason: 'tidy' }),
    ];
    expect(mergeRuns(sets)).toEqual(sets);
  });
});

describe('changesUntil', () => {
  const sets = [set(1, 'a'), set(2, 'b'), set(3, 'c')];
  const names = (at: string) => changesUntil(sets, at).map(({ changes }) => changes[0]?.name);

  it('gives the newest first', () => expect(names('')).toEqual(['c', 'b', 'a']));
  it('ends at a revision', () => expect(names('2')).toEqual(['b', 'a']));
  it('ends at a time', () => expect(names('2026-01-01T00:00:01.500Z')).toEqual(['a']));
});
