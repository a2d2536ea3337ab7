// The customers: steady visits, every third of them with an order. What fails is counted, and said once every ten seconds.
import { setTimeout as sleep } from 'node:timers/promises';
import { call } from './server.mjs';

const visitsPerSecond = Number(process.env.VISITS_PER_SECOND ?? 4);
const names = ['Ada', 'Bola', 'Chen', 'Dina', 'Emre', 'Fatou', 'Goran', 'Hana'];
const goods = ['compass', 'chart', 'lantern', 'sextant', 'rope'];
const reportMs = 10_000;

let count = { visits: 0, failed: 0, slowestMs: 0 };
process.on('SIGTERM', () => process.exit());
setInterval(report, reportMs);

for (let visit = 0; ; visit++) {
  // A slow answer does not keep the next customer waiting.
  void shop(visit);
  await sleep(1_000 / visitsPerSecond);
}

async function shop(visit) {
  const start = performance.now();
  try {
    await call('web', '/');
    const body = { product: goods[visit % goods.length], customer: names[visit % names.length] };
    if (visit % 3 === 0) await call('web', '/orders', { method: 'POST', body });
  } catch (error) {
    count.failed += 1;
    console.error(error.cause?.message ?? error.message);
  }
  count.visits += 1;
  count.slowestMs = Math.max(count.slowestMs, performance.now() - start);
}

function report() {
  console.log(`${count.visits} visits, ${count.failed} failed, slowest ${count.slowestMs.toFixed(0)} ms`);
  count = { visits: 0, failed: 0, slowestMs: 0 };
}
