import { beforeAll, expect, it } from 'vitest';
import { firstLoads, partsLoadedLate, sizeFaults } from '../../scripts/page-sizes.ts';
import { buildPages, dashboardStartMs } from '../support/dashboard.ts';

beforeAll(buildPages, dashboardStartMs);

it('keeps each page of the dashboard, and each part that is loaded later, within its budget', () => {
  const [loads, parts] = [firstLoads(), partsLoadedLate()];
  expect(loads.length).toBeGreaterThan(20);
  expect(sizeFaults(loads, parts)).toEqual([]);
});

it('names what is over its budget, and a part that is in no file', () => {
  const faults = sizeFaults(
    [{ route: '/pods', kb: 231 }],
    [
      { name: 'editor', kb: 151, budgetKb: 150 },
      { name: 'terminal', kb: 0, budgetKb: 140 },
    ],
  );
  expect(faults).toEqual(['/pods loads 231 KB, not 230', 'editor has 151 KB, not 150', 'terminal is in no file']);
});
