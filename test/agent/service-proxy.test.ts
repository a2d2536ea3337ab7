// The proxy of a node against a real API, with a node's own rights.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type Client, connect } from '@portolan/client';
import { systemClock } from '@portolan/client/clock.ts';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type RunningServiceProxy, startServiceProxy } from '../../apps/agent/src/proxy/start-service-proxy.ts';
import { startApi, type TestApi } from '../support/api-server.ts';
import { ask } from '../support/constant-load.ts';
import { until } from '../support/until.ts';

let api: TestApi;
let client: Client;
let node: Client;
let proxy: RunningServiceProxy;
const warnings: string[] = [];
const server = createServer((_request, response) => response.end('hello'));
/** The same for all, as pods of one deployment have it. */
const greetersPort = 8_202;
const greeters = [2, 3, 4].map((number) => ({
  address: `127.128.78.${number}`,
  server: createServer((_request, response) => response.end(`greeter ${number}`)),
}));

beforeAll(async () => {
  api = await startApi();
  client = await connect({ server: api.url, token: api.token });
  server.listen(0, '127.128.78.1');
  await once(server, 'listening');
  for (const { server, address } of greeters) {
    server.listen(greetersPort, address);
    await once(server, 'listening');
  }
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
  for (const each of [server, ...greeters.map((greeter) => greeter.server)]) each.close();
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

it('serves a service soon after its creation, on the addresses it was given, until it is deleted', async () => {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server does not listen');
  await client.endpointSlices.create(structuredClone(slice(address.port)) as never);
  const { object } = await client.services.create({ ...service, spec: { type: 'NodePort', ports: [{ port: 8201 }] } });
  const { clusterIP = '', ports = [] } = object.spec ?? {};
  const nodePort = ports[0]?.nodePort;
  await until('the addresses to be served', () => proxy.stats().bound === 2);
  for (const url of [`http://${clusterIP}:8201`, `http://127.0.0.1:${nodePort}`]) {
    const response = await fetch(url, { headers: { connection: 'close' } });
    expect(await response.text()).toBe('hello');
  }
  await client.services.delete({ name: 'web', namespace: 'default' });
  await until('nothing to be served', () => proxy.stats().services === 0);
  await expect(fetch(`http://${clusterIP}:8201`)).rejects.toThrow();
  expect(warnings).toEqual([]);
});

it('gives each of three endpoints exactly a third of 1,200 requests, and tells the table by which it does', {
  timeout: 300_000,
}, async () => {
  const metadata = { name: 'greeters', namespace: 'default' };
  await client.services.create({ apiVersion: 'v1', kind: 'Service', metadata, spec: { ports: [{ port: 8203 }] } });
  const { clusterIP: address = '' } = (await client.services.get(metadata)).spec ?? {};
  const rule = { namespace: 'default', service: 'greeters', portName: '', protocol: 'TCP', address, port: 8203 };
  await until('the service is in the table', () => proxy.rules().length > 0);
  expect(proxy.rules()).toEqual([{ ...rule, bound: false, targets: [] }]);
  const endpoints = greeters.map(({ address }, index) => ({ addresses: [address], nodeName: `n${index + 1}` }));
  const labels = { 'kubernetes.io/service-name': 'greeters' };
  await client.endpointSlices.create({
    ...structuredClone(slice(greetersPort)),
    metadata: { name: 'greeters-1', namespace: 'default', labels },
    endpoints,
  } as never);
  await until('the address is served', () => proxy.stats().bound === 1);
  const targets = greeters.map(({ address }, index) => ({
    address,
    port: greetersPort,
    nodeName: `n${index + 1}`,
    ready: true,
  }));
  expect(proxy.rules()).toEqual([{ ...rule, bound: true, targets }]);
  const answers = new Map<string, number>();
  const askers = Array.from({ length: 12 }, async () => {
    for (let asked = 0; asked < 100; asked++) {
      const answer = await ask(`http://${address}:8203`);
      answers.set(answer, (answers.get(answer) ?? 0) + 1);
    }
  });
  await Promise.all(askers);
  expect(Object.fromEntries(answers)).toEqual({ 'greeter 2': 400, 'greeter 3': 400, 'greeter 4': 400 });
});
