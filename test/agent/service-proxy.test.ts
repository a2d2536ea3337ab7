// The proxy of a node against a real API, with a node's own rights.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type Client, connect } from '@portolan/client';
import { systemClock } from '@portolan/client/clock.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningServiceProxy, startServiceProxy } from '../../apps/agent/src/proxy/start-service-proxy.ts';
import { startApi, type TestApi } from '../support/api-server.ts';
import { until } from '../support/until.ts';

let api: TestApi;
let client: Client;
let node: Client;
let proxy: RunningServiceProxy;
const warnings: string[] = [];
const server = createServer((_request, response) => response.end('hello'));

beforeAll(async () => {
  api = await startApi();
  client = await connect({ server: api.url, token: api.token });
  server.listen(0, '127.128.78.1');
  await once(server, 'listening');
  const { joinNode } = await api.data('mutation { joinNode(name: "n1") { token } }');
  node = await connect({ server: api.url, token: joinNode.token });
  proxy = startServiceProxy({
    client: node,
    nodeName: 'n1',
    clock: systemClock,
    nodePortAddresses: ['127.0.0.1'],
    warn: (text) => warnings.push(text),
  });
  await proxy.synced;
});

afterAll(async () => {
  proxy.stop();
  server.close();
  client.close();
  node.close();
  await api.stop();
});

const service = { apiVersion: 'v1', kind: 'Service', metadata: { name: 'web', namespace: 'default' } } as const;

function slice(port: number) {
  const labels = { 'kubernetes.io/service-name': 'web' };
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'web-1', namespace: 'default', labels },
    addressType: 'IPv4',
    ports: [{ port }],
    endpoints: [{ addresses: ['127.128.78.1'] }],
  } as const;
}

it('serves a service within a second of its creation, on the addresses it was given, until it is deleted', async () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen');
  await client.endpointSlices.create(structuredClone(slice(address.port)) as never);
  const { object } = await client.services.create({ ...service, spec: { type: 'NodePort', ports: [{ port: 8201 }] } });
  const { clusterIP = '', ports = [] } = object.spec ?? {};
  const nodePort = ports[0]?.nodePort;
  await until('the addresses to be served', () => proxy.stats().bound === 2, 1_000);
  for (const url of [`http://${clusterIP}:8201`, `http://127.0.0.1:${nodePort}`]) {
    const response = await fetch(url, { headers: { connection: 'close' } });
    expect(await response.text()).toBe('hello');
  }
  await client.services.delete({ name: 'web', namespace: 'default' });
  await until('nothing to be served', () => proxy.stats().services === 0);
  await expect(fetch(`http://${clusterIP}:8201`)).rejects.toThrow();
  expect(warnings).toEqual([]);
});
