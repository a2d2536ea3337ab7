// undo: takes a change set back in one of its own, and nothing of what somebody else has changed since.
import { type Client, connect } from '@portolan/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { startApi, type TestApi } from '../support/api-server.ts';
import { CommandLine } from '../support/command-line.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let api: TestApi;
let client: Client;
let cli: CommandLine;
let count = 0;
let namespace: string;

const output = async (...words: string[]) => {
  const { stdout, stderr, code } = await cli.run([...words, '-n', namespace]);
  return [stdout, stderr, code];
};
const settings = (name: string, data: Record<string, string> = {}) => ({
  apiVersion: 'v1' as const,
  kind: 'ConfigMap' as const,
  metadata: { name, namespace },
  data,
});
const dataOf = async (name: string) => (await client.configMaps.find({ namespace, name }))?.data;
const names = async () => (await client.configMaps.list({ namespace })).items.map(({ metadata }) => metadata.name);

beforeAll(async () => {
  api = await startApi();
  client = await connect({ server: api.url, token: api.token });
  cli = new CommandLine(api);
});
afterAll(async () => {
  client?.close();
  await api?.stop();
});
beforeEach(async () => {
  namespace = `shop-${++count}`;
  await client.apply([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    settings('kept', { color: 'red', size: 'L' }),
    settings('gone', { a: '1' }),
  ]);
});

/** One change set that creates, changes and deletes. */
async function change(): Promise<string> {
  const { operations } = client.configMaps;
  const { revision } = await client.commit([
    operations.create(settings('made', { b: '2' })),
    operations.patch({ namespace, name: 'kept' }, { data: { color: 'green' } }),
    operations.delete({ namespace, name: 'gone' }),
  ]);
  return revision;
}

describe('undo', () => {
  it('takes back one’s own last change set: what it created, changed and deleted', async () => {
    const revision = await change();
    await client.configMaps.patch({ namespace, name: 'kept' }, { data: { size: 'XL' } });
    const { revision: other } = await client.configMaps.patch({ namespace, name: 'kept' }, { data: { size: 'S' } });
    expect(Number(other)).toBeGreaterThan(Number(revision));
    const [stdout, stderr, code] = await output('undo', revision);
    expect([stdout, code]).toEqual(['configmap/gone created\nconfigmap/kept configured\nconfigmap/made deleted\n', 0]);
    expect(stderr).toMatch(new RegExp(`^Taking back revision ${revision}: commit by admin, \\d+s ago\n`));
    expect(stderr).toContain('\n-  color: green\n+  color: red\n');
    expect(await names()).toEqual(['gone', 'kept']);
    expect(await dataOf('gone')).toEqual({ a: '1' });
    // What was changed since stays.
    expect(await dataOf('kept')).toEqual({ color: 'red', size: 'S' });
    // It is a change set like any other, which can be taken back.
    const [history] = await output('history', '--limit', '1', '--no-headers');
    expect(history).toContain(`undo of revision ${revision}`);
    expect((await output('undo', '-y')).at(2)).toBe(0);
    expect(await names()).toEqual(['kept', 'made']);
    expect(await dataOf('kept')).toEqual({ color: 'green', size: 'S' });
  });

  it('shows what it would do, and does not do it, in a dry run', async () => {
    const revision = await change();
    for (const how of ['server', 'client']) {
      const [stdout, stderr, code] = await output('undo', `--dry-run=${how}`);
      const note = how === 'server' ? '(server dry run)' : '(dry run)';
      expect([stderr, code]).toEqual([expect.stringContaining(`Taking back revision ${revision}`), 0]);
      expect(stdout).toMatch(/^\+ configmap\/gone\n--- LIVE\/configmap\/kept\n/);
      expect(stdout).toContain(`- configmap/made\nconfigmap/gone created ${note}\n`);
    }
    expect(await names()).toEqual(['kept', 'made']);
  });

  it('does nothing at all where one of the objects was changed since, and names it', async () => {
    const revision = await change();
    await client.configMaps.patch({ namespace, name: 'kept' }, { data: { color: 'blue' } });
    expect(await output('undo', revision)).toEqual([
      '',
      `error: configmap/kept has been changed since revision ${revision}: data.color is "blue" and was "green"\n`,
      5,
    ]);
    await client.configMaps.create(settings('gone', { a: '9' }));
    await client.configMaps.patch({ namespace, name: 'made' }, { data: { c: '3' } });
    const [, stderr] = await output('undo', revision);
    expect(stderr).toContain(`error: configmap/gone is there again, made after revision ${revision}\n`);
    expect(stderr).toContain('error: configmap/made has been changed since');
    expect(await dataOf('kept')).toEqual({ color: 'blue', size: 'L' });
    expect(await dataOf('gone')).toEqual({ a: '9' });
  });

  it('is refused where nothing is left to take back, and where there is no such change set', async () => {
    const revision = await change();
    await output('undo', revision);
    // Its deletion and its creation are undone, and what it changed is as before.
    const [stdout, stderr, code] = await output('undo', revision);
    expect([stdout, code]).toEqual(['', 5]);
    expect(stderr).toContain('configmap/gone is there again');
    const patched = (await client.configMaps.patch({ namespace, name: 'kept' }, { data: { color: 'x' } })).revision;
    await client.configMaps.patch({ namespace, name: 'kept' }, { data: { color: 'red' } });
    expect(await output('undo', patched)).toEqual([
      '',
      expect.stringContaining(
        `configmap/kept is already as it was before\nerror: nothing of revision ${patched} is left`,
      ),
      1,
    ]);
    expect(await output('undo', '999999')).toEqual(['', expect.stringContaining('change set "999999" not found'), 3]);
    expect(await output('undo', 'x')).toEqual(['', 'error: invalid revision "x": must be a number\n', 2]);
  });

  it('leaves what a controller keeps to the controller, and makes a pod anew without its node', async () => {
    const containers = [{ name: 'main', image: 'none' }];
    const owner = { apiVersion: 'v1', kind: 'ReplicationController', name: 'rc', uid: '1', controller: true };
    const pod = (name: string, metadata = {}) => ({
      apiVersion: 'v1' as const,
      kind: 'Pod' as const,
      metadata: { name, namespace, ...metadata },
      spec: { nodeName: 'n1', containers },
    });
    await client.apply([pod('own'), pod('kept', { ownerReferences: [owner] })]);
    const { operations } = client.pods;
    const gone = ['own', 'kept'].map((name) => operations.delete({ namespace, name }, { gracePeriodSeconds: 0 }));
    await client.commit(gone);
    const [stdout, stderr, code] = await output('undo');
    expect([stdout, code]).toEqual(['pod/own created\n', 0]);
    expect(stderr).toContain('pod/kept is left to replicationcontroller/rc, which keeps it\n');
    expect((await client.pods.get({ namespace, name: 'own' })).spec?.nodeName).toBeUndefined();
  });

  it('asks at a terminal, and takes no for an answer', async () => {
    await change();
    const asked = cli.inTerminal(['undo', '-n', namespace]);
    await asked.shows(/Do you want to take this back\? \(y\/N\): /);
    asked.type('n\n');
    expect((await asked.ended).code).toBe(0);
    expect(await names()).toEqual(['kept', 'made']);
    const again = cli.inTerminal(['undo', '-n', namespace]);
    await again.shows(/\(y\/N\): /);
    again.type('y\n');
    expect((await again.ended).code).toBe(0);
    expect(await names()).toEqual(['gone', 'kept']);
  });
});
