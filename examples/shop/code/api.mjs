// The shop's own API: what there is to buy, and what was bought.
import { call, refused, serve } from './server.mjs';

const products = { compass: 2_400, chart: 1_800, lantern: 3_200, sextant: 14_900, rope: 900 };

serve({
  'GET /products': () => products,
  'GET /summary': async () => ({ ...(await call('store', '/summary')), api: process.env.POD_NAME }),
  'POST /orders': ({ body }) => {
    const { product, customer = 'somebody' } = body;
    const cents = Object.hasOwn(products, product) ? products[product] : undefined;
    if (cents === undefined) throw refused(`no such product: ${product}`);
    const order = { product, customer: String(customer).slice(0, 40), cents };
    return call('store', '/orders', { method: 'POST', body: order });
  },
});
