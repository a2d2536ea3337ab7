import { describe, expect, it, onTestFinished } from 'vitest';
import { Script } from '../support/script.ts';

const limitMs = 900_000;

describe('a watcher that is killed and resumed through 100,000 changes', () => {
  // The rig is a program of its own: it has hundreds of child processes, which end with it.
  it(
    'sees each exactly once, in order, while API processes and the database are killed',
    async () => {
      const rig = new Script('test/reliability/resume/run.ts', {}, ['--changes', '100000', '--seed', '11']);
      onTestFinished(() => rig.kill());
      const code = await rig.exited;
      console.log(rig.output);
      expect(rig.output).toMatch(/^ +100000 +changes made$/m);
      expect(rig.output).toMatch(/^ +100001 +changes seen$/m);
      expect(rig.output).toContain('\nsound, ');
      expect(code).toBe(0);
    },
    limitMs,
  );
});
