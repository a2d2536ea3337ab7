import type { Container, Pod, Service } from '@portolan/client';
import { expect, it } from 'vitest';
import { type EnvironmentSources, environmentOf } from './environment.ts';
import { expand } from './expansion.ts';

const place = {
  nodeName: 'n1',
  hostIps: ['192.0.2.1'],
  podIps: ['127.128.0.2'],
  allocatable: { cpu: '4', memory: '1Gi' },
};

function serviceOf(name: string, namespace: string, clusterIP: string): Service {
  const ports = [{ name: 'http', port: 80, protocol: 'TCP' as const }];
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace }, spec: { clusterIP, ports } };
}

const sources: EnvironmentSources = {
  services: () => [
    serviceOf('kubernetes', 'default', '127.96.0.1'),
    serviceOf('my-db', 'shop', '127.96.0.7'),
    serviceOf('headless', 'shop', 'None'),
    serviceOf('other', 'elsewhere', '127.96.0.9'),
  ],
  objects: {
    configMap: async (_, name) =>
      name === 'settings'
        ? { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data: { COLOR: 'red', SIZE: 'L' } }
        : undefined,
    secret: async (_, name) =>
      name === 'key' ? { apiVersion: 'v1', kind: 'Secret', metadata: { name }, data: { KEY: 'aHVzaA==' } } : undefined,
  },
};

function variables(container: Partial<Container>, spec: object = {}): Promise<Map<string, string>> {
  const own = { name: 'main', ...container };
  const pod: Pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'web', namespace: 'shop', uid: 'u', labels: { app: 'web' } },
    spec: { containers: [own], serviceAccountName: 'robot', ...spec },
  };
  return environmentOf(pod, own, place, sources);
}

it('names the services of the namespace, and the API', async () => {
  const found = Object.fromEntries(await variables({}));
  expect(found).toMatchObject({
    MY_DB_SERVICE_HOST: '127.96.0.7',
    MY_DB_SERVICE_PORT: '80',
    MY_DB_SERVICE_PORT_HTTP: '80',
    MY_DB_PORT: 'tcp://127.96.0.7:80',
    MY_DB_PORT_80_TCP_ADDR: '127.96.0.7',
    KUBERNETES_SERVICE_HOST: '127.96.0.1',
  });
  expect(Object.keys(found).filter((name) => /^(HEADLESS|OTHER)/.test(name))).toEqual([]);
});

it('leaves out services where the pod wants no links, but for the API', async () => {
  const found = await variables({}, { enableServiceLinks: false });
  expect([...found.keys()].every((name) => name.startsWith('KUBERNETES_'))).toBe(true);
});

it('takes values from fields, resources, config maps and secrets', async () => {
  const found = await variables({
    resources: { limits: { memory: '64Mi' }, requests: { cpu: '250m' } },
    envFrom: [{ prefix: 'ALL_', configMapRef: { name: 'settings' } }, { secretRef: { name: 'key' } }],
    env: [
      { name: 'IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
      { name: 'APP', valueFrom: { fieldRef: { fieldPath: "metadata.labels['app']" } } },
      { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
      { name: 'MEMORY', valueFrom: { resourceFieldRef: { resource: 'limits.memory', divisor: '1Mi' } } },
      { name: 'CPU', valueFrom: { resourceFieldRef: { resource: 'requests.cpu' } } },
      { name: 'ALL_CPU', valueFrom: { resourceFieldRef: { resource: 'limits.cpu', divisor: '1m' } } },
      { name: 'SIZE', valueFrom: { configMapKeyRef: { name: 'settings', key: 'SIZE' } } },
      { name: 'NONE', valueFrom: { configMapKeyRef: { name: 'settings', key: 'nope', optional: true } } },
      { name: 'URL', value: 'http://$(MY_DB_SERVICE_HOST)/$(SIZE)/$(UNKNOWN)/$$(SIZE)' },
    ],
  });
  expect(Object.fromEntries(found)).toMatchObject({
    ALL_COLOR: 'red',
    KEY: 'hush',
    IP: '127.128.0.2',
    APP: 'web',
    NODE: 'n1',
    MEMORY: '64',
    CPU: '1',
    ALL_CPU: '4000',
    SIZE: 'L',
    URL: 'http://127.96.0.7/L/$(UNKNOWN)/$(SIZE)',
  });
  expect(found.has('NONE')).toBe(false);
});

it.each<[Partial<Container>, string]>([
  [{ envFrom: [{ configMapRef: { name: 'nope' } }] }, 'configmap "nope" not found'],
  [{ envFrom: [{ secretRef: { name: 'nope' } }] }, 'secret "nope" not found'],
  [
    { env: [{ name: 'A', valueFrom: { configMapKeyRef: { name: 'settings', key: 'x' } } }] },
    "couldn't find key x in ConfigMap shop/settings",
  ],
  [
    { env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 'key', key: 'x' } } }] },
    "couldn't find key x in Secret shop/key",
  ],
])('says what is missing: %j', async (container, message) => {
  await expect(variables(container)).rejects.toThrow(message);
});

it.each([
  ['$(A)', '1'],
  ['$$(A)', '$(A)'],
  ['$$$(A)', '$1'],
  ['$(B)', '$(B)'],
  ['$A $', '$A $'],
  ['$(A', '$(A'],
])('expands %s to %s', (text, expected) => {
  expect(expand(text, (name) => (name === 'A' ? '1' : undefined))).toBe(expected);
});
