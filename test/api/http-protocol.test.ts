import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api-server.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi({ limits: { bodyBytes: 200_000 } });
});
afterAll(() => api.stop());

const createNamespace = 'mutation { createNamespace(input: { metadata: { name: "forged" } }) { outcome } }';

async function answerTo(body: string, headers: Readonly<Record<string, string>> = {}) {
  const response = await api.post(body, headers);
  return { status: response.status, headers: response.headers, body: (await response.json()) as Body };
}

interface Body {
  readonly data?: Record<string, unknown>;
  readonly errors?: ReadonlyArray<{ message: string; extensions: { code: string } }>;
}

async function isForged(): Promise<boolean> {
  const { data } = await api.execute('{ namespace(name: "forged") { metadata { name } } }');
  return data.namespace !== null;
}

function get(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Response> {
  return fetch(`${api.url}${path}`, { headers: { authorization: `Bearer ${api.token}`, ...headers } });
}

describe('an operation over POST', () => {
  it('is answered with 200, in the media type that the client prefers', async () => {
    const types = [
      ['*/*', 'application/json; charset=utf-8'],
      ['application/json', 'application/json; charset=utf-8'],
      ['application/graphql-response+json, application/json;q=0.9', 'application/graphql-response+json; charset=utf-8'],
      ['application/json;q=0.5, application/graphql-response+json', 'application/graphql-response+json; charset=utf-8'],
    ];
    for (const [accept = '', type] of types) {
      const { status, headers, body } = await answerTo('{"query":"{ whoAmI { user } }"}', { accept });
      expect([status, headers.get('content-type')]).toEqual([200, type]);
      expect(body).toEqual({
        data: { whoAmI: { user: 'admin' } },
        extensions: { cost: { estimated: 2, limit: 1_000_000 } },
      });
    }
  });

  it('carries an id of its own', async () => {
    const ids = await Promise.all(
      [1, 2].map(async () => (await answerTo('{"query":"{ revision }"}')).headers.get('x-request-id')),
    );
    expect(new Set(ids).size).toBe(2);
  });

  it('takes variables and picks an operation by name', async () => {
    const query = 'query A { revision } query B($name: String!) { namespace(name: $name) { metadata { name } } }';
    const named = await answerTo(JSON.stringify({ query, operationName: 'B', variables: { name: 'default' } }));
    expect(named.body.data).toEqual({ namespace: { metadata: { name: 'default' } } });
    expect((await answerTo(JSON.stringify({ query }))).status).toBe(400);
    expect((await answerTo(JSON.stringify({ query, operationName: 'C' }))).status).toBe(400);
  });

  it('gives the same answer the first time, interpreted, and later, compiled', async () => {
    const query = `query Q($all: Boolean!) {
      namespaces { totalCount nodes { ...N metadata { labels @include(if: $all) } } }
      missing: pod(namespace: "default", name: "none") { metadata { name } }
    } fragment N on Namespace { kind metadata { name } }`;
    const body = JSON.stringify({ query, variables: { all: true } });
    const answers = [await answerTo(body), await answerTo(body), await answerTo(body)];
    expect(answers[0]?.body.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    expect(answers[1]?.body).toEqual(answers[0]?.body);
    expect(answers[2]?.body).toEqual(answers[0]?.body);
  });
});

describe('what a foreign page could send', () => {
  it.each([
    ['a form', 'application/x-www-form-urlencoded', `query=${encodeURIComponent(createNamespace)}`],
    [
      'a multipart form',
      'multipart/form-data; boundary=x',
      `--x\r\nContent-Disposition: form-data; name="operations"\r\n\r\n${JSON.stringify({ query: createNamespace })}\r\n--x--`,
    ],
    ['plain text', 'text/plain', JSON.stringify({ query: createNamespace })],
    ['another charset', 'application/json; charset=utf-7', JSON.stringify({ query: createNamespace })],
  ])('is refused with 415: %s', async (_, type, body) => {
    const { status, body: answer } = await answerTo(body, { 'content-type': type });
    expect(status).toBe(415);
    expect(answer.errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }]);
    expect(await isForged()).toBe(false);
  });

  it('is refused with 403 when it says where it comes from', async () => {
    const { status, body } = await answerTo(JSON.stringify({ query: createNamespace }), {
      origin: 'https://evil.example',
    });
    expect(status).toBe(403);
    expect(body.errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
    expect(await isForged()).toBe(false);
  });

  it('is not refused when the page is our own', async () => {
    expect((await answerTo('{"query":"{ revision }"}', { origin: api.url })).status).toBe(200);
  });

  it('is refused with 401 without a token, whatever else is right', async () => {
    const response = await fetch(`${api.url}/graphql?query=${encodeURIComponent('{ revision }')}`);
    expect([response.status, response.headers.get('www-authenticate')]).toEqual([401, 'Bearer']);
    expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'UNAUTHORIZED' } }] });
  });
});

describe('GET', () => {
  it('executes queries', async () => {
    const search = new URLSearchParams({
      query: 'query($n: String!) { namespace(name: $n) { metadata { name } } }',
      variables: '{"n":"default"}',
    });
    const response = await get(`/graphql?${search}`);
    expect(await response.json()).toMatchObject({ data: { namespace: { metadata: { name: 'default' } } } });
  });

  it('refuses mutations with 405, as an event stream too', async () => {
    for (const accept of ['application/json', 'text/event-stream']) {
      const response = await get(`/graphql?query=${encodeURIComponent(createNamespace)}`, { accept });
      expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
      expect(await response.json()).toMatchObject({ errors: [{ extensions: { code: 'METHOD_NOT_ALLOWED' } }] });
    }
    expect(await isForged()).toBe(false);
  });
});

describe('a malformed request', () => {
  it.each([
    ['no JSON', '{"query":'],
    ['no object', '"{ revision }"'],
    ['a batch', '[{"query":"{ revision }"},{"query":"{ revision }"}]'],
    ['no query', '{"variables":{}}'],
    ['variables that are no object', '{"query":"{ revision }","variables":[1]}'],
    ['a syntax error', '{"query":"{ revision"}'],
    ['an unknown field', '{"query":"{ nonsense }"}'],
    ['an empty document', '{"query":""}'],
  ])('is answered with 400: %s', async (_, body) => {
    const { status, body: answer } = await answerTo(body);
    expect(status).toBe(400);
    expect(answer.errors?.[0]?.extensions.code).toBe('BAD_REQUEST');
    expect(JSON.stringify(answer)).not.toMatch(/node_modules|\.ts:|at Object/);
  });

  it('is answered with 404, 405 or 406 where path, method or accepted type are wrong', async () => {
    expect((await get('/nowhere')).status).toBe(404);
    expect(
      (await fetch(`${api.url}/graphql`, { method: 'DELETE', headers: { authorization: `Bearer ${api.token}` } }))
        .status,
    ).toBe(405);
    expect((await answerTo('{"query":"{ revision }"}', { accept: 'image/png' })).status).toBe(406);
    expect((await answerTo('{"query":"subscription { watch(kinds: [\\"Pod\\"]) { type } }"}')).status).toBe(406);
  });
});

describe('a request with an odd target', () => {
  it.each([
    ['//', 404],
    ['*', 400],
    ['/%zz', 400],
    ['/livez/%E0%A4%A', 400],
    ['http://[', 400],
  ])('does not end the server: %s', async (target, expected) => {
    const { hostname, port } = new URL(api.url);
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest({ host: hostname, port, path: target }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.on('error', reject);
      request.end();
    });
    expect(status).toBe(expected);
    expect((await api.text('/livez')).text).toBe('ok');
  });
});

describe('a request that asks too much', () => {
  it('is answered with 413 above the size limit, whether it says so or not', async () => {
    const body = JSON.stringify({ query: '{ revision }', variables: { x: 'x'.repeat(300_000) } });
    const { status, body: answer } = await answerTo(body);
    expect(status).toBe(413);
    expect(answer.errors).toMatchObject([
      { message: 'Request entity too large: limit is 200000', extensions: { code: 'REQUEST_ENTITY_TOO_LARGE' } },
    ]);
    expect(await postChunked(body)).toBe(413);
  });

  it.each([
    ['5,000 aliases', `{ ${Array.from({ length: 5_000 }, (_, index) => `a${index}: revision`).join(' ')} }`],
    ['depth 20,000', `${'{ pods '.repeat(20_000)}${'}'.repeat(20_000)}`],
    ['an argument of depth 20,000', `{ pods(first: ${'['.repeat(20_000)}${']'.repeat(20_000)}) { totalCount } }`],
    ['20,000 directives', `{ revision ${'@a '.repeat(20_000)} }`],
    ['a fragment cycle', '{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }'],
    ['fragments that double forty times', doubling(40)],
  ])('is answered with 400 and quickly: %s', async (_, query) => {
    await answerTo(JSON.stringify({ query }));
    const start = performance.now();
    const { status, body } = await answerTo(JSON.stringify({ query }));
    expect(status).toBe(400);
    expect(body.errors?.[0]?.extensions.code).toBe('BAD_REQUEST');
    // Far above what it takes, far below what parsing or validating such a document would.
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});

function doubling(times: number): string {
  const fragments = Array.from(
    { length: times },
    (_, index) => `fragment F${index} on Query { ...F${index + 1} ...F${index + 1} }`,
  );
  return `{ ...F0 } ${fragments.join(' ')} fragment F${times} on Query { revision }`;
}

function postChunked(body: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/json',
      authorization: `Bearer ${api.token}`,
      'transfer-encoding': 'chunked',
    };
    const request = httpRequest(`${api.url}/graphql`, { method: 'POST', headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', reject);
    request.end(body);
  });
}

describe('an identity that asks too often', () => {
  it('is told to wait, while others and masters are served', async () => {
    const limited = await startApi({ limits: { requests: { requestsPerSecond: 1, burst: 3, inFlight: 10 } } });
    try {
      const node = await limited.data('mutation { joinNode(name: "n1") { token } }');
      const other = await limited.data('mutation { joinNode(name: "n2") { token } }');
      const answers = await Promise.all(
        Array.from({ length: 6 }, () => limited.execute('{ revision }', {}, node.joinNode.token)),
      );
      const refused = answers.filter(({ errors }) => errors?.[0]?.extensions?.code === 'TOO_MANY_REQUESTS');
      expect(refused.length).toBeGreaterThanOrEqual(3);
      expect(refused[0]).toMatchObject({ status: 429, errors: [{ extensions: { retryAfterSeconds: 1 } }] });
      expect((await limited.execute('{ revision }', {}, other.joinNode.token)).status).toBe(200);
      expect((await limited.execute('{ revision }')).status).toBe(200);
    } finally {
      await limited.stop();
    }
  });
});
