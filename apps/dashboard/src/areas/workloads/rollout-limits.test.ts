import { expect, it } from 'vitest';
import { limitsOf } from './rollout-limits.ts';

const rolling = (replicas: number, maxSurge: string | number, maxUnavailable: string | number) =>
  limitsOf({
    replicas,
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable } },
  });

it('rounds what may be added up, and what may be missing down', () => {
  expect(rolling(10, '25%', '25%')).toMatchObject({ mostPods: 13, leastAvailable: 8 });
  expect(rolling(3, 1, 0)).toMatchObject({ mostPods: 4, leastAvailable: 3 });
});

it('lets one be missing where nothing else would let the rollout begin', () => {
  expect(rolling(3, 0, '10%')).toMatchObject({ mostPods: 3, leastAvailable: 2 });
});

it('has none where all old pods end first', () => {
  expect(limitsOf({ strategy: { type: 'Recreate' } })).toBeUndefined();
});
