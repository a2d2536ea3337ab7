import { createServer as createHttp } from 'node:http';
import { createServer as createHttp2, type Http2Server } from 'node:http2';
import type { AddressInfo, Server } from 'node:net';
import type { Container, Probe } from '@portolan/client';
import { afterEach, describe, expect, it } from 'vitest';
import { systemAgentClock as clock } from '../clock.ts';
import { HollowRuntime } from '../hollow/hollow-runtime.ts';
import { runProbe } from './run-probe.ts';

const servers: Array<Server | Http2Server> = [];
const closed = 1; // Nobody listens on the port of tcpmux.

afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function portOf(server: Server | Http2Server): Promise<number> {
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

function probe(given: Probe, container: Partial<Container> = {}) {
  const place = { runtime: new HollowRuntime({ clock }), clock, containerId: 'c', podIp: '127.0.0.1' };
  return runProbe(given, { name: 'main', ...container }, place);
}

describe('an HTTP probe', () => {
  it.each([
    [200, 'success', 'body'],
    [399, 'warning', 'Probe terminated redirects, Response body: body'],
    [400, 'failure', 'HTTP probe failed with statuscode: 400'],
    [503, 'failure', 'HTTP probe failed with statuscode: 503'],
  ])('of status %i is a %s', async (status, result, output) => {
    const port = await portOf(createHttp((_, response) => response.writeHead(status).end('body')));
    expect(await probe({ httpGet: { port } })).toEqual({ result, output });
  });

  it('asks by its path, headers and the name of a port', async () => {
    const server = createHttp(({ url, headers }, response) => {
      response.end(`${url} ${headers.host} ${headers['x-a']} ${headers['user-agent']}`);
    });
    const containerPort = await portOf(server);
    const httpHeaders = [
      { name: 'Host', value: 'example.com' },
      { name: 'X-A', value: 'b' },
    ];
    const httpGet = { port: 'web', path: '/ready?x=1', httpHeaders };
    const { output } = await probe({ httpGet }, { ports: [{ name: 'web', containerPort }] });
    expect(output).toBe('/ready?x=1 example.com b kube-probe/1.36');
  });

  it('follows a redirect on the same host', async () => {
    const server = createHttp(({ url }, response) => {
      if (url === '/') response.writeHead(302, { location: '/there' }).end();
      else response.end(url);
    });
    expect(await probe({ httpGet: { port: await portOf(server) } })).toMatchObject({
      result: 'success',
      output: '/there',
    });
  });

  it('gives up after its timeout', async () => {
    const port = await portOf(createHttp(() => undefined));
    const { result, output } = await probe({ httpGet: { port }, timeoutSeconds: 0.1 });
    expect(result).toBe('failure');
    expect(output).toContain('context deadline exceeded');
  });

  it('says that nobody listens', async () => {
    expect((await probe({ httpGet: { port: closed } })).output).toBe(
      `Get "http://127.0.0.1:${closed}/": dial tcp 127.0.0.1:${closed}: connect: connection refused`,
    );
  });
});

it('a TCP probe succeeds where somebody listens', async () => {
  const port = await portOf(createHttp());
  expect(await probe({ tcpSocket: { port } })).toEqual({ result: 'success', output: '' });
  expect(await probe({ tcpSocket: { port: closed } })).toMatchObject({ result: 'failure' });
});

describe('a gRPC probe', () => {
  async function health(status: number, code = '0'): Promise<number> {
    const server = createHttp2();
    server.on('stream', (stream) => {
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': code }));
      stream.end(Buffer.from([0, 0, 0, 0, 2, 8, status]));
    });
    return portOf(server);
  }

  it.each([
    [1, '0', 'success', 'service healthy'],
    [2, '0', 'failure', 'service unhealthy (responded with "NOT_SERVING")'],
    [1, '12', 'failure', 'does not implement the grpc health protocol'],
  ])('of status %i and code %s is a %s', async (status, code, result, output) => {
    const found = await probe({ grpc: { port: await health(status, code) } });
    expect(found.result).toBe(result);
    expect(found.output).toContain(output);
  });

  it('says that nobody listens', async () => {
    const { output } = await probe({ grpc: { port: closed } });
    expect(output).toBe(`timeout: failed to connect service "127.0.0.1:${closed}" within 1s`);
  });
});
