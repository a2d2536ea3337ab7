import { chownSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { until } from '../../../../test/support/until.ts';
import { firstLine, runProgram } from './process-suite-rig.ts';

const isRoot = process.getuid?.() === 0;

describe('the runtime of an ordinary user', () => {
  it.runIf(isRoot)(
    'runs containers as that user, among their volumes where the kernel lets it',
    async () => {
      const directory = mkdtempSync(join(tmpdir(), 'portolan-user-'));
      chownSync(directory, 65534, 65534);
      const program = runProgram('process-suite-user.ts', [directory], { uid: 65534, gid: 65534, cwd: directory });
      const found = JSON.parse(await firstLine(program));
      expect(found.capabilities).toMatchObject({ images: false, limits: false, podNetwork: 'loopback' });
      expect(found.status).toMatchObject({ exitCode: 7 });
      expect(found.refusal).toContain('the node agent is not root');
      if (found.capabilities.mounts) {
        expect(found.log).toContain('stdout F from the volume');
        expect(found.exec).toBe('from the volume\n65534\n');
      }
      expect(found.log).toContain('stdout F 65534');
      await until(
        'its supervisor has gone',
        () => !readdirSync(join(directory, 'runtime')).includes('supervisor.lock'),
      );
      rmSync(directory, { recursive: true });
    },
    60_000,
  );
});
