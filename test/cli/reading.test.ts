// get and its forms, exit codes, hints, completion, and data that would act on a terminal.
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

const output = async (...words: string[]) => {
  const { stdout, stderr, code } = await cli.run(words);
  return [stdout, stderr, code];
};

const pod = (name: string, nodeName: string) => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name, namespace: 'shop', labels: { app: name } },
  spec: { nodeName, containers: [{ name: 'main', image: 'node:20' }] },
});

beforeAll(async () => {
  api = await startApi();
  client = await connect({ server: api.url, token: api.token });
  cli = new CommandLine(api);
  await client.apply([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
    pod('front', 'n2'),
    pod('back', 'n1'),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'front', namespace: 'shop' },
      spec: { type: 'NodePort', selector: { app: 'front' }, ports: [{ port: 80, nodePort: 30080 }] },
    },
  ]);
});
afterAll(async () => {
  client?.close();
  await api?.stop();
});

/** Ages and addresses differ from run to run. */
const plain = (text: unknown) =>
  String(text)
    .replace(/\d+m?s\n/g, 'AGE\n')
    .replace(/\d+\.\d+\.\d+\.\d+ */g, 'ADDRESS ');

describe('get', () => {
  it('prints kubectl’s tables', async () => {
    expect(plain((await output('get', 'pods', '-n', 'shop'))[0])).toBe(
      'NAME    READY   STATUS    RESTARTS   AGE\nback    0/1     Pending   0          AGE\nfront   0/1     Pending   0          AGE\n',
    );
    const services = plain((await output('get', 'svc', '-n=shop'))[0]).replace(/ +/g, ' ');
    expect(services).toBe(
      'NAME TYPE CLUSTER-IP EXTERNAL-IP PORT(S) AGE\nfront NodePort ADDRESS <none> 80:30080/TCP AGE\n',
    );
    const all = String((await output('get', 'all', '-n', 'shop'))[0]);
    expect(all.match(/^\S+\/\S+/gm)).toEqual(['pod/back', 'pod/front', 'service/front']);
  });

  it('prints exactly the columns that were asked for, in the order that was asked for', async () => {
    const columns = 'custom-columns=POD:metadata.name,Node:spec.nodeName';
    expect(await output('get', 'pod', '-A', '-o', columns, '--sort-by', 'spec.nodeName')).toEqual([
      'POD     Node\nback    n1\nfront   n2\n',
      '',
      0,
    ]);
    const names = '{range .items[*]}{.metadata.name}{"\\n"}{end}';
    expect(await output('get', 'po', '-nshop', '-l=app in (front)', `-ojsonpath=${names}`)).toEqual(['front\n', '', 0]);
    expect(await output('get', 'pod/front', 'svc/front', '-n', 'shop', '-o', 'name')).toEqual([
      'pod/front\nservice/front\n',
      '',
      0,
    ]);
    const { items } = JSON.parse(String((await output('get', 'po', '-n', 'shop', '-o', 'json'))[0]));
    expect(items.map(({ kind }: { kind: string }) => kind)).toEqual(['Pod', 'Pod']);
  });

  it('prints what the server answers at a path', async () => {
    const [stdout, stderr, code] = await output('get', '--raw', '/readyz?verbose');
    expect([stderr, code]).toEqual(['', 0]);
    expect(stdout).toMatch(/^\[\+\]ping ok\n[\s\S]*readyz check passed\n?$/);
    expect(await output('get', '--raw', '/nothing')).toEqual(['', expect.stringContaining('NotFound'), 3]);
  });
});

describe('exit codes and messages', () => {
  it('tell failures apart', async () => {
    const failures: ReadonlyArray<[string[], string, number]> = [
      [['get', 'pod', 'none'], 'Error from server (NotFound): pods "none" not found\n', 3],
      [['get', 'boats'], 'error: the server doesn\'t have a resource type "boats"\n', 1],
      [['get', 'podz'], 'error: the server doesn\'t have a resource type "podz"\nDid you mean "pods"?\n', 1],
      [['gte', 'pods'], 'error: unknown command "gte"\n(Did you mean get?)\n', 2],
      [['get', 'pods', '--selectr=a'], 'error: unknown flag: --selectr\n(Did you mean --selector?)\n', 2],
      [['get', 'pods', '--token=wrong'], 'error: You must be logged in to the server (Unauthorized)\n', 4],
      [
        ['get', 'pods', '--server=http://127.0.0.1:1'],
        'The connection to the server 127.0.0.1:1 was refused - did you specify the right host or port?\n',
        7,
      ],
      [['get', 'pods', '-o', 'x'], expect.stringContaining('unable to match a printer suitable'), 2],
      [['wait', 'ns/default', '--for=condition=Gone', '--timeout=50ms'], expect.stringContaining('timed out'), 6],
      [['get', 'pods', '-l', 'a in b'], expect.stringContaining('Error from server (BadRequest): '), 1],
    ];
    for (const [words, message, code] of failures) expect(await output(...words)).toEqual(['', message, code]);
    expect(await output('get', 'pods')).toEqual(['', 'No resources found in default namespace.\n', 0]);
  });

  it('tell of each request when asked, and never the token', async () => {
    const { stdout, stderr } = await cli.run(['get', 'ns', 'shop', '-o', 'name', '-v=8']);
    expect(stdout).toBe('namespace/shop\n');
    expect(stderr).toMatch(/^query Kinds \{\}\nquery Kinds http:\S+\/graphql 200 in \d+ milliseconds\nquery /);
    expect(stderr).not.toContain(api.token);
  });

  it('need no server for the version of the client', async () => {
    expect(await output('version', '--client', '--server=http://127.0.0.1:1')).toEqual([
      'Client Version: v0.1.0\n',
      '',
      0,
    ]);
  });
});

describe('what could act on a terminal', () => {
  const evil = '\u001b]0;owned\u0007\u001b[2J\u202egnp.exe\r';

  /** Line ends and tabs are text. */
  const rawControls = (text: string) =>
    [...text].filter((letter) => (letter < ' ' && !'\n\t'.includes(letter)) || letter === '\u202e');

  it('is never written raw, in any form', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'portolan-escapes-'));
    const manifest = {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'evil', annotations: { note: evil } },
      data: { text: evil },
    };
    writeFileSync(join(folder, 'evil.json'), JSON.stringify(manifest));
    await output('apply', '-f', join(folder, 'evil.json'));
    const forms = [
      ['get', 'cm', 'evil', '-o', 'yaml'],
      ['get', 'cm', 'evil', '-o', 'json'],
      ['get', 'cm', 'evil', '-o', 'custom-columns=A:.data.text'],
      ['describe', 'cm', 'evil'],
      ['annotate', 'cm', 'evil', '--list'],
      ['annotate', 'cm', 'evil', 'note=x'],
      ['diff', '-f', join(folder, 'evil.json')],
      ['get', 'cm', evil],
      ['label', 'cm', 'evil', `${evil}=1`],
      ['get', evil],
    ];
    for (const words of forms) {
      const { stdout, stderr } = await cli.run(words);
      expect([words, rawControls(stdout + stderr)]).toEqual([words, []]);
    }
    // A template in a pipe is data for a program, in a terminal it is not.
    const template = ['get', 'cm', 'evil', '-o', 'jsonpath={.data.text}'];
    expect((await cli.run(template)).stdout).toBe(evil);
    expect((await cli.inTerminal(template).ended).stdout).not.toContain('\u001b');
    rmSync(folder, { recursive: true });
  });
});

describe('completion', () => {
  const candidates = async (...words: string[]) =>
    (await cli.run(['__complete', '--', ...words])).stdout.split('\n').map((line) => line.split('\t')[0]);

  it('knows commands, flags, kinds and names that are there now', async () => {
    expect(await candidates('roll')).toEqual(['rollout', '']);
    expect(await candidates('rollout', 're')).toEqual(['resume', 'restart', '']);
    expect(await candidates('create', 'secret', '')).toEqual(['generic', 'docker-registry', 'tls', '']);
    expect(await candidates('scale', '--rep')).toEqual(['--replicas', '']);
    expect(await candidates('delete', 'servicea')).toEqual(['serviceaccounts', '']);
    expect(await candidates('-n', 'shop', 'label', 'pods', 'f')).toEqual(['front', '']);
    expect(await candidates('delete', '-n', 'shop', 'pod/')).toEqual(['pod/back', 'pod/front', '']);
    expect(await candidates('get', 'pods', '-n', 'sh')).toEqual(['shop', '']);
  });

  it('prints what shells need', async () => {
    for (const shell of ['bash', 'zsh', 'fish']) {
      expect((await output('completion', shell))[0]).toContain('portolan __complete');
    }
  });
});
