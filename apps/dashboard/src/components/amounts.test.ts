import { expect, it } from 'vitest';
import { bytesText, coresText, percent } from './amounts.ts';

it.each([
  [0, '0m'],
  [0.25, '250m'],
  [1.54, '1.5'],
  [12, '12'],
])('shows %d cores as %s', (cores, text) => expect(coresText(cores)).toBe(text));

it.each([
  [0, '0B'],
  [512, '512B'],
  [64 * 2 ** 20, '64Mi'],
  [1.5 * 2 ** 30, '1.5Gi'],
])('shows %d bytes as %s', (bytes, text) => expect(bytesText(bytes)).toBe(text));

it('is no percentage of nothing', () => {
  expect(percent(1, 0)).toBe(0);
  expect(percent(1, 3)).toBe(33);
});
