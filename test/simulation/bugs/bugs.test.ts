import { describe, expect, it } from 'vitest';
import { bugs } from './bugs.ts';
import { tryBug } from './trial.ts';

const budget = 80;

describe('the simulation tells', () => {
  it.each(bugs.map((bug) => ({ name: bug.name, tells: bug.tells, bug })))(
    'the mistake "$name" by the invariant $tells',
    { timeout: 900_000 },
    async ({ bug }) => {
      const { seed, invariants } = await tryBug(bug, budget);
      expect(seed, `hurt within ${budget} seeds: ${invariants.join(', ') || 'nothing'}`).toBeDefined();
    },
  );
});
