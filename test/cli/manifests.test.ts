// apply, diff, replace and delete from the command line.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, connect } from '@portolan/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startApi, type TestApi } from '../support/api-server.ts';
import { CommandLine } from '../support/command-line.ts';

vi.setConfig({ testTimeout: 120_000 });

let api: TestApi;
let client: Client;
let cli: CommandLine;
let folder: string;

const output = async (...words: string[]) => {
  const { stdout, stderr, code } = await cli.run(words);
  return [stdout, stderr, code];
};

beforeAll(async () => {
  api = await startApi();
  client = await connect({ server: api.url, token: api.token });
  cli = new CommandLine(api);
  folder = mkdtempSync(join(tmpdir(), 'portolan-manifests-'));
});
afterAll(async () => {
  client?.close();
  rmSync(folder, { recursive: true, force: true });
  await api?.stop();
});

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

const map = (name: string, level: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: ${name} }\ndata: { level: ${level}, host: web }\n`;

describe('apply', () => {
  it('says what was created, configured and unchanged', async () => {
    const both = file('both.yaml', `${map('a', 'info')}---\n${map('b', 'info')}`);
    expect(await output('apply', '-f', both)).toEqual(['configmap/a created\nconfigmap/b created\n', '', 0]);
    file('both.yaml', `${map('a', 'debug')}---\n${map('b', 'info')}`);
    const dryRun = 'configmap/a configured (server dry run)\nconfigmap/b unchanged (server dry run)\n';
    expect(await output('apply', '-f', both, '--dry-run=server')).toEqual([dryRun, '', 0]);
    expect(await output('apply', '-f', both, '--server-side')).toEqual([
      'configmap/a configured\nconfigmap/b unchanged\n',
      '',
      0,
    ]);
    const { stdout, stderr, code } = await cli.run(['apply', '-f', '-', '-o=name'], map('a', 'debug'));
    expect([stdout, stderr, code]).toEqual(['configmap/a\n', '', 0]);
  });

  it('tells whose fields it would take, and takes them when told', async () => {
    const path = file('owned.yaml', map('owned', 'info'));
    await output('apply', '-f', path, '--field-manager=somebody');
    file('owned.yaml', map('owned', 'debug'));
    const [stdout, stderr, code] = await output('apply', '-f', path);
    expect([stdout, code]).toEqual(['', 5]);
    expect(stderr).toMatch(/^error: .*conflict with "somebody": \.data\.level\nPlease review the fields above/);
    expect(await output('apply', '-f', path, '--force-conflicts')).toEqual(['configmap/owned configured\n', '', 0]);
  });

  it('takes without being told what it wrote itself in another way, and nothing of others', async () => {
    const mine = file('mine.yaml', map('mine', 'info'));
    await output('apply', '-f', mine);
    await output('patch', 'configmap', 'mine', '-p', '{"data":{"level":"trace"}}');
    expect(await output('apply', '-f', mine)).toEqual(['configmap/mine configured\n', '', 0]);
    const both = file('mine-and-theirs.yaml', `${map('mine', 'warn')}---\n${map('theirs', 'warn')}`);
    await output('patch', 'configmap', 'mine', '-p', '{"data":{"level":"trace"}}');
    await client.configMaps.create(
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace: 'default', name: 'theirs' }, data: { level: 'x' } },
      { fieldManager: 'somebody' },
    );
    const [stdout, stderr, code] = await output('apply', '-f', both);
    expect([stdout, code]).toEqual(['', 5]);
    expect(stderr).toContain('conflict with "somebody"');
  });

  it('applies nothing where one object is refused', async () => {
    const path = file('bad.yaml', `${map('good', 'x')}---\n${map('Bad', 'x')}`);
    const [stdout, stderr, code] = await output('apply', '-f', path);
    expect([stdout, code]).toEqual(['', 1]);
    expect(stderr).toMatch(
      /^The ConfigMap "Bad" is invalid: metadata\.name: Invalid value: "Bad": a lowercase RFC 1123/,
    );
    expect(await client.configMaps.find({ namespace: 'default', name: 'good' })).toBe(undefined);
  });

  it('reads folders, with those in them when told, and says which file is wrong', async () => {
    expect(await output('apply', '-f', join(folder, 'none'))).toEqual([
      '',
      `error: the path "${join(folder, 'none')}" does not exist\n`,
      1,
    ]);
    const path = file('broken.yaml', 'kind: ConfigMap\n');
    expect(await output('apply', '-f', path)).toEqual([
      '',
      `error: error validating "${path}": error validating data: [apiVersion not set]\n`,
      1,
    ]);
    const boat = file('boat.yaml', 'apiVersion: v1\nkind: Boat\nmetadata: { name: a }\n');
    expect(await output('apply', '-f', boat)).toEqual([
      '',
      'error: resource mapping not found: no matches for kind "Boat" in version "v1"\nensure CRDs are installed first\n',
      1,
    ]);
  });
});

describe('diff', () => {
  it('shows what apply would change, and ends with 1', async () => {
    const path = file('diff.yaml', map('compared', 'info'));
    await output('apply', '-f', path);
    expect(await output('diff', '-f', path)).toEqual(['', '', 0]);
    file('diff.yaml', map('compared', 'debug'));
    const [stdout, stderr, code] = await output('diff', '-f', path);
    expect([stderr, code]).toEqual(['', 1]);
    const name = 'v1.ConfigMap.default.compared';
    expect(stdout).toBe(`diff -u -N LIVE/${name} MERGED/${name}
--- LIVE/${name}
+++ MERGED/${name}
@@ -1,7 +1,7 @@
 apiVersion: v1
 data:
   host: web
-  level: info
+  level: debug
 kind: ConfigMap
 metadata:
   creationTimestamp: "${(await client.configMaps.get({ namespace: 'default', name: 'compared' })).metadata.creationTimestamp}"
`);
  });

  it('does not show values of secrets', async () => {
    const secret = (value: string) =>
      file('secret.yaml', `{apiVersion: v1, kind: Secret, metadata: {name: s}, stringData: {a: same, b: ${value}}}`);
    await output('apply', '-f', secret('before'));
    const [stdout, , code] = await output('diff', '-f', secret('after'));
    expect(code).toBe(1);
    expect(stdout).toContain('\n   a: "***"\n-  b: "*** (before)"\n+  b: "*** (after)"\n');
  });

  it('ends with more than 1 when it fails', async () => {
    expect((await output('diff', '-f', join(folder, 'none')))[2]).toBe(2);
    expect((await output('diff', '--server=http://127.0.0.1:1', '-f', file('c.yaml', map('c', 'x'))))[2]).toBe(7);
  });
});

describe('replace', () => {
  it('leaves only what the manifest says', async () => {
    await output('create', 'cm', 'whole', '--from-literal=extra=1');
    const path = file('whole.yaml', map('whole', 'info'));
    expect(await output('replace', '-f', path)).toEqual(['configmap/whole replaced\n', '', 0]);
    expect((await client.configMaps.get({ namespace: 'default', name: 'whole' })).data).toEqual({
      level: 'info',
      host: 'web',
    });
    const absent = file('absent.yaml', map('absent', 'info'));
    expect(await output('replace', '-f', absent)).toEqual([
      '',
      `Error from server (NotFound): error when replacing "${absent}": configmaps "absent" not found\n`,
      3,
    ]);
    expect(await output('replace', '--force', '-f', absent)).toEqual(['configmap/absent replaced\n', '', 0]);
    expect(await output('replace', '--force', '-f', absent)).toEqual([
      'configmap "absent" force deleted from default namespace\nconfigmap/absent replaced\n',
      '',
      0,
    ]);
  });
});

describe('delete', () => {
  it('deletes by name, labels and files, and says from where', async () => {
    for (const name of ['x', 'y', 'z']) await output('create', 'cm', name);
    await output('label', 'cm', 'y', 'z', 'old=yes');
    expect(await output('delete', 'cm', 'x', '--dry-run=server')).toEqual([
      'configmap "x" deleted from default namespace (server dry run)\n',
      '',
      0,
    ]);
    expect(await output('delete', 'cm/x')).toEqual(['configmap "x" deleted from default namespace\n', '', 0]);
    expect(await output('delete', 'cm', '-l=old=yes', '-o', 'name')).toEqual(['configmap/y\nconfigmap/z\n', '', 0]);
    expect(await output('delete', 'cm', '-l', 'old=yes')).toEqual(['No resources found\n', '', 0]);
    const path = file('gone.yaml', map('gone', 'x'));
    expect(await output('delete', '-f', path, '--ignore-not-found=true')).toEqual(['', '', 0]);
    expect(await output('delete', '-f', path)).toEqual([
      '',
      'Error from server (NotFound): configmaps "gone" not found\n',
      3,
    ]);
    await output('create', 'ns', 'brief');
    expect(await output('delete', 'ns', 'brief', '--wait=false')).toEqual(['namespace "brief" deleted\n', '', 0]);
  });

  it('waits until what has finalizers is gone, for as long as it is told', async () => {
    await output('create', 'cm', 'held');
    await output('patch', 'cm/held', '--type=merge', '-p', '{"metadata":{"finalizers":["example.com/hold"]}}');
    expect(await output('delete', 'cm/held', '--timeout=100ms')).toEqual([
      'configmap "held" deleted from default namespace\n',
      'error: timed out waiting for the condition on configmaps/held\n',
      6,
    ]);
    const waiting = cli.start('delete', 'cm/held');
    await waiting.shows(/deleted from default/);
    await output('patch', 'cm/held', '--type=merge', '-p', '{"metadata":{"finalizers":null}}');
    expect((await waiting.ended).code).toBe(0);
  });

  it('asks first when told', async () => {
    await output('create', 'cm', 'dear');
    const asked = await cli.run(['delete', 'cm/dear', '-i'], 'n\n');
    expect(asked.stdout).toBe(
      'You are about to delete the following 1 resource(s):\nconfigmaps/dear\nDo you want to continue? (y/N): deletion is cancelled\n',
    );
    expect((await cli.run(['delete', 'cm/dear', '-i'], 'y\n')).stdout).toMatch(/configmap "dear" deleted/);
  });

  it('forgets a pod at once when forced', async () => {
    await client.pods.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'lost', namespace: 'default' },
      spec: { nodeName: 'n1', containers: [{ name: 'main', image: 'x' }] },
    });
    expect(await output('delete', 'pod', 'lost', '--force')).toEqual([
      'pod "lost" force deleted from default namespace\n',
      'Warning: Immediate deletion does not wait for confirmation that the running resource has been terminated. ' +
        'The resource may continue to run on the cluster indefinitely.\n',
      0,
    ]);
    expect(await client.pods.find({ namespace: 'default', name: 'lost' })).toBe(undefined);
  });

  it('refuses flags that contradict each other', async () => {
    const failures: ReadonlyArray<[string[], string]> = [
      [['pod', 'x', '--now', '--grace-period=3'], '--now and --grace-period cannot be specified together'],
      [
        ['pod', 'x', '--force', '--grace-period=3'],
        '--force and --grace-period greater than 0 cannot be specified together',
      ],
      [['pod', 'x', '--cascade=all'], 'invalid cascade value (all). Must be "background", "foreground", or "orphan"'],
      [['pod', '--all', '-l', 'a=b'], 'cannot set --all and --selector at the same time'],
      [['pod', 'x', '-l', 'a=b'], 'name cannot be provided when a selector is specified'],
      [['pod'], 'resource(s) were provided, but no name was specified'],
      [['pod', 'x', '-o', 'yaml'], "unexpected -o output mode: yaml. We only support '-o name'"],
    ];
    for (const [words, message] of failures) {
      expect(await output('delete', ...words)).toEqual(['', `error: ${message}\n`, 2]);
    }
  });
});
