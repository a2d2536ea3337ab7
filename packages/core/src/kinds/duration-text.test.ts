import { expect, it } from 'vitest';
import { durationText, elapsedText } from './duration-text.ts';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

it.each([
  [-3 * second, '<invalid>'],
  [-2 * second, '<invalid>'],
  [-1 * second, '0s'],
  [-1, '0s'],
  [0, '0s'],
  [999, '0s'],
  [119 * second, '119s'],
  [2 * minute, '2m'],
  [3 * minute + 20 * second, '3m20s'],
  [10 * minute - second, '9m59s'],
  [10 * minute + 20 * second, '10m'],
  [3 * hour - second, '179m'],
  [3 * hour, '3h'],
  [3 * hour + 5 * minute, '3h5m'],
  [8 * hour + 5 * minute, '8h'],
  [2 * day - second, '47h'],
  [2 * day, '2d'],
  [5 * day + 4 * hour, '5d4h'],
  [8 * day + 4 * hour, '8d'],
  [2 * year - second, '729d'],
  [2 * year, '2y'],
  [2 * year + 10 * day, '2y10d'],
  [8 * year + 10 * day, '8y'],
])('prints %d ms as %s', (durationMs, text) => {
  expect(durationText(durationMs)).toBe(text);
});

it('counts from whole seconds and from microseconds alike', () => {
  const now = Date.parse('2026-01-01T00:00:30Z');
  expect(elapsedText('2026-01-01T00:00:00Z', now)).toBe('30s');
  expect(elapsedText('2025-12-31T23:59:59.500000Z', now)).toBe('30s');
});

it('does not know how old something without a time is', () => {
  expect(elapsedText(undefined, 0)).toBe('<unknown>');
});
