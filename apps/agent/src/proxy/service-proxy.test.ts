import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { systemClock } from '@portolan/client/clock.ts';
import type { EndpointSlice, Service, ServiceSpec } from '@portolan/client/generated/kubernetes.ts';
import { afterEach, describe, expect, it } from 'vitest';
import { until } from '../../../../test/support/until.ts';
import { type ProxyOptions, ServiceProxy } from './service-proxy.ts';

// Nobody else's: the whole of 127.0.0.0/8 is this host's.
const clusterIP = '127.97.77.10';
const place = { nodeName: 'n1', nodePortAddresses: ['127.0.0.1'] };

const proxies: ServiceProxy[] = [];
const servers: Server[] = [];
const udpSockets: UdpSocket[] = [];
const warnings: string[] = [];

afterEach(() => {
  for (const proxy of proxies.splice(0)) proxy.stop();
  for (const server of servers.splice(0)) server.close();
  for (const socket of udpSockets.splice(0)) socket.close();
  warnings.length = 0;
});

function start(options: Partial<ProxyOptions> = {}): ServiceProxy {
  const warn = (text: string) => warnings.push(text);
  const proxy = new ServiceProxy({ clock: systemClock, warn, ...options });
  proxies.push(proxy);
  return proxy;
}

/** Port of a free endpoint at the address, until the test ends. */
async function serve(handle: (socket: Socket) => void, address = '127.128.77.1'): Promise<number> {
  const server = createServer({ allowHalfOpen: true }, (socket) => {
    socket.on('error', () => undefined);
    handle(socket);
  });
  servers.push(server);
  server.listen(0, address);
  await once(server, 'listening');
  return portOf(server);
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen');
  return address.port;
}

function service(port: number, spec: ServiceSpec = {}, protocol: 'TCP' | 'UDP' = 'TCP'): Service {
  const metadata = { name: 'web', namespace: 'default' };
  return { apiVersion: 'v1', kind: 'Service', metadata, spec: { clusterIP, ports: [{ port, protocol }], ...spec } };
}

function slices(ports: readonly number[], protocol: 'TCP' | 'UDP' = 'TCP'): EndpointSlice[] {
  return ports.map((port) => ({
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: `web-${port}`, namespace: 'default' },
    addressType: 'IPv4',
    ports: [{ name: '', port, protocol }],
    endpoints: [{ addresses: ['127.128.77.1'], nodeName: 'n1' }],
  }));
}

async function bound(proxy: ServiceProxy, count = 1): Promise<void> {
  await until(`${count} addresses bound`, () => proxy.stats().bound === count);
}

async function open(port: number, address = clusterIP): Promise<Socket> {
  const socket = connect({ port, host: address, allowHalfOpen: true });
  await once(socket, 'connect');
  return socket;
}

/** All that comes until the other side ends; unlike node's own it leaves the socket open for our part. */
function textOf(socket: Socket): Promise<string> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    socket.on('data', (chunk: Buffer) => chunks.push(chunk));
    socket.on('end', () => resolve(String(Buffer.concat(chunks))));
    socket.on('error', reject);
  });
}

/** What the server says to a client that says nothing. */
function ask(port: number, address = clusterIP): Promise<string> {
  const socket = connect({ port, host: address, allowHalfOpen: true });
  socket.end();
  return textOf(socket);
}

const sayer = (word: string) => (socket: Socket) => socket.end(word);

describe('TCP', () => {
  it('goes to endpoints in turn, by cluster IP and by node port', async () => {
    const ports = await Promise.all([serve(sayer('a')), serve(sayer('b'))]);
    const proxy = start();
    const spec = { type: 'NodePort', ports: [{ port: 8101, nodePort: 32_101 }] };
    proxy.apply('default/web', service(8101, spec), slices(ports), place);
    await bound(proxy, 2);
    const inside = [await ask(8101), await ask(8101), await ask(8101), await ask(8101)];
    expect(inside.sort()).toEqual(['a', 'a', 'b', 'b']);
    expect([await ask(32_101, '127.0.0.1'), await ask(32_101, '127.0.0.1')].sort()).toEqual(['a', 'b']);
    expect(proxy.stats()).toMatchObject({ accepted: 6, refused: 0 });
    await until('all connections to end', () => proxy.stats().open === 0);
  });

  it('passes each end on alone: an answer may follow the end of the question', async () => {
    const port = await serve(async (socket) => socket.end(`${(await textOf(socket)).length} bytes`));
    const proxy = start();
    proxy.apply('default/web', service(8102), slices([port]), place);
    await bound(proxy);
    const socket = await open(8102);
    socket.end(Buffer.alloc(3_000_000));
    expect(await textOf(socket)).toBe('3000000 bytes');
    await until('the connection to end', () => proxy.stats().open === 0);
  });

  it('makes a fast sender wait for a slow reader', async () => {
    let reader: Socket | undefined;
    const port = await serve((socket) => {
      reader = socket;
      socket.pause();
    });
    const proxy = start();
    proxy.apply('default/web', service(8103), slices([port]), place);
    await bound(proxy);
    const socket = await open(8103);
    const total = 64 * 1024 * 1024;
    for (let sent = 0; sent < total; sent += 1024 * 1024) socket.write(Buffer.alloc(1024 * 1024));
    socket.end();
    const polls: number[] = [];
    await until('the sender to be stopped', () => {
      polls.push(reader ? socket.writableLength : Number.NaN);
      const last = polls.slice(-20);
      return last.length === 20 && new Set(last).size === 1 && (last[0] ?? 0) > total / 2;
    });
    let read = 0;
    reader?.on('data', (chunk: Buffer) => {
      read += chunk.length;
    });
    reader?.resume();
    await until('all to arrive', () => read === total);
    reader?.end();
    socket.resume();
  });

  it('tries the next endpoint where one refuses, and resets the client where all do', async () => {
    const gone = await serve(sayer('gone'));
    servers.pop()?.close();
    const alive = await serve(sayer('alive'));
    const proxy = start();
    proxy.apply('default/web', service(8104), slices([gone, alive]), place);
    await bound(proxy);
    expect([await ask(8104), await ask(8104), await ask(8104)]).toEqual(['alive', 'alive', 'alive']);
    proxy.apply('default/web', service(8104), slices([gone]), place);
    await expect(ask(8104)).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(proxy.stats()).toMatchObject({ refused: 1 });
  });

  it('resets the other side when one is reset', async () => {
    const seen: Socket[] = [];
    const port = await serve((socket) => seen.push(socket));
    const proxy = start();
    proxy.apply('default/web', service(8105), slices([port]), place);
    await bound(proxy);
    const first = await open(8105);
    const upstream = await until('the endpoint to see the client', () => seen[0]);
    first.resetAndDestroy();
    const [error] = await once(upstream, 'error');
    expect(error).toMatchObject({ code: 'ECONNRESET' });
    const second = await open(8105);
    const failed = once(second, 'error');
    (await until('the endpoint to see the second', () => seen[1])).resetAndDestroy();
    expect((await failed)[0]).toMatchObject({ code: 'ECONNRESET' });
    await until('all connections to end', () => proxy.stats().open === 0);
  });

  it('lets open connections live on when their endpoint or their service goes', async () => {
    const echo = (socket: Socket) => socket.pipe(socket);
    const [old, next] = [await serve(echo), await serve(sayer('next'))];
    const proxy = start();
    proxy.apply('default/web', service(8106), slices([old]), place);
    await bound(proxy);
    const socket = await open(8106);
    const says = async (word: string) => {
      socket.write(word);
      expect(String((await once(socket, 'data'))[0])).toBe(word);
    };
    await says('one');
    proxy.apply('default/web', service(8106), slices([next]), place);
    expect(await ask(8106)).toBe('next');
    await says('two');
    proxy.apply('default/web', undefined, [], place);
    await expect(open(8106)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await says('three');
    socket.end();
    await until('the connection to end', () => proxy.stats().open === 0);
  });

  it('refuses at once while there is no endpoint, and more connections than it may have', async () => {
    const port = await serve(() => undefined);
    const proxy = start({ maxConnections: 1 });
    proxy.apply('default/web', service(8107), slices([]), place);
    await expect(open(8107)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    proxy.apply('default/web', service(8107), slices([port]), place);
    await bound(proxy);
    await open(8107);
    await until('the first to be counted', () => proxy.stats().open === 1);
    await expect(ask(8107)).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('has two services with one port number, each on its own address', async () => {
    const [a, b] = [await serve(sayer('a')), await serve(sayer('b'))];
    const proxy = start();
    proxy.apply('default/a', service(8108), slices([a]), place);
    proxy.apply('default/b', service(8108, { clusterIP: '127.97.77.11' }), slices([b]), place);
    await bound(proxy, 2);
    expect([await ask(8108), await ask(8108, '127.97.77.11')]).toEqual(['a', 'b']);
  });
});

describe('two agents on one host', () => {
  it('serve once, and the second takes over when the first goes', async () => {
    const port = await serve(sayer('here'));
    const [first, second] = [start(), start()];
    first.apply('default/web', service(8110), slices([port]), place);
    await bound(first);
    second.apply('default/web', service(8110), slices([port]), place);
    await until('the second to stand by', () => second.stats().waiting === 1);
    expect(await ask(8110)).toBe('here');
    expect(first.stats().accepted).toBe(1);
    first.stop();
    await until('the second to serve', () => second.stats().bound === 1);
    expect(await ask(8110)).toBe('here');
    expect(warnings).toEqual([]);
  });

  it('take over a thousand services', async () => {
    const port = await serve(sayer('here'));
    const [first, second] = [start(), start()];
    const count = 1_000;
    for (const proxy of [first, second]) {
      for (let i = 0; i < count; i++) {
        const own = service(8111, { clusterIP: `127.97.${100 + (i >> 8)}.${i & 255}` });
        proxy.apply(`default/s${i}`, own, slices([port]), place);
      }
      if (proxy === first) await bound(first, count);
    }
    await until('the second to stand by', () => second.stats().waiting === count);
    first.stop();
    await until('the second to serve', () => second.stats().bound === count);
  });

  it('say once what they cannot serve', async () => {
    const proxy = start();
    proxy.apply('default/web', service(8112, { clusterIP: '192.0.2.1' }), slices([1]), place);
    await until('the warning', () => warnings.length > 0);
    expect(warnings).toEqual(['cannot serve 192.0.2.1:8112/TCP of service default/web']);
  });
});

describe('UDP', () => {
  async function serveUdp(name: string): Promise<number> {
    const socket = createSocket('udp4');
    udpSockets.push(socket);
    socket.on('message', (message, { port, address }) => socket.send(`${name} ${message}`, port, address));
    socket.bind(0, '127.128.77.1');
    await once(socket, 'listening');
    return socket.address().port;
  }

  async function askUdp(socket: UdpSocket, port: number, message: string): Promise<string> {
    const answer = once(socket, 'message');
    socket.send(message, port, clusterIP);
    return String((await answer)[0]);
  }

  it('keeps a client with its endpoint, and gives it another when that goes', async () => {
    const ports = [await serveUdp('a'), await serveUdp('b')];
    const proxy = start();
    proxy.apply('default/dns', service(8120, {}, 'UDP'), slices(ports, 'UDP'), place);
    await bound(proxy);
    const [one, two] = [createSocket('udp4'), createSocket('udp4')];
    udpSockets.push(one, two);
    const first = (await askUdp(one, 8120, '1')).split(' ')[0];
    expect(await askUdp(one, 8120, '2')).toBe(`${first} 2`);
    const second = first === 'a' ? 'b' : 'a';
    expect(await askUdp(two, 8120, '3')).toBe(`${second} 3`);
    const left = ports[first === 'a' ? 1 : 0] ?? 0;
    proxy.apply('default/dns', service(8120, {}, 'UDP'), slices([left], 'UDP'), place);
    expect(await askUdp(one, 8120, '4')).toBe(`${second} 4`);
  });
});

it('answers the health checks of load balancers', async () => {
  const port = await serve(sayer('here'));
  const proxy = start();
  const spec = { type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 32_130 } as const;
  proxy.apply('default/web', service(8130, spec), slices([port]), place);
  await bound(proxy, 2);
  const asked = async () => {
    const response = await fetch('http://127.0.0.1:32130/healthz');
    return { status: response.status, body: await response.json() };
  };
  const body = { service: { namespace: 'default', name: 'web' }, localEndpoints: 1, serviceProxyHealthy: true };
  expect(await asked()).toEqual({ status: 200, body });
  proxy.apply('default/web', service(8130, spec), [], place);
  expect(await asked()).toEqual({ status: 503, body: { ...body, localEndpoints: 0 } });
});
