import { expect, it } from 'vitest';
import { type Entry, rank, readMode, recentFirst } from './palette-search.ts';

const run = () => undefined;
const entries: Entry[] = [
  { id: 'page:pods', type: 'page', label: 'Pods', run },
  { id: 'action:help', type: 'action', label: 'Show keys', run },
  { id: 'ns:shop', type: 'namespace', label: 'shop', run },
  { id: 'pods:u1', type: 'object', label: 'shop/web-5f-x7k2p', uid: 'u1-4f', kind: 'pods', run },
  { id: 'nodes:u2', type: 'object', label: 'node-1', uid: 'u2-9c', kind: 'nodes', run },
];

it.each([
  ['', ['page:pods', 'action:help', 'ns:shop']],
  ['web x7', ['pods:u1']],
  ['>', ['action:help']],
  ['@sho', ['ns:shop']],
  ['#u2', ['nodes:u2']],
  ['u1-4f', ['pods:u1']],
  [':nodes', ['nodes:u2']],
  [':no', ['nodes:u2']],
  [':po', ['page:pods', 'pods:u1']],
  [':pods x7', ['pods:u1']],
  [':', ['page:pods']],
  ['nothing like it', []],
])('finds for "%s"', (text, ids) => {
  const { mode, query } = readMode(text);
  expect(rank(entries, mode, query).map(({ entry }) => entry.id)).toEqual(ids);
});

it('puts first what was chosen lately', () => {
  const order = recentFirst(entries, ['ns:shop', 'gone', 'action:help']).map(({ id }) => id);
  expect(order).toEqual(['ns:shop', 'action:help', 'page:pods', 'pods:u1', 'nodes:u2']);
});
