// What the API server does with the paths that belong to the dashboard's process.
import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApi, type TestApi } from '../support/api-server.ts';

let api: TestApi;
let dashboard: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
const received: IncomingMessage[] = [];

beforeAll(async () => {
  dashboard = createServer((incoming, response) => {
    received.push(incoming);
    answer(incoming, response);
  }).listen(0, '127.0.0.1');
  await once(dashboard, 'listening');
  const { port } = dashboard.address() as AddressInfo;
  api = await startApi({ dashboard: new URL(`http://127.0.0.1:${port}`) });
});
afterAll(async () => {
  dashboard.close();
  await api.stop();
});

describe('a path that is not the API’s', () => {
  it('is answered by the dashboard, as it answers', async () => {
    answer = (_request, response) => {
      response.writeHead(418, {
        'content-type': 'text/html',
        'set-cookie': ['a=1', 'b=2'],
        connection: 'close, x-hop',
        'x-hop': '1',
      });
      response.end('<p>page</p>');
    };
    const response = await fetch(`${api.url}/pods/default/web?panel=logs`);
    expect([response.status, await response.text()]).toEqual([418, '<p>page</p>']);
    expect(response.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(response.headers.get('x-hop')).toBeNull();
    expect(response.headers.get('x-request-id')).not.toBeNull();
    expect(received.at(-1)?.url).toBe('/pods/default/web?panel=logs');
  });

  it('takes neither the session nor a token there', async () => {
    answer = (_request, response) => response.end();
    await fetch(`${api.url}/`, {
      headers: { authorization: `Bearer ${api.token}`, cookie: `theme=dark; portolan-session=${api.token}` },
    });
    expect(received.at(-1)?.headers).toMatchObject({
      cookie: 'theme=dark',
      host: new URL(api.url).host,
      'x-forwarded-host': new URL(api.url).host,
      'x-forwarded-proto': 'http',
      'x-forwarded-for': '127.0.0.1',
    });
    expect(received.at(-1)?.headers.authorization).toBeUndefined();
  });

  it('is told there who will see the page, and only what this server knows', async () => {
    answer = (_request, response) => response.end();
    const viewerFor = async (headers: Record<string, string>) => {
      await fetch(`${api.url}/`, { headers: { 'x-portolan-viewer': 'mallory', ...headers } });
      const told = received.at(-1)?.headers['x-portolan-viewer'];
      return told === undefined ? undefined : JSON.parse(decodeURIComponent(String(told)));
    };
    const cookie = `portolan-session=${api.token}`;
    expect(await viewerFor({ accept: 'text/html,*/*', cookie })).toEqual({ user: 'admin', groups: expect.any(Array) });
    expect(await viewerFor({ accept: 'text/html,*/*', cookie: 'portolan-session=unknown' })).toBeUndefined();
    expect(await viewerFor({ accept: 'text/html,*/*' })).toBeUndefined();
    expect(await viewerFor({ accept: '*/*', cookie })).toBeUndefined();
  });

  it('streams, both ways', async () => {
    // Each part is sent only after the one before has made the whole way.
    answer = (incoming, response) =>
      incoming.on('data', (part) => response.write(`got ${part}`)).on('end', () => response.end());
    const { hostname, port } = new URL(api.url);
    const upload = request({ hostname, port, path: '/upload', method: 'POST' });
    upload.write('one');
    const [response] = (await once(upload, 'response')) as [IncomingMessage];
    expect(String((await once(response, 'data'))[0])).toBe('got one');
    upload.write('two');
    expect(String((await once(response, 'data'))[0])).toBe('got two');
    upload.end();
    response.resume();
    await once(response, 'end');
  });

  it('is let go of there when the client leaves', async () => {
    const gone = new Promise<void>((resolve) => {
      answer = (_request, response) => {
        response.once('close', resolve);
        response.write('begun');
      };
    });
    const leaving = new AbortController();
    const response = await fetch(`${api.url}/slow`, { signal: leaving.signal });
    expect(response.status).toBe(200);
    leaving.abort();
    await gone;
  });

  it('breaks off for the client as well when it breaks off there', async () => {
    answer = (_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('half', () => response.destroy());
    };
    const response = await fetch(`${api.url}/broken`);
    await expect(response.text()).rejects.toThrow();
  });

  it.each(['/graphql', '/session', '/livez', '/metrics', '/version', '/api/v1/pods'])('is not %s', async (path) => {
    const before = received.length;
    await (await fetch(api.url + path)).text();
    expect(received).toHaveLength(before);
  });
});

describe('a dashboard that is not there', () => {
  it('leaves a page that says why and which command starts it, and tries again', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const { port } = taken.address() as AddressInfo;
    await new Promise((resolve) => taken.close(resolve));
    const lonely = await startApi({ dashboard: new URL(`http://127.0.0.1:${port}`) });
    try {
      const page = await fetch(`${lonely.url}/pods`, { headers: { accept: 'text/html,*/*' } });
      const html = await page.text();
      expect(page.status).toBe(502);
      expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
      expect(html).toContain(`http://127.0.0.1:${port}`);
      expect(html).toContain('ECONNREFUSED');
      expect(html).toContain(`portolan dashboard --port ${port}`);
      expect(html).toContain('http-equiv="refresh"');
      const text = await lonely.text('/pods');
      expect(text).toEqual({ status: 502, text: expect.stringContaining(`portolan dashboard --port ${port}`) });
      expect((await lonely.text('/livez')).status).toBe(200);
    } finally {
      await lonely.stop();
    }
  });

  it('is none at all without the flag', async () => {
    const plain = await startApi();
    try {
      expect(await plain.text('/')).toEqual({ status: 404, text: '404 page not found\n' });
    } finally {
      await plain.stop();
    }
  });
});

describe('a connection that asks to become a WebSocket', () => {
  const ask = (path: string, headers: Record<string, string> = {}) => {
    const { hostname, port } = new URL(api.url);
    return request({
      hostname,
      port,
      path,
      headers: { connection: 'Upgrade', upgrade: 'websocket', ...headers },
    }).end();
  };

  it('is passed on to the dashboard on paths that are not the API’s, without the session', async () => {
    dashboard.once('upgrade', (incoming: IncomingMessage, stream: Duplex, head: Buffer) => {
      received.push(incoming);
      stream.write('HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n');
      stream.write(`hello ${head}`);
      stream.pipe(stream);
    });
    const asked = ask('/_next/hmr?page=1', { cookie: `a=1; portolan-session=${api.token}`, origin: api.url });
    const [answered, stream, head] = (await once(asked, 'upgrade')) as [IncomingMessage, Duplex, Buffer];
    expect([answered.statusCode, answered.headers.upgrade]).toEqual([101, 'websocket']);
    if (head.length === 0) expect(String((await once(stream, 'data'))[0])).toBe('hello ');
    else expect(String(head)).toBe('hello ');
    stream.write('and back');
    expect(String((await once(stream, 'data'))[0])).toBe('and back');
    expect(received.at(-1)?.url).toBe('/_next/hmr?page=1');
    expect(received.at(-1)?.headers.cookie).toBe('a=1');
    stream.destroy();
  });

  it('is refused as the dashboard refuses it, and from pages of others', async () => {
    dashboard.once('upgrade', (_incoming: IncomingMessage, stream: Duplex) => {
      stream.end('HTTP/1.1 426 Upgrade Required\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
    });
    const [refused] = (await once(ask('/_next/hmr'), 'response')) as [IncomingMessage];
    expect(refused.statusCode).toBe(426);
    const [foreign] = (await once(ask('/_next/hmr', { origin: 'https://evil.example' }), 'response')) as [
      IncomingMessage,
    ];
    expect(foreign.statusCode).toBe(403);
  });

  it('does not keep the API from stopping', async () => {
    const { port } = dashboard.address() as AddressInfo;
    const other = await startApi({ dashboard: new URL(`http://127.0.0.1:${port}`) });
    dashboard.once('upgrade', (_incoming: IncomingMessage, stream: Duplex) => {
      stream.write('HTTP/1.1 101 Switching Protocols\r\nconnection: Upgrade\r\nupgrade: websocket\r\n\r\n');
    });
    const { hostname, port: otherPort } = new URL(other.url);
    const asked = request({
      hostname,
      port: otherPort,
      path: '/_next/hmr',
      headers: { connection: 'Upgrade', upgrade: 'websocket' },
    }).end();
    const [, stream] = (await once(asked, 'upgrade')) as [IncomingMessage, Duplex];
    await Promise.all([once(stream.resume(), 'close'), other.stop()]);
  });
});
