import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api-server.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi();
});
afterAll(() => api.stop());

const watchNamespaces =
  'subscription { watch(kinds: ["Namespace"], fieldSelector: "metadata.name=streamed") { type more events { type object { metadata { name } } } } }';

interface ServerSentEvent {
  readonly event: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests compare results of many shapes with literals.
  readonly data: any;
}

async function* eventsOf(response: Response): AsyncGenerator<ServerSentEvent> {
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? []) {
    text += decoder.decode(chunk as Uint8Array, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const lines = text.slice(0, end).split('\n');
      text = text.slice(end + 2);
      const field = (name: string) =>
        lines
          .find((line) => line.startsWith(`${name}:`))
          ?.slice(name.length + 1)
          .trim() ?? '';
      yield { event: field('event'), data: field('data') === '' ? undefined : JSON.parse(field('data')) };
    }
  }
}

function post(query: string): Promise<Response> {
  return api.post(JSON.stringify({ query }), { accept: 'text/event-stream' });
}

function get(query: string): Promise<Response> {
  return fetch(`${api.url}/graphql?query=${encodeURIComponent(query)}`, {
    headers: { accept: 'text/event-stream', authorization: `Bearer ${api.token}` },
  });
}

describe('a subscription as an event stream', () => {
  it.each([
    ['POST', post],
    ['GET', get],
  ])('shows snapshot and changes over %s', async (method, open) => {
    const response = await open(watchNamespaces);
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const events = eventsOf(response);
    const first = await events.next();
    expect(first.value).toMatchObject({ event: 'next', data: { data: { watch: { type: 'SNAPSHOT', more: false } } } });
    const verb = method === 'POST' ? 'createNamespace' : 'updateNamespace';
    const input = { metadata: { name: 'streamed', labels: { by: method } } };
    await api.data(`mutation($input: NamespaceInput!) { ${verb}(input: $input) { outcome } }`, { input });
    const second = await events.next();
    expect(second.value.data.data.watch).toMatchObject({
      type: 'DELTA',
      events: [{ object: { metadata: { name: 'streamed' } } }],
    });
    await events.return(undefined);
  });

  it('shares its group with an equal subscription over another transport', async () => {
    const [one, two] = [eventsOf(await post(watchNamespaces)), eventsOf(await get(watchNamespaces))];
    await Promise.all([one.next(), two.next()]);
    const response = await fetch(`${api.url}/metrics`, { headers: { authorization: `Bearer ${api.token}` } });
    expect(await response.text()).toMatch(/apiserver_subscription_groups 1\n/);
    await Promise.all([one.return(undefined), two.return(undefined)]);
  });

  it('is completed when the server stops', async () => {
    const other = await startApi();
    const response = await other.post(JSON.stringify({ query: watchNamespaces }), { accept: 'text/event-stream' });
    const events = eventsOf(response);
    await events.next();
    await other.stop();
    expect((await events.next()).value).toEqual({ event: 'complete', data: undefined });
    expect(await events.next()).toMatchObject({ done: true });
  });
});

describe('other operations as an event stream', () => {
  it('give one result and complete', async () => {
    const events = [];
    for await (const event of eventsOf(await post('{ whoAmI { user } }'))) events.push(event);
    expect(events).toMatchObject([
      { event: 'next', data: { data: { whoAmI: { user: 'admin' } } } },
      { event: 'complete', data: undefined },
    ]);
  });

  it('give their errors as a result', async () => {
    const events = [];
    for await (const event of eventsOf(await post('{ nonsense }'))) events.push(event);
    expect(events[0]?.data.errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }]);
    expect(events[1]?.event).toBe('complete');
  });
});
