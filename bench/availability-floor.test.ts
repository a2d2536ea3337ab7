import { expect, it } from 'vitest';
import { AvailabilityFloor } from './availability-floor.ts';

function judge(...moments: ReadonlyArray<readonly [serving: number, active: number]>) {
  const floor = new AvailabilityFloor(75, 125);
  const [first, ...others] = moments.map(([serving, active]) => ({ serving, active }));
  // Before it counts, nothing is promised.
  floor.observe({ serving: 0, active: 0 });
  if (first) floor.begin(first);
  for (const moment of others) floor.observe(moment);
  const { leastServing, mostActive, broken } = floor.report;
  return { leastServing, mostActive, broken };
}

it('finds the promise kept at its very edges', () => {
  expect(judge([100, 100], [75, 125], [100, 100])).toEqual({ leastServing: 75, mostActive: 125, broken: 0 });
});

it('counts each moment at which fewer served than were promised', () => {
  expect(judge([100, 100], [74, 110], [73, 110])).toEqual({ leastServing: 73, mostActive: 110, broken: 2 });
});

it('counts each moment at which more were there than were allowed', () => {
  expect(judge([100, 100], [90, 126])).toEqual({ leastServing: 90, mostActive: 126, broken: 1 });
});
