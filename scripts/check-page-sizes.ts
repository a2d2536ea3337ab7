// `npx tsx scripts/check-page-sizes.ts`: whether the JavaScript of the built dashboard is within its budgets: what each page loads
// first, and what comes later.
import { firstLoads, partsLoadedLate, sizeFaults } from './page-sizes.ts';

const loads = firstLoads();
const parts = partsLoadedLate();
for (const { route, kb } of loads) show(kb, route);
for (const { name, kb } of parts) show(kb, name);
const faults = sizeFaults(loads, parts);
for (const fault of faults) console.error(fault);
process.exitCode = faults.length > 0 ? 1 : 0;

function show(kb: number, text: string): void {
  console.log(`${kb.toFixed(1).padStart(7)} KB  ${text}`);
}
