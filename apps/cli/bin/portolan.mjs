#!/usr/bin/env node
// Starts the command line from its bundle, which is built when it is not there yet.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const bundle = fileURLToPath(new URL('../dist/main.js', import.meta.url));
if (!existsSync(bundle)) {
  const build = fileURLToPath(new URL('../../../scripts/build.mjs', import.meta.url));
  // What the build says goes to the standard error stream: the standard output is the command's.
  const { status } = spawnSync(process.execPath, [build], { stdio: ['ignore', 2, 2] });
  if (status !== 0) {
    console.error('error: the command line could not be built; try: npm run build');
    process.exit(1);
  }
}
await import(bundle);
