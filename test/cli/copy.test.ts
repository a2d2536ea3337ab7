// cp, from the command line through the API to the tar of processes that an agent runs.
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Client, connect } from '@portolan/client';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { AgentProcess } from '../support/agent-process.ts';
import { startApi, type TestApi } from '../support/api-server.ts';
import { CommandLine } from '../support/command-line.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let api: TestApi;
let client: Client;
let agent: AgentProcess;
let cli: CommandLine;
/** Here, and what the pods see: they are processes of this machine. */
let here: string;
let there: string;

const sleeping = (name: string, env: readonly object[] = []) => ({
  name,
  image: 'none',
  command: ['sleep', '1000'],
  env,
});

function pod(name: string, containers: readonly object[]) {
  const spec = { nodeName: 'n1', terminationGracePeriodSeconds: 0, containers };
  return { apiVersion: 'v1', kind: 'Pod', metadata: { name, namespace: 'default' }, spec };
}

beforeAll(async () => {
  here = mkdtempSync(join(tmpdir(), 'portolan-here-'));
  there = mkdtempSync(join(tmpdir(), 'portolan-there-'));
  makeSlowTar();
  api = await startApi({ controllers: ['*'] });
  client = await connect({ server: api.url, token: api.token });
  const joinToken = (await api.data('mutation { createJoinToken { token } }')).createJoinToken.token as string;
  agent = new AgentProcess({ name: 'n1', server: api.url, joinToken, args: ['--service-proxy', 'false'] });
  await agent.start();
  cli = new CommandLine(api);
  const slowPath = { name: 'PATH', value: `${join(there, 'slow')}:${process.env.PATH}` };
  const pods = [
    pod('web', [sleeping('main')]),
    pod('two', [sleeping('main'), sleeping('side')]),
    pod('slow', [sleeping('main', [slowPath])]),
  ];
  await client.apply(pods);
  for (const { metadata } of pods) {
    await until(
      `${metadata.name} runs`,
      async () => (await client.pods.get(metadata)).status?.phase === 'Running',
      60_000,
    );
  }
});
afterAll(async () => {
  await agent?.stop();
  client?.close();
  await api?.stop();
  for (const folder of [here, there]) rmSync(folder, { recursive: true, force: true });
});

const quiet = { stdout: '', stderr: '', code: 0 };
const largest = Buffer.from(Array.from({ length: 2 << 20 }, (_, at) => (at * 31) % 251));

/** A tar that stops in the middle of what it makes until the file `go` is there. */
function makeSlowTar(): void {
  mkdirSync(join(there, 'slow'));
  writeFileSync(join(there, 'slow/file'), largest);
  execFileSync('tar', ['cf', join(there, 'slow/archive'), '-C', join(there, 'slow'), 'file']);
  const script = `#!/bin/sh
head -c 100000 ${there}/slow/archive
while [ ! -e ${there}/slow/go ]; do sleep 0.05; done
tail -c +100001 ${there}/slow/archive
`;
  writeFileSync(join(there, 'slow/tar'), script, { mode: 0o755 });
}

/** `path` of each file and folder below, with the content of the file. */
function treeOf(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries.map((each) => {
      const path = join(each.parentPath, each.name);
      const content = each.isFile() ? readFileSync(path, 'base64') : each.isDirectory() ? 'folder' : 'other';
      return [path.slice(folder.length + 1), content];
    }),
  );
}

function makeFolder(name: string): string {
  const folder = join(here, name);
  mkdirSync(join(folder, 'a/b'), { recursive: true });
  mkdirSync(join(folder, 'empty'));
  writeFileSync(join(folder, 'a/b/text'), 'héllo\n');
  writeFileSync(join(folder, 'nothing'), '');
  writeFileSync(join(folder, 'a/large'), largest);
  writeFileSync(join(folder, `${'long'.repeat(50)}-ünïcode name`), 'x');
  return folder;
}

it('takes a folder there and back', async () => {
  const folder = makeFolder('folder');
  expect(await cli.run(['cp', folder, `web:${there}/copied`])).toEqual(quiet);
  expect(treeOf(join(there, 'copied'))).toEqual(treeOf(folder));
  const { code, stderr } = await cli.run(['cp', `default/web:${there}/copied/`, join(here, 'back')]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: expect.stringMatching(/^(\S*tar: Removing leading.*\n)?$/) });
  expect(treeOf(join(here, 'back'))).toEqual(treeOf(folder));
});

it('goes into a folder that is there, under the name that it has here', async () => {
  const folder = makeFolder('named');
  mkdirSync(join(there, 'into'));
  expect(await cli.run(['cp', `${folder}/`, `web:${there}/into/`])).toEqual(quiet);
  expect(treeOf(join(there, 'into/named'))).toEqual(treeOf(folder));
});

it('takes single files there and back, with their permissions or without', async () => {
  const file = join(here, 'script');
  writeFileSync(file, 'echo hello\n');
  chmodSync(file, 0o750);
  expect(await cli.run(['cp', file, `web:${there}/renamed`])).toEqual(quiet);
  expect(readFileSync(join(there, 'renamed'), 'utf8')).toBe('echo hello\n');
  expect(statSync(join(there, 'renamed')).mode & 0o111).toBe(0o110);
  chmodSync(file, 0o777);
  expect(await cli.run(['cp', '--no-preserve', file, `web:${there}/plain`])).toEqual(quiet);
  expect(statSync(join(there, 'plain')).mode & 0o022).toBe(0);
  await cli.run(['cp', `web:${there}/renamed`, join(here, 'new/place')]);
  expect(readFileSync(join(here, 'new/place'), 'utf8')).toBe('echo hello\n');
  await cli.run(['cp', `web:${there}/renamed`, here]);
  expect(readFileSync(join(here, 'renamed'), 'utf8')).toBe('echo hello\n');
});

it('packs links as links, and makes none here', async () => {
  const folder = join(here, 'linked');
  mkdirSync(folder);
  symlinkSync('/etc/passwd', join(folder, 'link'));
  expect(await cli.run(['cp', folder, `web:${there}/linked`])).toEqual(quiet);
  expect(treeOf(join(there, 'linked'))).toEqual({ link: 'other' });
  const { code, stderr } = await cli.run(['cp', `web:${there}/linked`, join(here, 'unlinked')]);
  expect(code).toBe(0);
  expect(stderr).toContain(`warning: skipping symlink: "${join(here, 'unlinked/link')}" -> "/etc/passwd"\n`);
  expect(treeOf(join(here, 'unlinked'))).toEqual({});
});

it('takes the container that it is told, or says which it took', async () => {
  writeFileSync(join(here, 'file'), 'x');
  expect(await cli.run(['cp', join(here, 'file'), `two:${there}/file`, '-c', 'side'])).toEqual(quiet);
  expect((await cli.run(['cp', join(here, 'file'), `two:${there}/file`])).stderr).toBe(
    'Defaulted container "main" out of: main, side\n',
  );
});

it.each([
  [['web:/a'], 'error: source and destination are required', 2],
  [['a', 'b'], 'error: one of src or dest must be a remote file specification', 2],
  [['/none', 'web:/tmp/none'], "error: /none doesn't exist in local filesystem", 1],
  [['web:/none', '/tmp/none'], 'error: command terminated with exit code 2', 1],
  [['other/web:/none', '/tmp/none'], 'Error from server (NotFound): pods "web" not found', 3],
  [['/etc/hosts', 'web:/none/hosts'], 'error: command terminated with exit code 2', 1],
])('fails where there is nothing to do it with: cp %s', async (words, message, code) => {
  const result = await cli.run(['cp', ...words]);
  expect(result.stderr).toContain(message);
  expect(result.code).toBe(code);
});

it('goes on where it was when the connection broke, as often as it is told', async () => {
  const proxy = await TcpProxy.start({ port: Number(new URL(api.url).port) });
  const far = new CommandLine({ url: `http://127.0.0.1:${proxy.port}`, token: api.token });
  const destination = join(here, 'resumed');
  const copy = (...flags: string[]) => far.start('cp', ...flags, 'slow:file', destination);
  const untilMidway = () =>
    until('it is midway', () => (statSync(destination, { throwIfNoEntry: false })?.size ?? 0) > 50_000);
  try {
    const first = copy();
    await untilMidway();
    proxy.cut();
    expect(await first.ended).toMatchObject({ code: 7 });
    rmSync(destination);
    const second = copy('--retries=2');
    await untilMidway();
    writeFileSync(join(there, 'slow/go'), '');
    proxy.cut();
    const { code, stderr } = await second.ended;
    expect(stderr).toMatch(/^Resuming copy at \d{5,} bytes, retry 1\/2 - /);
    expect(code).toBe(0);
    expect(readFileSync(destination).equals(largest)).toBe(true);
  } finally {
    await proxy.stop();
  }
});
