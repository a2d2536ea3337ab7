import type { Taint } from '@portolan/client';
import { describe, expect, it } from 'vitest';
import { changeTaints, parseTaintChange, taintVerb } from './taint-change.ts';

const present: readonly Taint[] = [
  { key: 'a', value: '1', effect: 'NoSchedule' },
  { key: 'a', effect: 'NoExecute' },
  { key: 'b', effect: 'PreferNoSchedule' },
];

function changed(words: readonly string[], overwrite = false) {
  const change = parseTaintChange(words);
  const taints = changeTaints(present, change, { node: 'n1', overwrite });
  return [taintVerb(change), ...taints.map(({ key, value = '', effect }) => `${key}=${value}:${effect}`)];
}

const [a1, a2, b] = ['a=1:NoSchedule', 'a=:NoExecute', 'b=:PreferNoSchedule'];

describe('a change of taints', () => {
  it.each([
    [['c=x:NoSchedule'], ['tainted', 'c=x:NoSchedule', a1, a2, b]],
    [['c:NoSchedule'], ['tainted', 'c=:NoSchedule', a1, a2, b]],
    [['a:NoSchedule-'], ['untainted', a2, b]],
    [['a-'], ['untainted', b]],
    [
      ['c:NoExecute', 'b-'],
      ['modified', 'c=:NoExecute', a1, a2],
    ],
  ])('%j gives what is asked for and keeps the others', (words, expected) => {
    expect(changed(words)).toEqual(expected);
  });

  it('replaces a taint of the same key and effect only when told', () => {
    expect(changed(['a=2:NoSchedule'], true)).toEqual(['tainted', 'a=2:NoSchedule', a2, b]);
    expect(() => changed(['a=2:NoSchedule', 'b:PreferNoSchedule'])).toThrow(
      'node n1 already has a,b taint(s) with same effect(s) and --overwrite is false',
    );
  });

  it.each([
    [['c-'], 'taint "c" not found'],
    [['b:NoSchedule-'], 'taint "b:NoSchedule" not found'],
    [[], 'at least one taint update is required'],
    [['c'], 'invalid taint spec: c'],
    [['c=x'], 'invalid taint spec: c=x'],
    [['c=x=y:NoSchedule'], 'invalid taint spec: c=x=y:NoSchedule'],
    [['c:Never'], 'invalid taint effect: Never, unsupported taint effect'],
    [['c:NoExecute', 'c=1:NoExecute'], 'duplicated taints with the same key and effect: c=1:NoExecute'],
    [['c:NoExecute', 'c-'], 'can not both modify and remove the following taint(s) in the same command: c'],
  ])('refuses %j', (words, message) => {
    expect(() => changed(words)).toThrow(message);
  });
});
