// `npm run rig:history -- [--seconds N] [--seed S] [--bug NAME | --all-bugs]`
import { parseArgs } from 'node:util';
import { DatabaseServer } from '../cluster/database-server.ts';
import { buildProgram } from '../cluster/program.ts';
import { longProfile } from './profiles.ts';
import { isGood, textOf } from './report.ts';
import { runRig } from './rig.ts';

const { values } = parseArgs({
  options: {
    seconds: { type: 'string', default: '600' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
  },
});

const seed = Number(values.seed);
const say = (line: string) => console.log(line);
const server = await DatabaseServer.start();
const program = await buildProgram('apps/api/src/main.ts');
try {
  say(`seed ${seed}, PostgreSQL (${server.source})`);
  const report = await runRig({
    seed,
    seconds: Number(values.seconds),
    profile: longProfile,
    server,
    program: program.file,
    say,
  });
  say(textOf(report));
  process.exitCode = isGood(report) ? 0 : 1;
} finally {
  program.remove();
  await server.stop();
}
