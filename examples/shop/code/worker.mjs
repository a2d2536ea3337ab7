// Packs one order after the other. An order whose worker ends in the middle is packed by another one.
import { setTimeout as sleep } from 'node:timers/promises';
import { call } from './server.mjs';

const packingMs = Number(process.env.PACKING_MS ?? 150);
const idleMs = 250;
const retryMs = 1_000;

let isEnding = false;
process.on('SIGTERM', () => {
  isEnding = true;
});

while (!isEnding) {
  try {
    const { order } = await call('store', '/claim', { method: 'POST' });
    if (!order) {
      await sleep(idleMs);
      continue;
    }
    await sleep(packingMs);
    await call('store', `/ship/${order.id}`, { method: 'POST', body: { packedBy: process.env.POD_NAME } });
  } catch (error) {
    console.error(error.message);
    await sleep(retryMs);
  }
}
