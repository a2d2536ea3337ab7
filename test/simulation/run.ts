// The simulation by hand:
//
//   npm run rig:simulation -- [--seed N] [--seeds COUNT] [--bug NAME] [--lines COUNT]
//
// Plays one seed or many from it on. A seed that fails is told with the last lines of its trace, and is played again as it
// was by its number.
import { parseArgs } from 'node:util';
import { bugNamed } from './bugs/bugs.ts';
import { simulate } from './simulate.ts';

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    seeds: { type: 'string', default: '1' },
    bug: { type: 'string' },
    lines: { type: 'string', default: '80' },
  },
});
const [first, count, lines] = [values.seed, values.seeds, values.lines].map(Number);
if (first === undefined || count === undefined || lines === undefined || ![first, count, lines].every(Number.isInteger))
  throw new Error('--seed, --seeds and --lines take whole numbers');
const bug = values.bug === undefined ? undefined : bugNamed(values.bug);
console.log(`${count} seeds from ${first}${bug ? `, with the mistake "${bug.name}"` : ''}`);

const figures = new Map<string, number>();
const startMs = performance.now();
let [failed, revisions, seconds] = [0, 0, 0];
for (let seed = first; seed < first + count; seed++) {
  const outcome = await simulate(seed, bug);
  revisions += outcome.revisions;
  seconds += outcome.seconds;
  for (const [what, times] of outcome.figures) figures.set(what, (figures.get(what) ?? 0) + times);
  if (outcome.violations.length === 0) {
    if (count === 1) for (const line of outcome.trace.slice(-lines)) console.log(line);
    continue;
  }
  failed += 1;
  console.log(`\nseed ${seed} (trace ${outcome.hash}):`);
  for (const line of outcome.trace.slice(Math.max(0, outcome.trace.length - lines))) console.log(line);
  for (const { invariant, what } of outcome.violations.slice(0, 10)) console.log(`  ${invariant}: ${what}`);
}
const tookSeconds = (performance.now() - startMs) / 1000;
console.log(`\n${failed} of ${count} seeds failed, in ${tookSeconds.toFixed(1)} s`);
console.log(`${revisions} revisions in ${Math.round(seconds / 60)} simulated minutes`);
for (const [what, times] of [...figures].sort()) console.log(`  ${String(times).padStart(6)} ${what}`);
process.exitCode = failed > 0 ? 1 : 0;
