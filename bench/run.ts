// `npm run bench -- NAME… [--quick]` runs the named benchmarks, without names all of them, and prints one JSON line each. A
// name may be shortened to its number: `B5`. With `--quick` each takes a few seconds and only shows that it works.
import { cpus, loadavg } from 'node:os';
import { parseArgs } from 'node:util';
import type { Benchmark } from './benchmark.ts';
import { coldStart } from './cold-start.ts';
import { create } from './create.ts';
import { dashboard } from './dashboard.ts';
import { failOver } from './fail-over.ts';
import { fanOut } from './fan-out.ts';
import { round } from './figures.ts';
import { list } from './list.ts';
import { pacedPods } from './paced-pods.ts';
import { podsToRunning } from './pods-to-running.ts';
import { recovery } from './recovery.ts';
import { rollingUpdate } from './rolling-update.ts';
import { scheduler } from './scheduler.ts';
import { serviceProxy } from './service-proxy.ts';
import { writePath } from './write-path.ts';

const benchmarks: readonly Benchmark[] = [
  writePath,
  fanOut,
  list,
  create,
  scheduler,
  podsToRunning,
  pacedPods,
  rollingUpdate,
  coldStart,
  recovery,
  failOver,
  serviceProxy,
  dashboard,
];

const { values, positionals: names } = parseArgs({ allowPositionals: true, options: { quick: { type: 'boolean' } } });
const { quick = false } = values;
const unknown = names.filter((name) => !benchmarks.some((benchmark) => isCalled(benchmark, name)));
if (unknown.length > 0) {
  console.error(`no benchmark is called ${unknown.join(', ')}. There are:`);
  for (const { name, summary } of benchmarks) console.error(`  ${name}: ${summary}`);
  process.exit(2);
}
for (const benchmark of benchmarks) {
  if (names.length > 0 && !names.some((name) => isCalled(benchmark, name))) continue;
  const conditions = conditionsNow();
  const figures = await benchmark.run({ quick });
  console.log(JSON.stringify({ benchmark: benchmark.name, conditions, ...(quick && { quick }), ...figures }));
}

function isCalled(benchmark: Benchmark, name: string): boolean {
  return benchmark.name === name || benchmark.name.startsWith(`${name}-`);
}

/** Figures are worth comparing only where these are the same, and the load was low. */
function conditionsNow() {
  const [oneMinute = 0] = loadavg();
  return {
    cores: cpus().length,
    processor: cpus()[0]?.model,
    node: process.version,
    loadAtStart: round(oneMinute, 2),
    at: new Date().toISOString(),
  };
}
