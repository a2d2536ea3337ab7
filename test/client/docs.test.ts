// docs/sdk.md is one program, which is compiled as strictly as the project itself and run.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api-server.ts';
import { Script } from '../support/script.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

let directory: string;
let program: string;
let api: TestApi;

beforeAll(async () => {
  api = await startApi();
  const cache = join(root, 'node_modules/.cache');
  mkdirSync(cache, { recursive: true });
  // Inside of the repository, so that packages are found as from anywhere in it.
  directory = mkdtempSync(join(cache, 'sdk-docs-'));
  program = join(directory, 'program.mts');
  const blocks = readFileSync(join(root, 'docs/sdk.md'), 'utf8').matchAll(/^```ts\n(.*?)^```$/gms);
  writeFileSync(program, [...blocks].map(([, code]) => code).join('\n'));
});
afterAll(async () => {
  rmSync(directory, { recursive: true });
  await api.stop();
});

it('compiles', () => {
  const config = join(directory, 'tsconfig.json');
  writeFileSync(config, JSON.stringify({ extends: join(root, 'tsconfig.json'), files: [program], include: [] }));
  const { stdout } = spawnSync(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', config], {
    cwd: root,
  });
  expect(String(stdout)).toBe('');
});

it('runs to its end', async () => {
  const script = new Script(relative(root, program), { PORTOLAN_SERVER: api.url, PORTOLAN_TOKEN: api.token });
  expect(await script.exited, script.output).toBe(0);
  expect(script.output).toContain("user: 'admin'");
  expect(script.output).toContain('added default/web-');
});
