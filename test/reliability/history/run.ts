// The history rig by hand:
//
//   npm run rig:history -- [--seconds N] [--seed S]     one run, 600 seconds long unless told otherwise
//   npm run rig:history -- --bug NAME,... | --all-bugs     does the rig tell planted mistakes?
import { parseArgs } from 'node:util';
import { DatabaseServer } from '../cluster/database-server.ts';
import { buildProgram } from '../cluster/program.ts';
import { bugNamed, bugs } from './bugs/bugs.ts';
import type { SeededBug } from './bugs/seeded-bug.ts';
import { tryBug, tryControl } from './bugs/trial.ts';
import { longProfile, shortProfile } from './profiles.ts';
import { isGood, textOf } from './report.ts';
import { runRig } from './rig.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    bug: { type: 'string' },
    'all-bugs': { type: 'boolean', default: false },
  },
});
const seed = Number(values.seed);
const seconds = Number(values.seconds);
if (!Number.isInteger(seed) || !(seconds > 0)) throw new Error('--seed takes an integer, --seconds a positive number');

const say = (line: string) => console.log(line);
const server = await DatabaseServer.start();
say(`seed ${seed}, PostgreSQL (${server.source})`);
let isSound = false;
try {
  const planted = values.bug === undefined ? bugs : values.bug.split(',').map(bugNamed);
  isSound = values['all-bugs'] || values.bug !== undefined ? await runBugs(planted) : await runOnce();
} finally {
  await server.stop();
}
process.exitCode = isSound ? 0 : 1;

async function runOnce(): Promise<boolean> {
  const program = await buildProgram('apps/api/src/main.ts');
  try {
    const report = await runRig({
      seed,
      seconds,
      profile: seconds <= 120 ? shortProfile : longProfile,
      server,
      program: program.file,
      say,
    });
    say(textOf(report));
    return isGood(report);
  } finally {
    program.remove();
  }
}

async function runBugs(planted: readonly SeededBug[]): Promise<boolean> {
  const program = await buildProgram('test/reliability/history/api-process.ts');
  const options = { seed, server, program: program.file, say: () => undefined };
  try {
    const control = await tryControl(planted, options);
    say(`without any mistake: ${isGood(control) ? 'nothing found' : textOf(control)}`);
    const verdicts = [];
    for (const bug of planted) {
      const verdict = await tryBug(bug, options);
      verdicts.push(verdict);
      const { isTold, rules, runs } = verdict;
      say(`${isTold ? 'told' : 'MISSED'} ${bug.name} in ${verdict.seconds} s, ${runs} runs: ${rules.join(', ')}`);
    }
    return isGood(control) && verdicts.every(({ isTold }) => isTold);
  } finally {
    program.remove();
  }
}
