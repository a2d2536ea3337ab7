import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';

const runMs = 60_000;
const limitMs = 600_000;

describe('three API processes on one database under faults', () => {
  // The rig is a program of its own: it has hundreds of child processes, which end with it.
  it(
    'keep every promise of the store and its watches, while work is done and every kind of fault happens',
    async () => {
      const args = [
        '--import',
        'tsx',
        'test/reliability/history/run.ts',
        '--seconds',
        String(runMs / 1_000),
        '--seed',
        '7',
      ];
      const rig = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
      const [output, [code]] = await Promise.all([text(rig.stdout), once(rig, 'exit')]);
      console.log(output);
      expect(output).toContain('\n0 violations');
      expect(code).toBe(0);
    },
    limitMs,
  );
});
