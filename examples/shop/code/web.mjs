// The shop's front: a page that shows the orders, and who served them. VERSION gives it another colour; `broken` never gets
// ready, which shows how a rollout stops.
import { call, serve } from './server.mjs';

const { VERSION: version = '1', POD_NAME: pod = 'web' } = process.env;
const colours = { 1: '#0e7490', 2: '#7c3aed', 3: '#b45309' };

if (version === 'broken') {
  console.error('version "broken" cannot read its catalogue: it ends with code 1');
  process.exit(1);
}

serve({
  'GET /': async () => page(await call('api', '/summary')),
  'GET /summary': async () => ({ ...(await call('api', '/summary')), web: pod, version }),
  'POST /orders': ({ body }) => call('api', '/orders', { method: 'POST', body }),
});

function page({ placed, shipped, waiting, cents, recent, api }) {
  const accent = colours[version] ?? '#be123c';
  const tiles = [
    ['orders', placed],
    ['shipped', shipped],
    ['waiting', waiting],
    ['taken', `$${(cents / 100).toFixed(2)}`],
  ];
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="1">
<title>Harbour Supplies</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
  body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem; }
  header { border-left: .5rem solid ${accent}; padding-left: 1rem; }
  h1 { margin: 0; }
  dl { display: flex; flex-wrap: wrap; gap: 1rem 2.5rem; }
  dt { font-size: .8rem; opacity: .7; }
  dd { margin: 0; font-size: 1.6rem; font-variant-numeric: tabular-nums; }
  table { width: 100%; border-collapse: collapse; font-variant-numeric: tabular-nums; }
  th, td { text-align: left; padding: .3rem .5rem; border-bottom: 1px solid #8884; }
  .shipped { color: ${accent}; }
  footer { margin-top: 1rem; font-size: .85rem; opacity: .75; }
</style>
<header><h1>Harbour Supplies</h1>version ${escapeHtml(version)}, served by ${escapeHtml(pod)} through ${escapeHtml(api)}</header>
<dl>${tiles.map(([name, value]) => `<div><dt>${name}</dt><dd>${value}</dd></div>`).join('')}</dl>
<table>
<tr><th>order</th><th>for</th><th>what</th><th>state</th><th>packed by</th></tr>
${recent.map(row).join('\n')}
</table>
<footer>A small shop of five programs; the orders survive the death of any of them.</footer>
</html>`;
}

function row({ id, customer = '', product, state, packedBy = '' }) {
  const cells = [id, customer, product, state, packedBy].map((each) => `<td>${escapeHtml(String(each))}</td>`);
  return `<tr class="${state === 'shipped' ? 'shipped' : ''}">${cells.join('')}</tr>`;
}

function escapeHtml(text) {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
