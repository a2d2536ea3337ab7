// `npm run bench -- NAME…` runs the named benchmarks, without names all of them, and prints one JSON line each.
import type { Benchmark } from './benchmark.ts';
import { writePath } from './write-path.ts';

const benchmarks: readonly Benchmark[] = [writePath];

const names = process.argv.slice(2);
const unknown = names.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
if (unknown.length > 0) {
  console.error(`no benchmark is called ${unknown.join(', ')}. There are:`);
  for (const { name, summary } of benchmarks) console.error(`  ${name}: ${summary}`);
  process.exit(2);
}
for (const benchmark of benchmarks) {
  if (names.length > 0 && !names.includes(benchmark.name)) continue;
  console.log(JSON.stringify({ benchmark: benchmark.name, ...(await benchmark.run()) }));
}
