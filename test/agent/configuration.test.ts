import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const program = fileURLToPath(new URL('../../apps/agent/dist/main.js', import.meta.url));

/** What the built program says before it ends. */
function run(config: string): Promise<string> {
  const { PORTOLAN_SERVER: _, PORTOLAN_TOKEN: __, ...environment } = process.env;
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [program, '--hollow-nodes', '1'],
      { env: { ...environment, PORTOLAN_CONFIG: config } },
      (_error, stdout, stderr) => resolve(stdout + stderr),
    );
  });
}

it('finds the API by the configuration file, and says what is wrong with it', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'portolan-config-'));
  const file = join(directory, 'config.yaml');
  writeFileSync(file, 'contexts: []\ncurrentContext: gone\n');
  const missing = await run(file);
  writeFileSync(file, 'contexts: [');
  const broken = await run(file);
  rmSync(directory, { recursive: true });
  expect(missing).toContain('gone');
  expect(missing).not.toContain('is not YAML');
  expect(broken).toContain('is not YAML');
});
