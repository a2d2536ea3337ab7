// Many seeds as tests: so many at a time that a failure names few, and each failure names its seed.
import { expect, it } from 'vitest';
import { faults } from './faults.ts';
import { simulate } from './simulate.ts';
import { actions } from './workload.ts';

/** Of what happens there must be so much that being well means something. */
const expectedFigures = [...faults, ...actions]
  .map(({ name }) => name)
  .concat('lostAnswers', 'lostWrites', 'lostNotices');

const atOnce = 50;
const shownLines = 40;

/** Seeds `first` to `first + count - 1`. Each has to be well, and together they must have done what they are for. */
export function playSeeds(first: number, count: number): void {
  const figures = new Map<string, number>();
  for (let from = first; from < first + count; from += atOnce) {
    const until = Math.min(from + atOnce, first + count);
    it(`keeps every invariant with seeds ${from} to ${until - 1}`, { timeout: 900_000 }, async () => {
      for (let seed = from; seed < until; seed++) {
        const outcome = await simulate(seed);
        for (const [what, times] of outcome.figures) figures.set(what, (figures.get(what) ?? 0) + times);
        const told = [
          `npm run rig:simulation -- --seed ${seed}`,
          ...outcome.trace.slice(-shownLines),
          ...outcome.violations.map(({ invariant, what }) => `${invariant}: ${what}`),
        ];
        expect(outcome.violations, told.join('\n')).toEqual([]);
      }
    });
  }
  it('has struck with every fault and done every action', () => {
    const missing = expectedFigures.filter((what) => (figures.get(what) ?? 0) < count / 100);
    expect(missing).toEqual([]);
  });
}
