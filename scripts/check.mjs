// `npm run check`: everything that can be said about the sources without running them. Goes through the whole list, so that
// one run names all that is wrong.
import { fileURLToPath } from 'node:url';
import { bootstrap, run } from './bootstrap.mjs';
import { fail, StepError, step } from './checklist.mjs';

const typeScript = (file, ...args) => [process.execPath, ['--import', 'tsx', file, ...args]];

/** @type {ReadonlyArray<{ name: string, command: [string, string[]], help: string }>} */
const checks = [
  { name: 'types', command: ['tsc', ['--noEmit']], help: 'npx tsc --noEmit' },
  { name: 'types of the dashboard', command: ['tsc', ['-p', 'apps/dashboard']], help: 'npx tsc -p apps/dashboard' },
  { name: 'lint', command: ['biome', ['check', '--error-on-warnings']], help: 'npx biome check --write' },
  { name: 'layers', command: typeScript('scripts/check-layers.ts'), help: 'npx tsx scripts/check-layers.ts' },
  { name: 'tidy', command: typeScript('scripts/tidy.ts'), help: 'npx tsx scripts/tidy.ts' },
  { name: 'generated', command: typeScript('scripts/generate.ts', '--check'), help: 'npm run generate' },
  { name: 'schema', command: typeScript('scripts/check-schema.ts'), help: 'npx tsx scripts/check-schema.ts' },
  { name: 'lock file', command: typeScript('scripts/check-lock.ts'), help: 'npm install' },
];

export async function check() {
  const failures = [];
  for (const { name, command, help } of checks) {
    try {
      await step(name, async () => {
        const { code, output } = await run(...command);
        if (code !== 0) throw new StepError(output.trim(), help);
      });
    } catch (error) {
      if (!(error instanceof StepError)) throw error;
      console.error(error.message);
      failures.push(name);
    }
  }
  if (failures.length > 0) throw new StepError(`check failed: ${failures.join(', ')}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) bootstrap().then(check).catch(fail);
