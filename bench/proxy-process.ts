// A node's service proxy, serving one address for the server that its parent names.
import { once } from 'node:events';
import { createServer } from 'node:net';
import { systemClock } from '@portolan/client/clock.ts';
import type { EndpointSlice, Service } from '@portolan/client/generated/kubernetes.ts';
import { ServiceProxy } from '../apps/agent/src/proxy/service-proxy.ts';

const address = '127.0.0.1';
const place = { nodeName: 'n1', nodePortAddresses: [] };
const metadata = { name: 'web', namespace: 'default' };

const [serverUrl] = (await once(process, 'message')) as [string];
const port = await freePort();
const service: Service = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata,
  spec: { clusterIP: address, ports: [{ port }] },
};
const slice: EndpointSlice = {
  apiVersion: 'discovery.k8s.io/v1',
  kind: 'EndpointSlice',
  metadata,
  addressType: 'IPv4',
  ports: [{ port: Number(new URL(serverUrl).port) }],
  endpoints: [{ addresses: [address] }],
};
const proxy = new ServiceProxy({
  clock: systemClock,
  warn(text, error) {
    throw new Error(text, { cause: error });
  },
});
proxy.apply('default/web', service, [slice], place);
while (!proxy.rules().every(({ bound }) => bound)) await new Promise((resolve) => setImmediate(resolve));
process.send?.(`http://${address}:${port}`);

async function freePort(): Promise<number> {
  const listener = createServer().listen(0, address);
  await once(listener, 'listening');
  const found = listener.address();
  listener.close();
  await once(listener, 'close');
  if (found === null || typeof found === 'string') throw new Error('it does not listen');
  return found.port;
}
