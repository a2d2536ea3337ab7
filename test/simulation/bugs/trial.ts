// Whether the simulation tells a mistake, and after how many seeds.
import { simulate } from '../simulate.ts';
import type { Bug } from './bug.ts';

export interface Verdict {
  /** The first seed that told it by the invariant that ought to; undefined when none did. */
  readonly seed: number | undefined;
  /** Every invariant that was hurt until then. */
  readonly invariants: readonly string[];
}

export async function tryBug(bug: Bug, seeds: number): Promise<Verdict> {
  const invariants = new Set<string>();
  for (let seed = 1; seed <= seeds; seed++) {
    const { violations } = await simulate(seed, bug);
    for (const { invariant } of violations) invariants.add(invariant);
    if (invariants.has(bug.tells)) return { seed, invariants: [...invariants] };
  }
  return { seed: undefined, invariants: [...invariants] };
}
