import { expect, it } from 'vitest';
import { simulate } from './simulate.ts';

it('plays a seed twice in the same way, line by line, and another seed in another', async () => {
  for (const seed of [1, 2, 3]) {
    const [first, second] = [await simulate(seed), await simulate(seed)];
    expect(second.trace).toEqual(first.trace);
    expect(second.hash).toBe(first.hash);
    expect((await simulate(seed + 1_000)).hash).not.toBe(first.hash);
  }
});
