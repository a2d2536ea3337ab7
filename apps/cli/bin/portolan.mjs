#!/usr/bin/env node
// Starts the command line from its bundle, or one of the programs that a cluster is made of.
import { createRequire } from 'node:module';

const programs = ['api', 'controller-manager', 'scheduler', 'agent', 'dashboard'];

if (programs.includes(process.argv[2])) await import('./programs.mjs');
else runCommandLine();

function runCommandLine() {
  const require = createRequire(import.meta.url);
  let bundle;
  try {
    bundle = require.resolve('../dist/main.js');
  } catch {
    console.error('error: portolan is not built yet; in its repository run: npm run build');
    process.exit(1);
  }
  require(bundle);
}
