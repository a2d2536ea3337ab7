import { expect, it } from 'vitest';
import { resolveBounds } from './strategy.ts';

it.each<[string, number | string, number | string, number, [number, number]]>([
  ['rounds surge up and unavailability down', '25%', '25%', 10, [3, 2]],
  ['takes numbers as they are', 2, 1, 10, [2, 1]],
  ['mixes numbers and percentages', 1, '50%', 5, [1, 2]],
  ['lets one pod be missing where both come to nothing', '0%', '10%', 5, [0, 1]],
  ['lets one pod be missing where both are nothing', 0, 0, 3, [0, 1]],
  ['needs no missing pod where there is surge', 1, 0, 3, [1, 0]],
  ['knows whole percentages above a hundred', '150%', '100%', 4, [6, 4]],
  ['finds nothing of nothing', '25%', '25%', 0, [0, 1]],
])('%s', (_, maxSurge, maxUnavailable, replicas, [surge, unavailable]) => {
  expect(resolveBounds(maxSurge, maxUnavailable, replicas)).toEqual({ surge, unavailable });
});

it('allows the default quarter of 1 to 20 replicas as Kubernetes does', () => {
  const bounds = Array.from({ length: 20 }, (_, index) => resolveBounds('25%', '25%', index + 1));
  expect(bounds.map(({ surge }) => surge).join(' ')).toBe('1 1 1 1 2 2 2 2 3 3 3 3 4 4 4 4 5 5 5 5');
  expect(bounds.map(({ unavailable }) => unavailable).join(' ')).toBe('0 0 0 1 1 1 1 2 2 2 2 3 3 3 3 4 4 4 4 5');
});
