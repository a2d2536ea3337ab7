// Every planted mistake, in one list.
import { readBugs } from './read-bugs.ts';
import type { SeededBug } from './seeded-bug.ts';
import { watchBugs } from './watch-bugs.ts';
import { writeBugs } from './write-bugs.ts';

export const bugs: readonly SeededBug[] = [...writeBugs, ...readBugs, ...watchBugs];

export function bugNamed(name: string): SeededBug {
  const bug = bugs.find((each) => each.name === name);
  if (!bug) throw new Error(`no bug is called ${name}; there are ${bugs.map((each) => each.name).join(', ')}`);
  return bug;
}
