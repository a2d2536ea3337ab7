import { once } from 'node:events';
import { createClient } from 'graphql-ws';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startApi, type TestApi } from '../support/api-server.ts';
import { RawSocket } from '../support/raw-socket.ts';

const watchNamespaces = 'subscription { watch(kinds: ["Namespace"]) { type events { object { metadata { name } } } } }';

let api: TestApi;
const sockets: RawSocket[] = [];

beforeAll(async () => {
  api = await startApi({
    limits: { initTimeoutMs: 300, operationsPerSocket: 5, socketsPerIdentity: 8, messageBytes: 100_000, pingMs: 1_000 },
  });
});
afterAll(() => api.stop());
afterEach(async () => {
  for (const { socket } of sockets.splice(0)) {
    if (socket.readyState === WebSocket.CLOSED) continue;
    socket.terminate();
    await once(socket, 'close');
  }
});

function open(protocols?: string[], options?: object): RawSocket {
  const socket = new RawSocket(api.webSocketUrl, protocols, options);
  sockets.push(socket);
  return socket;
}

async function connect(): Promise<RawSocket> {
  const socket = await RawSocket.connect(api);
  sockets.push(socket);
  return socket;
}

describe('the handshake', () => {
  it('acknowledges a token in the payload', async () => {
    await connect();
  });

  it('acknowledges a token in the Authorization header', async () => {
    const socket = open(undefined, { headers: { authorization: `Bearer ${api.token}` } });
    await socket.opened();
    socket.send({ type: 'connection_init' });
    await socket.next('connection_ack');
  });

  it('closes with 4401 for a wrong token and for none', async () => {
    for (const payload of [{ authorization: 'Bearer wrong' }, {}, { authorization: 7 }]) {
      const socket = open();
      await socket.opened();
      socket.send({ type: 'connection_init', payload });
      expect(await socket.closed).toEqual({ code: 4401, reason: 'Unauthorized' });
    }
  });

  it('closes with 4408 when no init comes', async () => {
    expect(await open().closed).toEqual({ code: 4408, reason: 'Connection initialisation timeout' });
  });

  it('closes with 4429 on a second init', async () => {
    const socket = await connect();
    socket.send({ type: 'connection_init' });
    expect(await socket.closed).toEqual({ code: 4429, reason: 'Too many initialisation requests' });
  });

  it('closes with 4406 without the subprotocol', async () => {
    expect(await open([]).closed).toEqual({ code: 4406, reason: 'Subprotocol not acceptable' });
  });

  it('refuses pages of another origin, and accepts its own', async () => {
    const foreign = new WebSocket(api.webSocketUrl, 'graphql-transport-ws', { origin: 'https://evil.example' });
    const [, response] = await once(foreign, 'unexpected-response');
    expect(response.statusCode).toBe(403);
    const own = open(undefined, { origin: api.url });
    await own.opened();
  });

  it('refuses other paths', async () => {
    const socket = new WebSocket(api.webSocketUrl.replace('/graphql', '/elsewhere'), 'graphql-transport-ws');
    const [, response] = await once(socket, 'unexpected-response');
    expect(response.statusCode).toBe(404);
  });

  it('closes with 1013 when the identity has too many sockets', async () => {
    for (let count = 0; count < 8; count += 1) await connect();
    const socket = open();
    await socket.opened();
    socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${api.token}` } });
    expect(await socket.closed).toMatchObject({ code: 1013 });
  });
});

describe('what breaks the protocol', () => {
  it.each([
    ['text that is not JSON', 'not json'],
    ['an unknown type', { type: 'start' }],
    ['a subscribe without id', { type: 'subscribe', payload: { query: '{ revision }' } }],
    ['a subscribe without query', { type: 'subscribe', id: '1', payload: {} }],
    ['a list', []],
  ])('closes with 4400: %s', async (_, message) => {
    const socket = await connect();
    socket.send(message);
    expect(await socket.closed).toMatchObject({ code: 4400 });
  });

  it('closes with 4400 on a binary message', async () => {
    const socket = await connect();
    socket.socket.send(Buffer.from('{"type":"ping"}'), { binary: true });
    expect(await socket.closed).toMatchObject({ code: 4400 });
  });

  it('closes with 4401 on a subscribe before the acknowledgement', async () => {
    const socket = open();
    await socket.opened();
    socket.subscribe('1', '{ revision }');
    expect(await socket.closed).toMatchObject({ code: 4401 });
  });

  it('closes with 4409 when an id is used twice', async () => {
    const socket = await connect();
    socket.subscribe('a', watchNamespaces);
    await socket.next('next');
    socket.subscribe('a', watchNamespaces);
    expect(await socket.closed).toEqual({ code: 4409, reason: 'Subscriber for a already exists' });
  });

  it('closes with 1009 on a message above the limit', async () => {
    const socket = await connect();
    socket.subscribe('a', `{ revision } #${'x'.repeat(100_000)}`);
    expect(await socket.closed).toMatchObject({ code: 1009 });
  });
});

describe('messages', () => {
  it('answers a ping with its payload', async () => {
    const socket = await connect();
    socket.send({ type: 'ping', payload: { at: 1 } });
    expect(await socket.next('pong')).toEqual({ type: 'pong', payload: { at: 1 } });
    socket.send({ type: 'pong' });
  });

  it('runs queries and mutations, and an id can be used again', async () => {
    const socket = await connect();
    for (let count = 0; count < 2; count += 1) {
      socket.subscribe('q', '{ whoAmI { user } }');
      expect(await socket.next('next')).toMatchObject({ id: 'q', payload: { data: { whoAmI: { user: 'admin' } } } });
      expect(await socket.next('complete')).toEqual({ type: 'complete', id: 'q' });
    }
    socket.subscribe('m', 'mutation { createNamespace(input: { metadata: { name: "over-a-socket" } }) { outcome } }');
    expect(await socket.next('next')).toMatchObject({ payload: { data: { createNamespace: { outcome: 'CREATED' } } } });
    await socket.next('complete');
  });

  it('tells one operation what is wrong with it', async () => {
    const socket = await connect();
    socket.subscribe('a', '{ nonsense }');
    const error = await socket.next('error');
    expect(error).toMatchObject({ id: 'a', payload: [{ extensions: { code: 'BAD_REQUEST' } }] });
    socket.subscribe('a', 'subscription { watch(kinds: ["Nonsense"]) { type } }');
    expect(await socket.next('error')).toMatchObject({ payload: [{ extensions: { code: 'BAD_REQUEST' } }] });
    socket.subscribe('a', 'subscription ($k: [String!]!) { watch(kinds: $k) { type } }', { k: 7 });
    expect(await socket.next('error')).toMatchObject({ payload: [{ extensions: { code: 'BAD_REQUEST' } }] });
  });

  it('refuses more operations than a socket may run, and goes on with the others', async () => {
    const socket = await connect();
    for (let count = 0; count < 5; count += 1) {
      socket.subscribe(String(count), watchNamespaces);
      await socket.next('next');
    }
    socket.subscribe('one too many', watchNamespaces);
    expect(await socket.next('error')).toMatchObject({
      id: 'one too many',
      payload: [{ extensions: { code: 'TOO_MANY_REQUESTS' } }],
    });
    socket.send({ type: 'complete', id: '0' });
    socket.subscribe('6', watchNamespaces);
    expect(await socket.next('next')).toMatchObject({ id: '6' });
  });

  it('sends nothing of an operation that the client has completed', async () => {
    const socket = await connect();
    socket.subscribe('gone', watchNamespaces);
    await socket.next('next');
    socket.send({ type: 'complete', id: 'gone' });
    await api.data('mutation { createNamespace(input: { metadata: { name: "after-complete" } }) { outcome } }');
    socket.subscribe('q', '{ revision }');
    expect(await socket.next('next')).toMatchObject({ id: 'q' });
  });
});

describe('the stock graphql-ws client', () => {
  it('queries, watches and completes', async () => {
    const client = createClient({
      url: api.webSocketUrl,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${api.token}` },
      keepAlive: 100,
    });
    const query = client.iterate({ query: '{ whoAmI { user } }' });
    expect(await query.next()).toMatchObject({ value: { data: { whoAmI: { user: 'admin' } } } });
    expect(await query.next()).toMatchObject({ done: true });
    const watch = client.iterate<{ watch: { type: string } }>({ query: watchNamespaces });
    expect((await watch.next()).value.data.watch.type).toBe('SNAPSHOT');
    await api.data('mutation { createNamespace(input: { metadata: { name: "stock" } }) { outcome } }');
    const { value } = await watch.next();
    expect(value.data.watch).toMatchObject({ type: 'DELTA', events: [{ object: { metadata: { name: 'stock' } } }] });
    await watch.return?.();
    await client.dispose();
  });

  it('is told of an error without being cut off', async () => {
    const client = createClient({
      url: api.webSocketUrl,
      webSocketImpl: WebSocket,
      connectionParams: { authorization: `Bearer ${api.token}` },
    });
    const failing = client.iterate({ query: '{ nonsense }' });
    await expect(failing.next()).rejects.toMatchObject([{ message: expect.stringContaining('nonsense') }]);
    await client.dispose();
  });
});

describe('half-open sockets', () => {
  it('are ended when a ping goes unanswered', async () => {
    const socket = new RawSocket(api.webSocketUrl, ['graphql-transport-ws'], { autoPong: false });
    sockets.push(socket);
    await socket.opened();
    socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${api.token}` } });
    await socket.next('connection_ack');
    expect(await socket.closed).toMatchObject({ code: 1006 });
  });
});
