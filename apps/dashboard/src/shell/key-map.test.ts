import { expect, it } from 'vitest';
import { conflictOf, type KeyChoices, keyBindings, matchKeys, pressedKey } from './key-map.ts';

const choices: KeyChoices = { isOff: false, keys: { 'go-pods': 'g x' } };
const event = { metaKey: false, ctrlKey: false, altKey: false, shiftKey: false };

it('names what was pressed as bindings do', () => {
  expect(pressedKey({ ...event, key: 'K', ctrlKey: true })).toBe('mod+k');
  expect(pressedKey({ ...event, key: '?' })).toBe('?');
  expect(pressedKey({ ...event, key: 'Escape' })).toBe('Escape');
  expect(pressedKey({ ...event, key: 'C', shiftKey: true })).toBe('shift+c');
  expect(pressedKey({ ...event, key: '?', shiftKey: true })).toBe('?');
  expect(pressedKey({ ...event, key: 'P' })).toBe('p');
});

it('finds single keys and sequences', () => {
  expect(matchKeys('', 'mod+k', choices)).toEqual({ id: 'palette' });
  expect(matchKeys('', 'g', choices)).toEqual({ pending: 'g' });
  expect(matchKeys('g', 'o', choices)).toEqual({ id: 'go-overview' });
});

it('takes a key for itself when it ends no sequence', () => {
  expect(matchKeys('g', '/', choices)).toEqual({ id: 'search' });
  expect(matchKeys('g', 'z', choices)).toEqual({ pending: '' });
});

it('goes by what was bound anew', () => {
  expect(matchKeys('g', 'x', choices)).toEqual({ id: 'go-pods' });
  expect(matchKeys('g', 'p', choices)).toEqual({ pending: '' });
});

it('tells what else is bound to a key, or begins with it, and nothing of the usual ones', () => {
  const bound = (keys: KeyChoices['keys']): KeyChoices => ({ isOff: false, keys });
  for (const { id } of keyBindings) expect(conflictOf(id, bound({}))).toBeUndefined();
  expect(conflictOf('search', bound({ search: '?' }))).toEqual({ ids: ['help'], rowKey: undefined });
  expect(conflictOf('time', bound({ time: 'j' }))).toEqual({ ids: [], rowKey: 'j' });
  expect(conflictOf('time', bound({ time: 'g' }))?.ids).toContain('go-pods');
  expect(conflictOf('go-pods', bound({ time: 'g' }))).toEqual({ ids: ['time'], rowKey: undefined });
});
