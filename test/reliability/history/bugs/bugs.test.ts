import { describe, expect, it, onTestFinished } from 'vitest';
import { Script } from '../../../support/script.ts';

/** Some of each sort; `npm run rig:history -- --all-bugs` tries them all. */
const names = [
  'acknowledge-without-writing',
  'ignore-revision-guards',
  'retry-blindly',
  'share-revisions',
  'commit-asynchronously',
  'number-outside-the-lock',
  'read-without-waiting',
  'past-gets-show-the-present',
  'feed-repeats-a-batch',
  'resume-one-late',
  'split-a-revision',
];
const limitMs = 3_600_000;

describe('mistakes planted into the API', () => {
  it(
    'are each told by the history rig, which finds nothing where there is none',
    async () => {
      const rig = new Script('test/reliability/history/run.ts', {}, ['--bug', names.join(','), '--seed', '7']);
      onTestFinished(() => rig.kill());
      const code = await rig.exited;
      console.log(rig.output);
      expect(rig.output).toContain('\nwithout any mistake: nothing found');
      const told = rig.output.matchAll(/^told (\S+) in /gm);
      expect([...told].map(([, name]) => name)).toEqual(names);
      expect(code).toBe(0);
    },
    limitMs,
  );
});
