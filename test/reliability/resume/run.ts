// The resume rig by hand:
//
//   npm run rig:resume -- [--changes N] [--seed S] [--bug NAME]     a bug of the history rig; with it the run should fail
import { parseArgs } from 'node:util';
import { DatabaseServer } from '../cluster/database-server.ts';
import { buildProgram } from '../cluster/program.ts';
import { bugNamed } from '../history/bugs/bugs.ts';
import { isGood, runResume, textOf } from './rig.ts';

const { values } = parseArgs({
  options: {
    changes: { type: 'string', default: '100000' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    bug: { type: 'string' },
  },
});
const seed = Number(values.seed);
const changes = Number(values.changes);
if (!Number.isInteger(seed) || !(changes > 0)) throw new Error('--seed takes an integer, --changes a positive number');
const bug = values.bug === undefined ? undefined : bugNamed(values.bug).name;

const startMs = performance.now();
const api = await buildProgram(bug === undefined ? 'apps/api/src/main.ts' : 'test/reliability/history/api-process.ts');
const watcher = await buildProgram('test/reliability/resume/watcher-process.ts');
const server = await DatabaseServer.start();
try {
  console.log(`seed ${seed}, PostgreSQL (${server.source})${bug === undefined ? '' : `, with the bug ${bug}`}`);
  const programs = { program: api.file, watcherProgram: watcher.file };
  const report = await runResume({ seed, changes, server, ...programs, ...(bug !== undefined && { bug }) });
  console.log(textOf(report));
  console.log(`${isGood(report) ? 'sound' : 'NOT SOUND'}, in ${Math.round((performance.now() - startMs) / 1_000)} s`);
  process.exitCode = isGood(report) ? 0 : 1;
} finally {
  await server.stop();
  watcher.remove();
  api.remove();
}
