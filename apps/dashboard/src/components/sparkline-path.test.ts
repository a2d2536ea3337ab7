import { expect, it } from 'vitest';
import { linePath, type Point, thinned } from './sparkline-path.ts';

const size = { width: 100, height: 10 };

it('runs from left to right, with zero at the bottom', () => {
  const points: Point[] = [
    [1_000, 0],
    [2_000, 4],
    [5_000, 8],
  ];
  expect(linePath(points, 8, size)).toBe('M0.0 10.0L25.0 5.0L100.0 0.0');
});

it('stays at the bottom where everything is zero', () => {
  expect(linePath([[1, 0]], 0, size)).toBe('M0.0 10.0');
});

it('keeps the peaks of long lines', () => {
  const points = Array.from({ length: 1_800 }, (_, at): Point => [at, at === 977 ? 50 : 1]);
  expect(thinned(points).length).toBeLessThanOrEqual(240);
  expect(thinned(points)).toContainEqual([977, 50]);
});
