// label, annotate, patch, scale, set and edit from the command line.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, connect } from '@portolan/client';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
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
const place = { namespace: 'default', name: 'web' };

beforeAll(async () => {
  api = await startApi();
  client = await connect({ server: api.url, token: api.token });
  folder = mkdtempSync(join(tmpdir(), 'portolan-change-'));
});
afterAll(async () => {
  client?.close();
  rmSync(folder, { recursive: true, force: true });
  await api?.stop();
});
beforeEach(async () => {
  cli = new CommandLine(api);
  await output('delete', 'deployment', 'web', '--ignore-not-found');
  await output('create', 'deployment', 'web', '--image=node:20', '--replicas=2');
});

describe('label', () => {
  it('sets, refuses to overwrite, overwrites, removes and lists', async () => {
    expect(await output('label', 'deploy', 'web', 'tier=front')).toEqual(['deployment.apps/web labeled\n', '', 0]);
    expect(await output('label', 'deploy/web', 'tier=front')).toEqual(['deployment.apps/web not labeled\n', '', 0]);
    expect(await output('label', 'deploy/web', 'tier=back')).toEqual([
      '',
      "error: 'tier' already has a value (front), and --overwrite is false\n",
      1,
    ]);
    expect(await output('label', 'deploy/web', 'tier=back', '--overwrite', '-o', 'name')).toEqual([
      'deployment.apps/web\n',
      '',
      0,
    ]);
    expect(await output('label', 'deploy/web', '--list')).toEqual(['app=web\ntier=back\n', '', 0]);
    expect(await output('label', 'deploy', '-l', 'app=web', 'tier-')).toEqual([
      'deployment.apps/web unlabeled\n',
      '',
      0,
    ]);
    expect(await output('label', 'deploy', '--all', 'tier-')).toEqual([
      'label "tier" not found.\ndeployment.apps/web not labeled\n',
      '',
      0,
    ]);
  });

  it('fails in kubectl’s words', async () => {
    const failures: ReadonlyArray<[string[], string, number]> = [
      [['deploy', 'web'], 'error: at least one label update is required\n', 2],
      [['deploy', 'web', 'a=1', 'b'], 'error: all resources must be specified before label changes: b\n', 2],
      [['deploy', 'web', 'a=1', 'a-'], 'error: can not both modify and remove a label in the same command\n', 2],
      [['a=1'], 'error: one or more resources must be specified as <resource> <name> or <resource>/<name>\n', 2],
      [['deploy', 'x', 'a=1'], 'Error from server (NotFound): deployments.apps "x" not found\n', 3],
    ];
    for (const [words, message, code] of failures) expect(await output('label', ...words)).toEqual(['', message, code]);
  });

  it('changes what is there when something else is not', async () => {
    expect(await output('label', 'deploy', 'x', 'web', 'a=1')).toEqual([
      'deployment.apps/web labeled\n',
      'Error from server (NotFound): deployments.apps "x" not found\n',
      3,
    ]);
  });
});

describe('annotate', () => {
  it('sets and refuses to overwrite', async () => {
    expect(await output('annotate', 'deploy/web', 'about=the front end')).toEqual([
      'deployment.apps/web annotated\n',
      '',
      0,
    ]);
    expect(await output('annotate', 'deploy/web', 'about=x')).toEqual([
      '',
      "error: --overwrite is false but found the following declared annotation(s): 'about' already has a value (the front end)\n",
      1,
    ]);
  });
});

describe('patch', () => {
  it('takes the three forms, as JSON and as YAML', async () => {
    const patched = ['deployment.apps/web patched\n', '', 0];
    expect(await output('patch', 'deploy', 'web', '-p', '{"spec":{"replicas":3}}')).toEqual(patched);
    expect(await output('patch', 'deploy', 'web', '--type=merge', '-p', 'spec: {replicas: 4}')).toEqual(patched);
    const json = '[{"op":"replace","path":"/spec/replicas","value":5}]';
    expect(await output('patch', 'deploy/web', '--type', 'json', `-p=${json}`)).toEqual(patched);
    expect(await output('patch', 'deploy/web', '--type', 'json', '-p', json)).toEqual([
      'deployment.apps/web patched (no change)\n',
      '',
      0,
    ]);
    const scale = ['--subresource=scale', '--type=merge', '-p', '{"spec":{"replicas":6}}', '--dry-run=server'];
    expect(await output('patch', 'deploy/web', ...scale)).toEqual([
      'deployment.apps/web patched (server dry run)\n',
      '',
      0,
    ]);
    expect((await client.deployments.get(place)).spec?.replicas).toBe(5);
  });

  it('fails in kubectl’s words', async () => {
    const failures: ReadonlyArray<[string[], string, number]> = [
      [[], 'error: must specify --patch or --patch-file containing the contents of the patch\n', 2],
      [['-p', '{}', '--type=x'], 'error: --type must be one of [json merge strategic], not "x"\n', 2],
      [
        ['-p', '{"spec":{"replicas":-1}}'],
        'The Deployment "web" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0\n',
        1,
      ],
    ];
    for (const [words, message, code] of failures)
      expect(await output('patch', 'deploy', 'web', ...words)).toEqual(['', message, code]);
  });
});

describe('scale', () => {
  it('sets the number of replicas, under a condition if told', async () => {
    expect(await output('scale', 'deploy/web', '--replicas=3')).toEqual(['deployment.apps/web scaled\n', '', 0]);
    expect(await output('scale', 'deploy', 'web', '--replicas=4', '--current-replicas=2')).toEqual([
      '',
      'error: Expected replicas to be 2, was 3\n',
      5,
    ]);
    expect((await client.deployments.get(place)).spec?.replicas).toBe(3);
    expect(await output('scale', 'deploy/web')).toEqual(['', 'error: required flag(s) "replicas" not set\n', 2]);
    // No controller runs here.
    expect(await output('scale', 'deploy/web', '--replicas=1', '--timeout=50ms')).toEqual([
      '',
      'error: timed out waiting for the condition\n',
      6,
    ]);
  });
});

describe('set', () => {
  it('changes images, environment and resources, and leaves the rest', async () => {
    expect(await output('set', 'image', 'deploy/web', 'node=node:22')).toEqual([
      'deployment.apps/web image updated\n',
      '',
      0,
    ]);
    expect(await output('set', 'image', 'deploy/web', '*=node:22')).toEqual(['', '', 0]);
    expect(await output('set', 'image', 'deploy/web', 'x=node:22')).toEqual([
      '',
      'error: unable to find container named "x"\n',
      1,
    ]);
    const updated = ['deployment.apps/web env updated\n', '', 0];
    expect(await output('set', 'env', 'deploy/web', 'A=1', 'B=2')).toEqual(updated);
    expect(await output('set', 'env', 'deploy/web', 'A-', 'B=3', '--containers=n*')).toEqual(updated);
    await output('create', 'cm', 'settings', '--from-literal=log-level=debug');
    expect(await output('set', 'env', 'deploy/web', '--from=cm/settings', '--prefix=APP_')).toEqual(updated);
    expect(await output('set', 'env', 'deploy/web', '--list')).toEqual([
      '# deployments web, container node\n# APP_LOG_LEVEL from configmap settings, key log-level\nB=3\n',
      '',
      0,
    ]);
    const amounts = ['--limits=memory=128Mi', '--requests=cpu=50m'];
    expect(await output('set', 'resources', 'deploy/web', ...amounts)).toEqual([
      'deployment.apps/web resource requirements updated\n',
      '',
      0,
    ]);
    const [container] = (await client.deployments.get(place)).spec?.template.spec?.containers ?? [];
    expect(container?.image).toBe('node:22');
    expect(container?.resources).toEqual({ limits: { memory: '128Mi' }, requests: { cpu: '50m' } });
  });
});

describe('edit', () => {
  /** An editor that runs one step of a shell script each time it is opened, and keeps what it was shown. */
  function editor(...steps: string[]): void {
    const rounds = steps.map((step, index) => `${index + 1}) ${step} ;;`).join('\n');
    const script = `n=$(($(cat ${folder}/n) + 1)); echo $n > ${folder}/n; cp "$1" ${folder}/seen.$n
case $n in
${rounds}
esac`;
    writeFileSync(join(folder, 'n'), '0');
    writeFileSync(join(folder, 'editor.sh'), script);
    cli = new CommandLine(api, { PORTOLAN_EDITOR: `sh ${folder}/editor.sh` });
  }

  it('saves what was changed, and nothing else', async () => {
    editor(`sed -i 's/replicas: 2/replicas: 7/' "$1"`);
    expect(await output('edit', 'deploy', 'web')).toEqual(['deployment.apps/web edited\n', '', 0]);
    expect((await client.deployments.get(place)).spec?.replicas).toBe(7);
  });

  it('ends without a change, or with an empty file', async () => {
    editor('true');
    expect(await output('edit', 'deploy/web')).toEqual(['', 'Edit cancelled, no changes made.\n', 0]);
    editor('echo > "$1"');
    expect(await output('edit', 'deploy/web')).toEqual(['', 'Edit cancelled, saved file was empty.\n', 0]);
  });

  it('opens again with the reasons what was refused, and saves it once it is right', async () => {
    editor(
      `sed -i 's/replicas: 2/replicas: -2/' "$1"`,
      `sed -i 's/replicas: -2/replicas: [/' "$1"`,
      `sed -i 's/replicas: \\[/replicas: 3/' "$1"`,
    );
    expect(await output('edit', 'deploy', 'web')).toEqual(['deployment.apps/web edited\n', '', 0]);
    const reopened = readFileSync(join(folder, 'seen.2'), 'utf8');
    expect(reopened).toContain(
      '# deployments.apps "web" was not valid:\n# * The Deployment "web" is invalid: spec.replicas',
    );
    expect(reopened).toContain('\n  replicas: -2\n');
    expect(readFileSync(join(folder, 'seen.3'), 'utf8')).toMatch(/# error parsing .*edit\.yaml/);
  });

  it('keeps a text that is given up, and says where', async () => {
    editor(`sed -i 's/replicas: 2/replicas: -2/' "$1"`);
    const [stdout, stderr, code] = await output('edit', 'deploy', 'web');
    expect([stdout, code]).toEqual(['', 1]);
    expect(stderr).toMatch(/error: Edit cancelled, no valid changes were saved\.\n$/);
    const path = /A copy of your changes has been stored to "([^"]+)"/.exec(String(stderr))?.[1] ?? '';
    expect(readFileSync(path, 'utf8')).toContain('replicas: -2');
    rmSync(join(path, '..'), { recursive: true });
  });

  it('does not write over what somebody else changed meanwhile', async () => {
    const meanwhile = `${process.execPath} apps/cli/dist/main.js scale deploy/web --replicas=9`;
    editor(`${meanwhile} && sed -i 's/replicas: 2/replicas: 3/' "$1"`);
    const [stdout, stderr, code] = await output('edit', 'deploy', 'web');
    expect([stdout, code]).toEqual(['deployment.apps/web scaled\n', 5]);
    expect(stderr).toContain('somebody else changed what you changed, while you edited it');
    const path = /stored to "([^"]+)"/.exec(String(stderr))?.[1] ?? '';
    rmSync(join(path, '..'), { recursive: true });
    expect((await client.deployments.get(place)).spec?.replicas).toBe(9);
  });
});
