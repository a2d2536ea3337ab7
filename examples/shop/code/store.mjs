// The store keeps the orders in its volume: a line for each change, read again at the start.
import { appendFileSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { refused, serve } from './server.mjs';

/** Where the node cannot mount, it says where the volume lies. */
const directory = process.env.PORTOLAN_VOLUME_DATA ?? '/shop/data';
const file = join(directory, 'orders.jsonl');
const keptOrders = 1_000;
const maxLines = 20_000;
/** A worker that has not come back by then has died, and the order is another one's. */
const packingMs = 30_000;

let totals = { placed: 0, shipped: 0, cents: 0 };
let orders = new Map();
let lines = 0;

load();
const routes = {
  'POST /orders': ({ body }) => write({ ...body, id: totals.placed + 1, placedAt: Date.now(), state: 'placed' }),
  'POST /claim': () => {
    const order = [...orders.values()].find(isClaimable);
    return { order: order ? write({ ...order, state: 'packing', claimedAt: Date.now() }) : null };
  },
  'POST /ship/*': ({ parameter, body }) => {
    const order = orders.get(Number(parameter));
    if (!order) throw refused(`no order ${parameter}`, 404);
    return order.state === 'shipped' ? order : write({ ...order, ...body, state: 'shipped' });
  },
  'GET /summary': () => ({
    ...totals,
    waiting: totals.placed - totals.shipped,
    recent: [...orders.values()].slice(-12).reverse(),
  }),
};
// It ends at once: its successor reads the file as soon as it starts.
serve(routes, { farewellMs: 0 });
console.log(`${totals.placed} orders found in ${file}`);

function isClaimable({ state, claimedAt }) {
  return state === 'placed' || (state === 'packing' && Date.now() - claimedAt > packingMs);
}

function load() {
  mkdirSync(directory, { recursive: true });
  if (!existsSync(file)) return;
  for (const line of readFileSync(file, 'utf8').split('\n')) {
    // The last line is half of one where the machine lost power.
    if (!line.endsWith('}')) continue;
    const change = JSON.parse(line);
    if (change.snapshot) {
      totals = change.snapshot.totals;
      orders = new Map(change.snapshot.orders.map((order) => [order.id, order]));
    } else take(change);
  }
  compact();
}

function write(order) {
  appendFileSync(file, `${JSON.stringify(order)}\n`);
  take(order);
  lines += 1;
  if (lines > maxLines) compact();
  return order;
}

function take(order) {
  if (!orders.has(order.id)) {
    totals.placed = order.id;
    totals.cents += order.cents;
  }
  if (order.state === 'shipped' && orders.get(order.id)?.state !== 'shipped') totals.shipped += 1;
  orders.set(order.id, order);
  const oldest = orders.values().next().value;
  if (orders.size > keptOrders && oldest.state === 'shipped') orders.delete(oldest.id);
}

function compact() {
  writeFileSync(`${file}.new`, `${JSON.stringify({ snapshot: { totals, orders: [...orders.values()] } })}\n`);
  renameSync(`${file}.new`, file);
  lines = 1;
}
