// `npm test`: the checks and every test. Arguments go to vitest: `npm test -- packages/core/src/store`.
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bootstrap, root } from './bootstrap.mjs';
import { check } from './check.mjs';
import { fail, StepError } from './checklist.mjs';

async function test() {
  const start = performance.now();
  await bootstrap();
  // A failed check does not keep the tests from telling what they have to tell.
  const failedCheck = await check().then(
    () => undefined,
    (error) => {
      if (!(error instanceof StepError)) throw error;
      return error;
    },
  );
  const { code, totals } = await runTests(process.argv.slice(2));
  const ran = totals.numPassedTests + totals.numFailedTests;
  const skipped = totals.numPendingTests + totals.numTodoTests;
  const minutes = ((performance.now() - start) / 60_000).toFixed(1);
  if (failedCheck) console.error(`\n${failedCheck.message}`);
  for (const { name, message } of totals.testResults.filter(({ status, assertionResults }) => {
    return status === 'failed' && assertionResults.every((result) => result.status !== 'failed');
  })) {
    console.error(`\n${name} could not run: ${message}`);
  }
  if (ran === 0) console.error('\nNo test ran.');
  console.log(`\n${totals.testResults.length} test files in ${minutes} min`);
  console.log(`tests: ${totals.numPassedTests} passed, ${totals.numFailedTests} failed, ${skipped} skipped`);
  process.exit(code !== 0 || failedCheck || ran === 0 ? 1 : 0);
}

async function runTests(args) {
  const directory = mkdtempSync(join(tmpdir(), 'portolan-test-'));
  const file = join(directory, 'report.json');
  try {
    const vitest = join(root, 'node_modules/vitest/vitest.mjs');
    const reporters = [
      '--reporter=default',
      '--reporter=./scripts/retried-tests.mjs',
      '--reporter=json',
      `--outputFile.json=${file}`,
    ];
    const child = spawn(process.execPath, [vitest, 'run', ...reporters, ...args], { cwd: root, stdio: 'inherit' });
    const code = await new Promise((resolve) => {
      child.once('exit', (exitCode) => resolve(exitCode ?? 1));
    });
    return { code, totals: JSON.parse(readFileSync(file, 'utf8')) };
  } catch (error) {
    throw new StepError(`vitest ended without a report: ${error.message}`, 'npx vitest run');
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

test().catch(fail);
