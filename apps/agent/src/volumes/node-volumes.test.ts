import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConfigMap, Pod, Secret, Volume, VolumeMount } from '@portolan/client';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { mountPoints } from '../process-runtime/mount-points.ts';
import type { Mount } from '../runtime/runtime-service.ts';
import { NodeVolumes } from './node-volumes.ts';

const isRoot = process.getuid?.() === 0;
const uid = '0a1b2c3d-0000-4000-8000-000000000000';
const place = {
  nodeName: 'node-1',
  hostIps: ['192.0.2.1'],
  podIps: ['127.128.0.5'],
  allocatable: { cpu: '2', memory: '4Gi' },
};

describe('the volumes of a pod', () => {
  let directory: string;
  let volumes: NodeVolumes;
  const configMaps = new Map<string, ConfigMap>();
  const secrets = new Map<string, Secret>();

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'portolan-volumes-'));
    configMaps.clear();
    secrets.clear();
    volumes = new NodeVolumes(join(directory, 'pods'), {
      configMap: async (_namespace, name) => configMaps.get(name),
      secret: async (_namespace, name) => secrets.get(name),
    });
  });

  afterEach(async () => {
    await volumes.remove(uid);
    rmSync(directory, { recursive: true });
  });

  function pod(source: Partial<Volume>, mount: Partial<VolumeMount> = {}, more: Partial<Pod['metadata']> = {}): Pod {
    const volumeMounts = [{ name: 'data', mountPath: '/data', ...mount }];
    const env = [{ name: 'WHERE', value: 'sub/dir' }];
    const resources = { limits: { memory: '64Mi' } };
    return {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'web', namespace: 'default', uid, labels: { app: 'web' }, ...more },
      spec: {
        containers: [{ name: 'main', image: 'x', volumeMounts, env, resources }],
        volumes: [{ name: 'data', ...source }],
      },
    };
  }

  async function mountOf(given: Pod): Promise<Mount> {
    const [mount] = (await volumes.prepare(given, place)).get('main') ?? [];
    if (!mount) throw new Error('no mount');
    return mount;
  }

  function configMap(name: string, data: Record<string, string>, binaryData: Record<string, string> = {}): void {
    configMaps.set(name, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name }, data, binaryData });
  }

  it('lays an emptyDir where kubelet does, keeps what is in it, and removes it with the pod', async () => {
    const mount = await mountOf(pod({ emptyDir: {} }));
    expect(mount).toMatchObject({ containerPath: '/data', volumeName: 'data', readOnly: false });
    expect(mount.hostPath).toBe(join(directory, 'pods', uid, 'volumes/kubernetes.io~empty-dir/data'));
    expect(statSync(mount.hostPath).mode & 0o7777).toBe(0o777);
    writeFileSync(join(mount.hostPath, 'kept'), '');
    await mountOf(pod({ emptyDir: {} }));
    expect(existsSync(join(mount.hostPath, 'kept'))).toBe(true);
    await volumes.remove(uid);
    expect(volumes.list()).toEqual([]);
  });

  it.runIf(isRoot)('keeps an emptyDir of medium Memory in memory, within its limit', async () => {
    const given = pod({ emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } });
    const { hostPath } = await mountOf(given);
    await mountOf(given);
    expect(mountPoints().filter((path) => path === hostPath)).toHaveLength(1);
    expect(() => writeFileSync(join(hostPath, 'large'), Buffer.alloc(2 << 20))).toThrow('ENOSPC');
    await volumes.remove(uid);
    expect(mountPoints()).not.toContain(hostPath);
  });

  it('makes files of a config map, text and binary, read-only for containers', async () => {
    configMap('web', { 'app.conf': 'a=1\n' }, { blob: Buffer.from([0, 255]).toString('base64') });
    const { hostPath, readOnly } = await mountOf(pod({ configMap: { name: 'web', defaultMode: 0o440 } }));
    expect(readOnly).toBe(true);
    expect(readdirSync(hostPath).filter((name) => !name.startsWith('..'))).toEqual(['app.conf', 'blob']);
    expect(readFileSync(join(hostPath, 'app.conf'), 'utf8')).toBe('a=1\n');
    expect([...readFileSync(join(hostPath, 'blob'))]).toEqual([0, 255]);
    expect(statSync(join(hostPath, 'app.conf')).mode & 0o777).toBe(0o440);
    expect(readlinkSync(join(hostPath, 'app.conf'))).toBe('..data/app.conf');
  });

  it('changes all files of a config map at once, and none when nothing changed', async () => {
    configMap('web', { a: '1', b: '1' });
    const given = pod({ configMap: { name: 'web' } });
    const { hostPath } = await mountOf(given);
    const first = readlinkSync(join(hostPath, '..data'));
    await mountOf(given);
    expect(readlinkSync(join(hostPath, '..data'))).toBe(first);
    configMap('web', { a: '2', c: '2' });
    await mountOf(given);
    expect(readlinkSync(join(hostPath, '..data'))).not.toBe(first);
    expect(readdirSync(hostPath).filter((name) => !name.startsWith('..'))).toEqual(['a', 'c']);
    expect(readFileSync(join(hostPath, 'a'), 'utf8')).toBe('2');
    expect(existsSync(join(hostPath, first))).toBe(false);
  });

  it('takes the keys that are asked for to the paths given', async () => {
    secrets.set('tls', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'tls' }, data: { key: 'c2VjcmV0' } });
    const items = [{ key: 'key', path: 'deep/er/key', mode: 0o400 }];
    const { hostPath } = await mountOf(pod({ secret: { secretName: 'tls', items } }));
    expect(readFileSync(join(hostPath, 'deep/er/key'), 'utf8')).toBe('secret');
    expect(statSync(join(hostPath, 'deep/er/key')).mode & 0o777).toBe(0o400);
  });

  it.each([
    ['a missing config map', { configMap: { name: 'none' } }, 'configmap "none" not found'],
    ['a missing secret', { secret: { secretName: 'none' } }, 'secret "none" not found'],
    [
      'a missing key',
      { configMap: { name: 'web', items: [{ key: 'no', path: 'no' }] } },
      'configmap references non-existent config key: no',
    ],
    [
      'a path out of the volume',
      { configMap: { name: 'web', items: [{ key: 'a', path: '../a' }] } },
      "must not contain '..'",
    ],
    [
      'a token',
      { projected: { sources: [{ serviceAccountToken: { path: 'token' } }] } },
      'issues no service account tokens',
    ],
    ['an unknown type', { nfs: { server: 'x', path: '/' } }, 'cannot mount volumes of type nfs'],
    [
      'a missing directory',
      { hostPath: { path: '/portolan-none', type: 'Directory' } },
      'hostPath type check failed: /portolan-none is not a directory',
    ],
    [
      'a directory for a file',
      { hostPath: { path: '/etc', type: 'File' } },
      'hostPath type check failed: /etc is not a file',
    ],
    ['a directory for a device', { hostPath: { path: '/etc', type: 'BlockDevice' } }, '/etc is not a block device'],
  ])('refuses %s as kubelet does', async (_what, source, message) => {
    configMap('web', { a: '1' });
    const refused = volumes.prepare(pod(source as Partial<Volume>), place);
    await expect(refused).rejects.toThrow(`MountVolume.SetUp failed for volume "data" : `);
    await expect(refused).rejects.toThrow(message);
  });

  it('takes an optional object that is missing for empty', async () => {
    const { hostPath } = await mountOf(pod({ configMap: { name: 'none', optional: true } }));
    expect(readdirSync(hostPath).filter((name) => !name.startsWith('..'))).toEqual([]);
  });

  it('projects fields, resources and objects into one directory, and follows the labels', async () => {
    configMap('web', { conf: 'c' });
    const projected = {
      sources: [
        { configMap: { name: 'web' } },
        {
          downwardAPI: {
            items: [
              { path: 'labels', fieldRef: { fieldPath: 'metadata.labels' } },
              { path: 'ip', fieldRef: { fieldPath: 'status.podIP' } },
              {
                path: 'memory',
                resourceFieldRef: { containerName: 'main', resource: 'limits.memory', divisor: '1Mi' },
              },
            ],
          },
        },
      ],
    };
    const { hostPath } = await mountOf(pod({ projected }));
    const read = (name: string) => readFileSync(join(hostPath, name), 'utf8');
    expect([read('conf'), read('labels'), read('ip'), read('memory')]).toEqual(['c', 'app="web"', '127.128.0.5', '64']);
    await mountOf(pod({ projected }, {}, { labels: { app: 'api' } }));
    expect(read('labels')).toBe('app="api"');
  });

  it('checks and makes places of the host as their type says', async () => {
    const wanted = join(directory, 'made/deep');
    expect((await mountOf(pod({ hostPath: { path: wanted, type: 'DirectoryOrCreate' } }))).hostPath).toBe(wanted);
    expect(statSync(wanted).isDirectory()).toBe(true);
    const file = join(directory, 'file');
    await mountOf(pod({ hostPath: { path: file, type: 'FileOrCreate' } }));
    expect(statSync(file).isFile()).toBe(true);
    await mountOf(pod({ hostPath: { path: '/dev/null', type: 'CharDevice' } }));
    const socket = join(directory, 'socket');
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    await mountOf(pod({ hostPath: { path: socket, type: 'Socket' } }));
    await new Promise((resolve) => server.close(resolve));
    await volumes.remove(uid);
    expect(existsSync(wanted)).toBe(true);
  });

  it('mounts a part of a volume, made if it is missing, its name with variables or without', async () => {
    const fixed = await mountOf(pod({ emptyDir: {} }, { subPath: 'a/b' }));
    expect(fixed.hostPath).toMatch(/kubernetes.io~empty-dir\/data\/a\/b$/);
    const expanded = await mountOf(pod({ emptyDir: {} }, { subPathExpr: 'x/$(WHERE)' }));
    expect(statSync(expanded.hostPath).isDirectory()).toBe(true);
    expect(expanded.hostPath).toMatch(/data\/x\/sub\/dir$/);
    await expect(volumes.prepare(pod({ emptyDir: {} }, { subPathExpr: '$(NONE)' }), place)).rejects.toThrow(
      'missing value for "NONE"',
    );
    configMap('web', { conf: 'c' });
    const file = await mountOf(pod({ configMap: { name: 'web' } }, { subPath: 'conf' }));
    expect(readFileSync(file.hostPath, 'utf8')).toBe('c');
  });

  it('lets no subPath lead out of its volume', async () => {
    const { hostPath } = await mountOf(pod({ emptyDir: {} }));
    const outside = join(directory, 'outside');
    mkdirSync(outside);
    symlinkSync(outside, join(hostPath, 'link'));
    symlinkSync(join(outside, 'none'), join(hostPath, 'dangling'));
    for (const subPath of ['../..', 'a/../../..', '/etc', 'link', 'link/made', 'dangling', 'dangling/x']) {
      await expect(volumes.prepare(pod({ emptyDir: {} }, { subPath }), place), subPath).rejects.toThrow('subPath');
    }
    expect(readdirSync(outside)).toEqual([]);
  });

  it('gives a pod with aliases a file of hosts of its own', async () => {
    const given = pod({ emptyDir: {} });
    const spec = { ...given.spec, hostAliases: [{ ip: '192.0.2.7', hostnames: ['db'] }] };
    const mounts = (await volumes.prepare({ ...given, spec } as Pod, place)).get('main') ?? [];
    const [, hosts] = mounts;
    expect(hosts).toMatchObject({ containerPath: '/etc/hosts' });
    expect(readFileSync(hosts?.hostPath ?? '', 'utf8')).toMatch(/127\.128\.0\.5\tweb\n.*192\.0\.2\.7\tdb\n$/s);
  });
});
