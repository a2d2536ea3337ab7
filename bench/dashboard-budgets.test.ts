import { expect, it } from 'vitest';
import { judge } from './dashboard-budgets.ts';

it('says of each figure whether it is within its budget, and of one that was not taken that it is not', () => {
  const budgets = judge([
    { name: 'heap', atMost: 60, figure: 60 },
    { name: 'paint', atMost: 800, figure: 801 },
    { name: 'frames', atLeast: 58, figure: 60 },
    { name: 'first rows', atMost: 300, figure: Number.NaN },
  ]);
  expect(budgets.map(({ holds }) => holds)).toEqual([true, false, true, false]);
});
