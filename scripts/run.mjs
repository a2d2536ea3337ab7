// `node scripts/run.mjs FILE ARGUMENT...`: runs a TypeScript file of the repository, after whatever it needs is in place.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { bootstrap, root } from './bootstrap.mjs';
import { fail } from './checklist.mjs';

const [file, ...args] = process.argv.slice(2);

bootstrap()
  .then(() => {
    const child = spawn(process.execPath, ['--import', 'tsx', join(root, file), ...args], {
      cwd: root,
      stdio: 'inherit',
    });
    // Ctrl-C reaches the child by itself; this process only waits for how it ends.
    process.on('SIGINT', () => undefined);
    process.on('SIGTERM', () => child.kill('SIGTERM'));
    child.once('exit', (code, signal) => process.exit(code ?? 128 + constants.signals[signal ?? 'SIGKILL']));
  })
  .catch(fail);
