import { resolve } from 'node:path';
import { defaultNodeLifecycleOptions } from '@portolan/core/kinds/node/lifecycle/options.ts';
import { describe, expect, it } from 'vitest';
import { ConfigurationError, readConfiguration } from './configuration.ts';
import { controllerOptionsOf } from './loop-configuration.ts';

function problem(...args: string[]): string {
  try {
    readConfiguration(args, {});
    return '';
  } catch (error) {
    if (error instanceof ConfigurationError) return error.message;
    throw error;
  }
}

describe('readConfiguration', () => {
  it('needs no flag', () => {
    expect(readConfiguration([], {})).toMatchObject({ host: '127.0.0.1', data: resolve('.data'), 'log-level': 'info' });
  });

  it('takes the database from the flag before the environment', () => {
    const environment = { DATABASE_URL: 'postgresql://a@one/db' };
    expect(readConfiguration([], environment)['database-url']).toBe('postgresql://a@one/db');
    expect(readConfiguration(['--database-url', 'postgres://a@two/db'], environment)['database-url']).toBe(
      'postgres://a@two/db',
    );
  });

  it.each([
    ['--port', '70000'],
    ['--port', 'http'],
    ['--database-url', 'mysql://a@one/db'],
    ['--database-url', 'nonsense'],
    ['--log-level', 'loud'],
    ['--shutdown-delay-seconds', '-1'],
    ['--data', ''],
    ['--controllers', '*,-no-such-controller'],
    ['--leader-elect', 'perhaps'],
    ['--leader-elect-lease-duration', '15'],
    ['--leader-elect-lease-duration', '10s'],
    ['--leader-elect-renew-deadline', '2400ms'],
    ['--leader-elect-retry-period', '-1s'],
    ['--leader-elect-resource-lock', 'endpoints'],
    ['--leader-elect-resource-lock', 'configmaps'],
    ['--leader-elect-resource-namespace', ''],
    ['--node-monitor-period', '0s'],
    ['--node-monitor-grace-period', '40'],
    ['--node-startup-grace-period', '-1m'],
    ['--node-eviction-rate', '-1'],
    ['--secondary-node-eviction-rate', 'slow'],
    ['--unhealthy-zone-threshold', '55'],
    ['--large-cluster-size-threshold', '0.5'],
    ['--cluster-cidr', '127.128.0.0'],
    ['--cluster-cidr', 'fd00::/64'],
    ['--node-cidr-mask-size', '33'],
    ['--node-cidr-mask-size', '8'],
    ['--terminated-pod-gc-threshold', 'many'],
    ['--service-cluster-ip-range', '127.96.0.0/4'],
    ['--service-cluster-ip-range', 'fd00::/64'],
    ['--service-node-port-range', '30000'],
    ['--concurrent-rc-syncs', '0'],
    ['--service-node-port-range', '30000-20000'],
    ['--service-node-port-range', '1-70000'],
  ])('names the flag that is wrong: %s %s', (flag, value) => {
    expect(problem(`${flag}=${value}`)).toMatch(new RegExp(`^${flag}: `));
  });

  it('reads the ranges of services', () => {
    const read = readConfiguration(['--service-cluster-ip-range=10.0.0.0/16', '--service-node-port-range=100-200'], {});
    expect(read['service-cluster-ip-range']).toBe('10.0.0.0/16');
    expect(read['service-node-port-range']).toEqual({ first: 100, last: 200 });
  });

  it('hands the controllers what it was told of them, and the defaults of the rest', () => {
    const flags = ['--node-monitor-period=1s', '--node-monitor-grace-period=1m30s', '--node-eviction-rate=2'];
    const more = ['--cluster-cidr=127.129.0.0/16', '--concurrent-rc-syncs=2'];
    const { settings } = controllerOptionsOf(readConfiguration([...flags, ...more], {}));
    expect(settings).toEqual({
      concurrency: {
        'deployment-controller': 5,
        'endpoints-controller': 5,
        'endpointslice-controller': 5,
        'endpointslice-mirroring-controller': 5,
        'garbage-collector-controller': 20,
        'namespace-controller': 10,
        'replicaset-controller': 5,
        'replicationcontroller-controller': 2,
      },
      nodeIpam: { clusterCidr: '127.129.0.0/16', nodeCidrMaskSize: 24 },
      nodeLifecycle: {
        ...defaultNodeLifecycleOptions,
        monitorPeriodMs: 1_000,
        gracePeriodMs: 90_000,
        evictionRate: 2,
      },
      podGarbageCollection: { terminatedThreshold: 12_500 },
    });
  });

  it('refuses what it does not know', () => {
    expect(problem('--prot', '4000')).toContain("'--prot'");
    expect(problem('extra')).toContain("'extra'");
  });

  it('serves plain HTTP on loopback addresses only', () => {
    for (const host of ['127.0.0.1', '127.8.0.1', '::1', 'localhost']) expect(problem('--host', host)).toBe('');
    for (const host of ['0.0.0.0', '::', '10.0.0.1', 'example.org', '127.example.org']) {
      expect(problem('--host', host)).toContain('is not a loopback address');
    }
    expect(problem('--host', '0.0.0.0', '--tls-cert-file', 'c.pem', '--tls-private-key-file', 'k.pem')).toBe('');
    expect(problem('--tls-cert-file', 'c.pem')).toBe('--tls-private-key-file: is needed with --tls-cert-file');
  });

  it('elects with Kubernetes’ seven parameters and defaults, and takes them as Kubernetes’ flags', () => {
    expect(readConfiguration(['--leader-elect'], {})).toMatchObject({
      controllers: ['*'],
      'leader-elect': true,
      'leader-elect-lease-duration': 15_000,
      'leader-elect-renew-deadline': 10_000,
      'leader-elect-retry-period': 2_000,
      'leader-elect-resource-lock': 'leases',
      'leader-elect-resource-namespace': 'kube-system',
    });
    const args = ['--leader-elect=false', '--leader-elect-lease-duration=1m30s', '--leader-elect-resource-name=mine'];
    expect(readConfiguration(args, {})).toMatchObject({
      'leader-elect': false,
      'leader-elect-lease-duration': 90_000,
      'leader-elect-resource-name': 'mine',
    });
  });

  it('says to use leases to whoever asks for a lock that Kubernetes had', () => {
    expect(problem('--leader-elect-resource-lock=endpoints')).toBe(
      '--leader-elect-resource-lock: Invalid value: "endpoints": endpoints lock is removed, migrate to leases',
    );
  });
});
