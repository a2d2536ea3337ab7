import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TcpProxy } from './tcp-proxy.ts';
import { until } from './until.ts';

let server: Server;
let proxy: TcpProxy;
let received = '';
let sockets: Socket[] = [];

beforeEach(async () => {
  received = '';
  sockets = [];
  server = createServer((socket) => {
    socket.on('data', (chunk) => (received += String(chunk)));
    // A test cuts it off.
    socket.on('error', () => undefined);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  proxy = await TcpProxy.start({ port: (server.address() as AddressInfo).port });
});

afterEach(async () => {
  for (const socket of sockets) socket.destroy();
  await proxy.stop();
  server.close();
});

async function connected(): Promise<Socket> {
  const socket = connect(proxy.port, '127.0.0.1');
  // A test cuts it off.
  socket.on('error', () => undefined);
  sockets.push(socket);
  await once(socket, 'connect');
  return socket;
}

describe('the TCP proxy', () => {
  it('keeps the order of what was sent when the delay ends meanwhile', async () => {
    const socket = await connected();
    proxy.delay(200);
    socket.write('first,');
    // By the time later connections are through, the first piece is on its way.
    for (let count = 0; count < 3; count++) await connected();
    expect(received).toBe('');
    proxy.delay(0);
    socket.write('second');
    await until('both pieces', () => received.length === 12);
    expect(received).toBe('first,second');
  });

  it('lets nothing pass while it is silent, and resets the connection afterwards', async () => {
    const socket = await connected();
    socket.write('heard');
    await until('the proxy is open', () => received === 'heard');
    proxy.silence();
    socket.write('unheard');
    const other = await connected();
    other.write('unheard');
    proxy.heal();
    await until('the connections are gone', () => socket.destroyed && other.destroyed);
    expect(received).toBe('heard');
  });

  it('resets connections while it refuses, and serves those made afterwards', async () => {
    proxy.refuse();
    const refused = connect(proxy.port, '127.0.0.1');
    const [error] = await once(refused, 'error');
    expect(error).toMatchObject({ code: 'ECONNRESET' });
    proxy.heal();
    (await connected()).write('served');
    await until('the bytes', () => received === 'served');
  });
});
