// `npx tsx scripts/check-page-sizes.ts`: whether the JavaScript that each page of the built dashboard loads first is within the
// budget.
import { budgetKb, firstLoads } from './page-sizes.ts';

const loads = firstLoads();
for (const { route, kb } of loads) console.log(`${kb.toFixed(1).padStart(7)} KB  ${route}`);
const tooHeavy = loads.filter(({ kb }) => kb > budgetKb);
if (tooHeavy.length > 0) console.error(`over the budget of ${budgetKb} KB: ${tooHeavy.length} pages`);
process.exitCode = tooHeavy.length > 0 ? 1 : 0;
