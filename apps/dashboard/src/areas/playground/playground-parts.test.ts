import { expect, it } from 'vitest';
import { copyFormsOf } from './copy-forms.ts';
import { type Tabs, withoutTab, withTab } from './documents.ts';
import { parseHeaders } from './headers.ts';
import { operationsOf } from './operations.ts';
import { readShareFragment, shareFragment } from './share-link.ts';
import { StreamLog } from './stream-log.ts';
import { parseVariables } from './variables.ts';

it('reads the link that it wrote, whatever is in it', () => {
  const shared = { query: '{ a(b: "ü 中 </script>") }', variables: '{"x": 1}' };
  expect(shareFragment(shared)).toMatch(/^#document=[\w-]+$/);
  expect(readShareFragment(shareFragment(shared))).toEqual(shared);
  expect(readShareFragment('#document=%%%')).toBeUndefined();
  expect(readShareFragment('#code=abc')).toBeUndefined();
});

it('shows nothing of a stream that is paused, and all of it afterwards', () => {
  const log = new StreamLog();
  log.add(1_000, { n: 1 });
  log.setPaused(true);
  log.add(1_500, { n: 2 });
  expect(log.view(2_000)).toMatchObject({ count: 2, waiting: 1, isPaused: true, rate: 0.4 });
  expect(log.view(2_000).messages.map(({ number }) => number)).toEqual([1]);
  log.setPaused(false);
  expect(log.view(2_000)).toMatchObject({ waiting: 0 });
  expect(log.view(2_000).messages.map(({ number }) => number)).toEqual([2, 1]);
  expect(log.view(60_000).rate).toBe(0);
});

it('tells the operations of a document, broken or not', () => {
  expect(operationsOf('{ a }')).toEqual([{ type: 'query' }]);
  expect(operationsOf('subscription S { a } mutation M { b')).toEqual([
    { type: 'subscription', name: 'S' },
    { type: 'mutation', name: 'M' },
  ]);
});

it('takes only objects for variables', () => {
  expect(parseVariables('')).toEqual({});
  expect(parseVariables('{"a": 1}')).toEqual({ a: 1 });
  expect(parseVariables('[1]')).toBeUndefined();
  expect(parseVariables('{')).toBeUndefined();
});

it('writes commands that a shell takes as they are', () => {
  const document = { query: '{ a(b: "it\'s") }', variables: {}, headers: {} };
  expect(copyFormsOf(document, { type: 'query' }, 'http://x').curl).toContain(`it'\\''s`);
  expect(copyFormsOf(document, { type: 'subscription' }, 'http://x').curl).toContain('text/event-stream');
  const withTicks = { ...document, query: '`a` $' + '{x}' };
  expect(copyFormsOf(withTicks, { type: 'query' }, '').sdk).toContain('(`\\`a\\` \\$' + '{x}`');
});

it('copies the headers that were given, and no token of its own then', () => {
  const document = { query: '{ a }', variables: {}, headers: { authorization: 'Bearer x', 'x-a': "it's" } };
  const { curl } = copyFormsOf(document, { type: 'query' }, 'http://x');
  expect(curl).toContain("-H 'authorization: Bearer x'");
  expect(curl).toContain(`-H 'x-a: it'\\''s'`);
  expect(curl).not.toContain('PORTOLAN_TOKEN');
});

it('takes headers as an object of texts, and says which a browser would not send', () => {
  expect(parseHeaders('')).toEqual({ headers: {} });
  expect(parseHeaders('{"Authorization": "Bearer x"}')).toEqual({ headers: { authorization: 'Bearer x' } });
  expect(parseHeaders('["a"]')).toEqual({ problem: 'wrongHeaders' });
  expect(parseHeaders('{"a": 1}')).toEqual({ problem: 'malformedHeader', name: 'a' });
  expect(parseHeaders('{"a b": "x"}')).toEqual({ problem: 'malformedHeader', name: 'a b' });
  expect(parseHeaders('{"a": "x\\r\\ny: z"}')).toEqual({ problem: 'malformedHeader', name: 'a' });
  for (const name of ['Cookie', 'HOST', 'sec-fetch-site', 'Proxy-Authorization'])
    expect(parseHeaders(JSON.stringify({ [name]: 'x' }))).toEqual({ problem: 'forbiddenHeader', name });
});

it('chooses the neighbour of a tab that is closed, and keeps one at the least', () => {
  const one = withTab(undefined, { query: '1', variables: '' });
  const three = withTab(withTab(one, { query: '2', variables: '' }), { query: '3', variables: '' });
  const queriesOf = ({ tabs }: Tabs) => tabs.map(({ query }) => query);
  expect(withoutTab(three, '3')).toMatchObject({ chosen: '2' });
  expect(withoutTab({ ...three, chosen: '1' }, '1')).toMatchObject({ chosen: '2' });
  expect(withoutTab({ ...three, chosen: '1' }, '2')).toMatchObject({ chosen: '1' });
  expect(queriesOf(withoutTab(one, '1'))).toEqual(['']);
});
