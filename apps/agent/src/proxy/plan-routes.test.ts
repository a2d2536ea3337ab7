import type { Endpoint, EndpointSlice, Service, ServiceSpec } from '@portolan/client/generated/kubernetes.ts';
import { describe, expect, it } from 'vitest';
import { type Place, planRoutes } from './plan-routes.ts';

const here: Place = { nodeName: 'n1', zone: 'z1', nodePortAddresses: ['127.0.0.1'] };

function service(spec: ServiceSpec = {}): Service {
  const ports = [{ name: 'http', port: 80, targetPort: 8080, protocol: 'TCP' as const }];
  const metadata = { name: 'web', namespace: 'default' };
  return { apiVersion: 'v1', kind: 'Service', metadata, spec: { clusterIP: '127.96.0.10', ports, ...spec } };
}

/** `1` is ready on n1, `2` on n2 and so on; flags change that. */
function endpoint(text: string): Endpoint {
  const [number = '', ...flags] = text.split(' ');
  const conditions = {
    ready: !flags.includes('unready') && !flags.includes('ending'),
    serving: !flags.includes('unready'),
    terminating: flags.includes('ending') || flags.includes('ended'),
  };
  const hint = (name: string) => flags.find((flag) => flag.startsWith(`${name}:`))?.slice(name.length + 1);
  const [zone, node] = [hint('zone'), hint('node')];
  return {
    addresses: [`127.128.0.${number}`],
    conditions,
    nodeName: `n${number}`,
    ...((zone || node) && {
      hints: { ...(zone && { forZones: [{ name: zone }] }), ...(node && { forNodes: [{ name: node }] }) },
    }),
  };
}

function slice(texts: readonly string[], port = 8080): EndpointSlice {
  return {
    apiVersion: 'discovery.k8s.io/v1',
    kind: 'EndpointSlice',
    metadata: { name: 'web-a', namespace: 'default' },
    addressType: 'IPv4',
    ports: [{ name: 'http', port, protocol: 'TCP' }],
    endpoints: texts.map(endpoint),
  };
}

/** `address:port → last numbers of the endpoints` */
function told(spec: ServiceSpec, ...texts: string[]): string[] {
  const { routes } = planRoutes(service(spec), [slice(texts)], here);
  return routes.map(({ address, port, targets }) => {
    return `${address}:${port} → ${targets.map((each) => each.address.split('.')[3]).join(' ')}`;
  });
}

const nodePort = { type: 'NodePort', ports: [{ name: 'http', port: 80, nodePort: 30_080 }] } as const;
const outside = { ...nodePort, ports: [...nodePort.ports] };

describe('a service', () => {
  it.each<[string, ServiceSpec, string[], string[]]>([
    ['leads to what is ready', {}, ['1', '2 unready', '3'], ['127.96.0.10:80 → 1 3']],
    [
      'leads to what serves to its end when nothing is ready',
      {},
      ['1 ending', '2 unready', '3 unready ended'],
      ['127.96.0.10:80 → 1'],
    ],
    ['leaves alone what ends while something is ready', {}, ['1 ending', '2'], ['127.96.0.10:80 → 2']],
    ['is not listened for without endpoints', {}, ['1 unready'], []],
    ['has a node port too', outside, ['1', '2'], ['127.96.0.10:80 → 1 2', '127.0.0.1:30080 → 1 2']],
    [
      'keeps outside traffic on its node',
      { ...outside, externalTrafficPolicy: 'Local' },
      ['1', '2'],
      ['127.96.0.10:80 → 1 2', '127.0.0.1:30080 → 1'],
    ],
    [
      'keeps outside traffic on its node to the end',
      { ...outside, externalTrafficPolicy: 'Local' },
      ['1 ending', '2'],
      ['127.96.0.10:80 → 2', '127.0.0.1:30080 → 1'],
    ],
    ['keeps inside traffic on its node', { internalTrafficPolicy: 'Local' }, ['1', '2'], ['127.96.0.10:80 → 1']],
    ['has nothing for inside traffic elsewhere', { internalTrafficPolicy: 'Local' }, ['2'], []],
    ['goes to its zone where all say theirs', {}, ['1 zone:z1', '2 zone:z2'], ['127.96.0.10:80 → 1']],
    ['goes anywhere where one does not', {}, ['1 zone:z1', '2'], ['127.96.0.10:80 → 1 2']],
    ['goes anywhere where its zone has none', {}, ['1 zone:z2', '2 zone:z3'], ['127.96.0.10:80 → 1 2']],
    ['goes to its node before its zone', {}, ['1 zone:z1 node:n1', '2 zone:z1 node:n2'], ['127.96.0.10:80 → 1']],
    ['without a cluster IP is none of ours', { clusterIP: 'None' }, ['1'], []],
    ['with a name is none of ours', { type: 'ExternalName', externalName: 'example.com' }, ['1'], []],
  ])('%s', (_, spec, texts, expected) => {
    expect(told(spec, ...texts)).toEqual(expected);
  });

  it('finds the number of each port in its slices, and an endpoint in two of them once', () => {
    const slices = [slice(['1']), slice(['1', '2']), slice(['3'], 9090)];
    const [route] = planRoutes(service(), slices, here).routes;
    expect(route?.targets.map(({ address, port }) => `${address}:${port}`)).toEqual([
      '127.128.0.1:8080',
      '127.128.0.2:8080',
      '127.128.0.3:9090',
    ]);
  });

  it('has clients stay for three hours unless it says otherwise', () => {
    const affinity = (spec: ServiceSpec) => planRoutes(service(spec), [slice(['1'])], here).routes[0]?.affinityMs;
    expect(affinity({})).toBeUndefined();
    expect(affinity({ sessionAffinity: 'ClientIP' })).toBe(10_800_000);
    const config = { clientIP: { timeoutSeconds: 5 } };
    expect(affinity({ sessionAffinity: 'ClientIP', sessionAffinityConfig: config })).toBe(5_000);
  });

  it('tells balancers how many endpoints the node has', () => {
    const spec = { ...outside, type: 'LoadBalancer', externalTrafficPolicy: 'Local', healthCheckNodePort: 30_500 };
    expect(planRoutes(service(spec), [slice(['1', '2', '1 ending'])], here).healthChecks).toMatchObject([
      { address: '127.0.0.1', port: 30_500, service: { namespace: 'default', name: 'web' }, localEndpoints: 0 },
    ]);
    expect(planRoutes(service(spec), [slice(['1', '2'])], here).healthChecks[0]?.localEndpoints).toBe(1);
  });
});
