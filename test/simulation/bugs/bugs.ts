// The mistakes that the simulation must tell.
import type { Bug } from './bug.ts';
import { clusterBugs } from './cluster-bugs.ts';
import { nodeBugs } from './node-bugs.ts';
import { workloadBugs } from './workload-bugs.ts';

export const bugs: readonly Bug[] = [...workloadBugs, ...clusterBugs, ...nodeBugs];

export function bugNamed(name: string): Bug {
  const bug = bugs.find((each) => each.name === name);
  if (!bug) throw new Error(`no mistake is called ${name}: ${bugs.map((each) => each.name).join(', ')}`);
  return bug;
}
