// How a browser gets, uses and loses its session, and who may not use it.

import { nodesGroup } from '@portolan/core/registry/request.ts';
import type { Manifest } from '@portolan/core/resource/manifest.ts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bearerSecret, newBearerToken } from '../../apps/api/src/access/bearer-token.ts';
import { serverRequest } from '../../apps/api/src/access/server-request.ts';
import { defaultLimits } from '../../apps/api/src/options.ts';
import { startApi, type TestApi } from '../support/api-server.ts';
import { aPod } from '../support/manifests.ts';
import { RawSocket } from '../support/raw-socket.ts';
import { until } from '../support/until.ts';

let api: TestApi;

beforeAll(async () => {
  api = await startApi({ limits: { signIn: { burst: 1_000, perMinute: 1_000 } } });
});
afterAll(() => api.stop());

const createCode = 'mutation { createSignInCode { code expiresAt } }';
const whoAmI = '{ whoAmI { user } }';

async function newCode(): Promise<string> {
  return (await api.data(createCode)).createSignInCode.code;
}

function signIn(body: unknown, headers: Readonly<Record<string, string>> = {}, at = api): Promise<Response> {
  return fetch(`${at.url}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: at.url, ...headers },
    body: JSON.stringify(body),
  });
}

/** What the browser would send back. */
async function cookieFor(body: unknown): Promise<string> {
  const response = await signIn(body);
  expect(response.status).toBe(204);
  return cookieOf(response);
}

function cookieOf(response: Response): string {
  return response.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
}

function ask(headers: Readonly<Record<string, string>>, query = whoAmI): Promise<Response> {
  return fetch(`${api.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ query }),
  });
}

function session(method: string, headers: Readonly<Record<string, string>>): Promise<Response> {
  return fetch(`${api.url}/session`, { method, headers });
}

async function signInSecrets(): Promise<Array<{ metadata: { name: string } }>> {
  const { secrets } = await api.data('{ secrets(namespace: "kube-system") { nodes { metadata { name } manifest } } }');
  return secrets.nodes.filter(({ metadata }: { metadata: { name: string } }) => metadata.name.startsWith('sign-in-'));
}

describe('a code', () => {
  it('is traded for a cookie that scripts cannot read and that speaks for whoever made the code', async () => {
    const response = await signIn({ code: await newCode() });
    expect(response.status).toBe(204);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const [cookie = ''] = response.headers.getSetCookie();
    expect(cookie).toMatch(/^portolan-session=portolan_[\w-]{43}; Max-Age=86400; Path=\/; HttpOnly; SameSite=Strict$/);
    const answer = await ask({ cookie: cookieOf(response), origin: api.url });
    expect(await answer.json()).toMatchObject({ data: { whoAmI: { user: 'admin' } } });
  });

  it('is good once', async () => {
    const code = await newCode();
    expect((await signIn({ code })).status).toBe(204);
    const again = await signIn({ code });
    expect([again.status, await again.json()]).toEqual([401, { message: 'the code is unknown, used or expired' }]);
    expect(again.headers.getSetCookie()).toEqual([]);
  });

  it('is good once, however many try at the same time and wherever', async () => {
    const other = await startApi({ databaseUrl: api.databaseUrl });
    try {
      const code = await newCode();
      const tries = Array.from({ length: 10 }, (_, index) => signIn({ code }, {}, index % 2 === 0 ? api : other));
      const statuses = (await Promise.all(tries)).map(({ status }) => status);
      expect(statuses.filter((status) => status === 204)).toHaveLength(1);
      expect(statuses.filter((status) => status === 401)).toHaveLength(9);
    } finally {
      await other.stop();
    }
  });

  it('ends after ten minutes, and the next one sweeps it away', async () => {
    const before = new Set((await signInSecrets()).map(({ metadata }) => metadata.name));
    const { code, expiresAt } = (await api.data(createCode)).createSignInCode;
    expect(Math.abs(Date.parse(expiresAt) - Date.now() - 600_000)).toBeLessThan(30_000);
    const [made] = (await signInSecrets()).filter(({ metadata }) => !before.has(metadata.name));
    const name = made?.metadata.name ?? '';
    await expire(name);
    expect((await signIn({ code })).status).toBe(401);
    await newCode();
    expect((await signInSecrets()).map((each) => each.metadata.name)).not.toContain(name);
  });

  it('is kept as a hash only', async () => {
    const code = await newCode();
    const cookie = await cookieFor({ code: await newCode() });
    const text = JSON.stringify(await signInSecrets());
    for (const secret of [code, cookie.split('=')[1] ?? '']) {
      for (const form of [secret, Buffer.from(secret).toString('base64')]) expect(text).not.toContain(form);
    }
  });

  it('can be made only by who may make tokens', async () => {
    const token = newBearerToken();
    const node = bearerSecret({ name: 'node', token, identity: { user: 'system:node:n1', groups: [nodesGroup] } });
    await api.controlPlane.registry.execute(serverRequest, [{ verb: 'create', manifest: node }]);
    expect((await api.execute(createCode, {}, token)).errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
  });
});

async function expire(name: string): Promise<void> {
  const expiration = Buffer.from(new Date(Date.now() - 1_000).toISOString()).toString('base64');
  await api.data(
    `mutation($patch: JSON!) { patchSecret(namespace: "kube-system", name: "${name}", type: MERGE, patch: $patch) { outcome } }`,
    { patch: { data: { expiration } } },
  );
}

describe('signing in', () => {
  it('takes a token as well, which stays good when its session ends', async () => {
    const cookie = await cookieFor({ token: api.token });
    expect((await ask({ cookie, origin: api.url })).status).toBe(200);
    expect((await session('DELETE', { cookie, origin: api.url })).status).toBe(204);
    expect((await ask({ cookie, origin: api.url })).status).toBe(200);
  });

  it.each([
    [{ token: 'wrong' }, 401],
    [{ code: 'wrong' }, 401],
    [{}, 400],
    [{ code: '' }, 400],
    [{ code: 7 }, 400],
    [{ code: 'x', token: 'y' }, 400],
    [null, 400],
    [{ code: 'x'.repeat(10_000) }, 413],
  ])('refuses %j with %i', async (body, status) => {
    const response = await signIn(body);
    expect(response.status).toBe(status);
    expect(await response.json()).toEqual({ message: expect.any(String) });
  });

  it('refuses what a foreign page can send: another origin, a form, plain text', async () => {
    const code = await newCode();
    expect((await signIn({ code }, { origin: 'https://example.org' })).status).toBe(403);
    for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
      expect((await signIn({ code }, { 'content-type': type })).status).toBe(415);
    }
    expect((await signIn({ code })).status).toBe(204);
  });

  it('marks the cookie as one for encrypted connections where the page came by one', async () => {
    const response = await signIn({ code: await newCode() }, { origin: api.url.replace('http:', 'https:') });
    expect(response.headers.getSetCookie()[0]).toContain('; Secure');
  });

  it('makes whoever guesses wait, however many guesses come at once, and nobody who is right', async () => {
    const strict = await startApi({ limits: { signIn: { ...defaultLimits.signIn, burst: 3, perMinute: 0.001 } } });
    try {
      for (let time = 0; time < 10; time++) {
        expect((await signIn({ token: strict.token }, {}, strict)).status).toBe(204);
      }
      const guesses = await Promise.all(Array.from({ length: 10 }, () => signIn({ code: 'guess' }, {}, strict)));
      expect(guesses.map(({ status }) => status).filter((status) => status === 401)).toHaveLength(3);
      const refused = guesses.find(({ status }) => status === 429);
      expect(refused?.headers.get('retry-after')).toBe('60000');
      expect((await signIn({ token: strict.token }, {}, strict)).status).toBe(429);
    } finally {
      await strict.stop();
    }
  });
});

describe('a session', () => {
  it('says whose it is', async () => {
    const cookie = await cookieFor({ code: await newCode() });
    const response = await session('GET', { cookie, 'sec-fetch-site': 'same-origin' });
    expect([response.status, await response.json()]).toEqual([
      200,
      { user: 'admin', groups: ['system:masters', 'system:authenticated'] },
    ]);
    expect((await session('GET', {})).status).toBe(401);
    expect((await session('PUT', {})).status).toBe(405);
  });

  it('ends with its token when it is signed out', async () => {
    const cookie = await cookieFor({ code: await newCode() });
    const gone = await session('DELETE', { cookie, origin: api.url });
    expect([gone.status, gone.headers.getSetCookie()[0]]).toEqual([
      204,
      'portolan-session=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict',
    ]);
    expect((await ask({ cookie, origin: api.url })).status).toBe(401);
    expect((await session('DELETE', { cookie, origin: api.url })).status).toBe(204);
  });

  it('is not ended by a page of another origin', async () => {
    const cookie = await cookieFor({ code: await newCode() });
    expect((await session('DELETE', { cookie, origin: 'http://127.0.0.1:1' })).status).toBe(403);
    await session('DELETE', { cookie, 'sec-fetch-site': 'cross-site' });
    expect((await ask({ cookie, origin: api.url })).status).toBe(200);
  });
});

describe('the cookie', () => {
  let cookie: string;
  beforeAll(async () => {
    cookie = await cookieFor({ code: await newCode() });
  });

  /** Another port of the same host counts as the same site to a browser, and gets the cookie sent along. */
  const foreign = ['https://example.org', 'http://127.0.0.1:1', 'null'];

  it.each(foreign)('does nothing for a page of %s', async (origin) => {
    expect((await ask({ cookie, origin })).status).toBe(403);
    expect((await session('GET', { cookie, origin })).status).toBe(403);
    const log = await fetch(`${api.url}/api/v1/namespaces/default/pods/web/log`, { headers: { cookie, origin } });
    expect(log.status).toBe(401);
    const socket = new RawSocket(api.webSocketUrl, undefined, { headers: { cookie }, origin });
    expect((await socket.closed).code).toBe(1006);
  });

  it('does nothing where no browser vouches for the page', async () => {
    for (const headers of [{}, { 'sec-fetch-site': 'cross-site' }, { 'sec-fetch-site': 'same-site' }]) {
      expect((await ask({ cookie, ...headers })).status).toBe(401);
    }
    expect((await ask({ cookie, 'sec-fetch-site': 'same-origin' })).status).toBe(200);
  });

  it('does not count beside a token', async () => {
    expect((await ask({ cookie, origin: api.url, authorization: 'Bearer wrong' })).status).toBe(401);
  });

  it('opens event streams, and they end with the session', async () => {
    const own = await cookieFor({ code: await newCode() });
    const url = new URL('/graphql', api.url);
    url.searchParams.set('query', 'subscription { watch(kinds: ["Pod"]) { type } }');
    const headers = { cookie: own, accept: 'text/event-stream', 'sec-fetch-site': 'same-origin' };
    const stream = await fetch(url, { headers });
    expect(stream.status).toBe(200);
    await session('DELETE', { cookie: own, origin: api.url });
    expect(await stream.text()).toContain('event: complete');
  });

  it('opens WebSockets, and they end with the session', async () => {
    const own = await cookieFor({ code: await newCode() });
    const socket = new RawSocket(api.webSocketUrl, undefined, { headers: { cookie: own }, origin: api.url });
    await socket.opened();
    socket.send({ type: 'connection_init' });
    await socket.next('connection_ack');
    socket.subscribe('1', whoAmI);
    expect((await socket.next('next')).payload).toMatchObject({ data: { whoAmI: { user: 'admin' } } });
    await session('DELETE', { cookie: own, origin: api.url });
    expect(await socket.closed).toEqual({ code: 4401, reason: 'Unauthorized' });
  });

  it('opens the streams of pods', async () => {
    const manifest: Manifest = { ...aPod({ metadata: { name: 'web' }, spec: { nodeName: 'away' } }) };
    await api.controlPlane.registry.execute(serverRequest, [{ verb: 'create', manifest }]);
    const path = `${api.url}/api/v1/namespaces/default/pods/web`;
    const log = await fetch(`${path}/log`, { headers: { cookie, 'sec-fetch-site': 'same-origin' } });
    expect([log.status, await log.text()]).toEqual([503, expect.stringContaining('away')]);
    const statuses: Array<number | undefined> = [];
    for (const origin of [api.url, ...foreign]) {
      const before = statuses.length;
      const exec = new RawSocket(`${path.replace('http', 'ws')}/exec?command=ls`, ['v5.channel.k8s.io'], {
        headers: { cookie },
        origin,
      });
      exec.socket.on('unexpected-response', (_request, { statusCode }) => statuses.push(statusCode));
      await until('it is answered', async () => statuses.length > before);
    }
    expect(statuses).toEqual([503, 403, 403, 403]);
  });
});
