import { expect, it } from 'vitest';
import { extended, toggled } from './selection.ts';

const order = ['a', 'b', 'c', 'd', 'e'];
const none = { keys: new Set<string>(), anchor: undefined };

it('marks and unmarks', () => {
  const once = toggled(none, 'b');
  expect([...once.keys]).toEqual(['b']);
  expect([...toggled(once, 'b').keys]).toEqual([]);
});

it('marks from the last marked row to another one, upwards and downwards', () => {
  const start = toggled(none, 'c');
  expect([...extended(start, 'e', order).keys]).toEqual(['c', 'd', 'e']);
  expect([...extended(start, 'a', order).keys].sort()).toEqual(['a', 'b', 'c']);
});

it('keeps the start of a range that is extended again', () => {
  const longer = extended(extended(toggled(none, 'b'), 'c', order), 'd', order);
  expect([...longer.keys]).toEqual(['b', 'c', 'd']);
});

it('marks the row alone when the start of the range is no longer shown', () => {
  expect([...extended(toggled(none, 'gone'), 'b', order).keys]).toEqual(['gone', 'b']);
});
