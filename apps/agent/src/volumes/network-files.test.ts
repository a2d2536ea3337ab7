import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Pod } from '@portolan/client';
import { expect, it } from 'vitest';
import { networkFiles, prepareNetworkFiles } from './network-files.ts';

const container = { name: 'main', image: 'web:1' };
const podOf = (spec: Partial<NonNullable<Pod['spec']>>): Pod => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'web', namespace: 'shop' },
  spec: { containers: [container], ...spec },
});
const host: Readonly<Record<string, string>> = {
  '/etc/hosts': '127.0.0.1\tlocalhost\n',
  '/etc/resolv.conf': '# ours\nnameserver 192.0.2.53\nsearch a.example\noptions ndots:1 edns0\n',
};
const contents = (spec: Partial<NonNullable<Pod['spec']>>) =>
  Object.fromEntries(
    networkFiles(podOf(spec), ['127.128.0.5'], (path) => host[path] ?? '').map(({ path, content }) => [path, content]),
  );
const dnsConfig = {
  nameservers: ['192.0.2.54', '192.0.2.53'],
  searches: ['b.example'],
  options: [{ name: 'ndots', value: '5' }, { name: 'rotate' }],
};

it('are the host’s own where a pod asks for nothing', () => {
  expect(contents({ dnsPolicy: 'ClusterFirst' })).toEqual({});
});

it('name the pod and its aliases beside what the host names', () => {
  const hostAliases = [{ ip: '192.0.2.7', hostnames: ['db', 'db.example'] }];
  expect(contents({ hostAliases })['/etc/hosts']).toBe(
    '127.0.0.1\tlocalhost\n127.128.0.5\tweb\n\n# Entries added by HostAliases.\n192.0.2.7\tdb\tdb.example\n',
  );
  expect(contents({ hostAliases, hostNetwork: true })['/etc/hosts']).not.toContain('127.128.0.5');
  expect(contents({ hostAliases, subdomain: 'sub' })['/etc/hosts']).toContain(
    '127.128.0.5\tweb.sub.shop.svc.cluster.local\tweb\n',
  );
});

it.each([
  [
    'Default',
    'search a.example b.example\nnameserver 192.0.2.53\nnameserver 192.0.2.54\noptions ndots:5 edns0 rotate\n',
  ],
  ['None', 'search b.example\nnameserver 192.0.2.54\nnameserver 192.0.2.53\noptions ndots:5 rotate\n'],
])('ask the servers that the pod names, by policy %s', (dnsPolicy, content) => {
  expect(contents({ dnsConfig, dnsPolicy })).toEqual({ '/etc/resolv.conf': content });
});

it('are mounted where the container mounts nothing itself, and change in place', () => {
  const directory = mkdtempSync(join(tmpdir(), 'portolan-files-'));
  const file = (content: string) => ({ name: 'etc-hosts', path: '/etc/hosts', content });
  prepareNetworkFiles(directory, [file('before')]);
  const mountsOf = prepareNetworkFiles(directory, [file('after')]);
  const hostPath = join(directory, 'etc-hosts');
  expect(mountsOf(container)).toEqual([
    { volumeName: 'etc-hosts', containerPath: '/etc/hosts', hostPath, readOnly: false },
  ]);
  expect(mountsOf({ ...container, volumeMounts: [{ name: 'own', mountPath: '/etc/hosts' }] })).toEqual([]);
  expect(readFileSync(hostPath, 'utf8')).toBe('after');
  rmSync(directory, { recursive: true });
});
