import { expect, it } from 'vitest';
import { formatAge } from './age.ts';

it.each([
  [-1, '0s'],
  [0, '0s'],
  [119, '119s'],
  [120, '2m'],
  [125, '2m5s'],
  [600, '10m'],
  [10_799, '179m'],
  [10_800, '3h'],
  [11_000, '3h3m'],
  [28_800, '8h'],
  [172_800, '2d'],
  [180_000, '2d2h'],
  [691_200, '8d'],
  [31_536_000 * 2 + 86_400, '2y1d'],
  [31_536_000 * 9, '9y'],
])('%d seconds are %s', (seconds, text) => {
  expect(formatAge(seconds * 1000)).toBe(text);
});
