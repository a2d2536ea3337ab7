#!/usr/bin/env node
// Starts the command line from its bundle.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
let bundle;
try {
  bundle = require.resolve('../dist/main.js');
} catch {
  console.error('error: portolan is not built yet; in its repository run: npm run build');
  process.exit(1);
}
require(bundle);
