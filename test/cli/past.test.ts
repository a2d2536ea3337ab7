// The past from the command line: `at WHEN COMMAND`, `--at`, and the history of change sets.
import { type Client, connect } from '@portolan/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startApi, type TestApi } from '../support/api-server.ts';
import { CommandLine } from '../support/command-line.ts';
import { until } from '../support/until.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let api: TestApi;
let client: Client;
let cli: CommandLine;
/** When there was one of the two. */
let revision: string;
let moment: string;

const output = async (...words: string[]) => {
  const { stdout, stderr, code } = await cli.run(words);
  return [stdout, stderr, code];
};
const settings = (name: string, data: Record<string, string> = {}) => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { name, namespace: 'shop' },
  data,
});

beforeAll(async () => {
  api = await startApi();
  client = await connect({ server: api.url, token: api.token });
  cli = new CommandLine(api);
  await client.apply([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } },
    settings('first', { a: '1' }),
  ]);
  revision = await client.revision();
  const thenMs = Date.now() + 2;
  moment = new Date(thenMs).toISOString();
  await until('the moment is over', () => Date.now() > thenMs + 2);
  await client.apply([settings('second'), settings('first', { a: '2' })], { reason: 'a second one' });
});
afterAll(async () => {
  client?.close();
  await api?.stop();
});

describe('at', () => {
  it('shows what was there, in every form that get has', async () => {
    expect(await output('at', revision, 'get', 'cm', '-n', 'shop', '-o', 'name')).toEqual(['configmap/first\n', '', 0]);
    expect(await output('-n', 'shop', 'get', 'cm', '-o', 'name')).toEqual([
      'configmap/first\nconfigmap/second\n',
      '',
      0,
    ]);
    expect(await output('at', revision, '-n', 'shop', 'get', 'cm/first', '-o', 'jsonpath={.data.a}')).toEqual([
      '1',
      '',
      0,
    ]);
    expect(await output('at', moment, 'get', 'cm', '-n', 'shop', '-o', 'name')).toEqual(['configmap/first\n', '', 0]);
    expect(await output('at', '0s-ago', 'get', 'cm', '-n', 'shop', '-o', 'name')).toEqual([
      'configmap/first\nconfigmap/second\n',
      '',
      0,
    ]);
  });

  it('describes what was there', async () => {
    const [then] = await output('at', revision, 'describe', 'cm', 'first', '-n', 'shop');
    expect(then).toMatch(/a:\n-+\n1\n/);
    expect(await output('describe', 'cm', 'second', '-n', 'shop', `--at=${revision}`)).toEqual([
      '',
      'Error from server (NotFound): configmaps "second" not found\n',
      3,
    ]);
    expect(await output('at', revision, 'events', '-n', 'shop')).toEqual([
      '',
      'No events found in shop namespace.\n',
      0,
    ]);
  });

  it('counts ages from then', async () => {
    const { metadata } = await client.configMaps.get({ namespace: 'shop', name: 'first' });
    const ageMs = () => Date.now() - Date.parse(metadata.creationTimestamp ?? '');
    await until('it is older than it was', () => ageMs() > 3_000);
    const [rows] = await output('at', revision, 'get', 'cm', '-n', 'shop', '--no-headers');
    expect(rows).toMatch(/^first +1 +[01]s\n$/);
  });

  it('refuses what acts on the present, and what is no time', async () => {
    expect(await output('at', '-1h', 'delete', 'cm/first')).toEqual([
      '',
      'error: "delete" does not show the past. Of a revision or time one can ask: get, describe, events\n',
      2,
    ]);
    expect(await output('at', 'noon', 'get', 'cm')).toEqual([
      '',
      expect.stringContaining('invalid argument "noon"'),
      2,
    ]);
    expect(await output('at', '-1h')).toEqual(['', expect.stringContaining("missing required argument 'command'"), 2]);
    expect(await output('at', '-1h', 'get', 'cm', '-w')).toEqual(['', expect.stringContaining('cannot be watched'), 2]);
    expect(await output('at', '999999', 'get', 'cm')).toEqual(['', expect.stringMatching(/^Error from server \(/), 1]);
  });

  it('has its help, and that of the command', async () => {
    expect((await output('at', '--help'))[0]).toContain('Usage: portolan at WHEN COMMAND');
    expect((await output('at', '-1h', 'get', '--help'))[0]).toContain('Usage: portolan get');
  });

  it('is completed', async () => {
    expect((await output('__complete', '--', 'at', '-1h', 'd'))[0]).toBe('describe\n');
    expect((await output('__complete', '--', 'at', '-1h', '-n', 'shop', 'get', 'cm', 's'))[0]).toBe('second\n');
  });
});

describe('history', () => {
  it('says who changed what, and why, the newest first', async () => {
    const [stdout, stderr, code] = await output('history', '--limit', '2');
    expect([stderr, code]).toEqual(['', 0]);
    const rows = String(stdout)
      .trim()
      .split('\n')
      .map((line) => line.split(/ {2,}/));
    expect(rows).toEqual([
      ['REVISION', 'AGE', 'ACTOR', 'VERB', 'CHANGES', 'REASON'],
      [
        expect.stringMatching(/^\d+$/),
        expect.stringMatching(/^\d+s$/),
        'admin',
        'apply',
        'created configmap/second in shop, changed configmap/first in shop',
        'a second one',
      ],
      [revision, expect.anything(), 'admin', 'apply', 'created namespace/shop, created configmap/first in shop'],
    ]);
  });

  it('tells of one object, and of one user', async () => {
    const revisions = async (...words: string[]) =>
      JSON.parse(String((await output('history', '-o', 'json', ...words))[0])).items.map(
        (set: { revision: string }) => set.revision,
      );
    expect(await revisions('cm/second', '-n', 'shop')).toHaveLength(1);
    expect(await revisions('cm/first', '-n', 'shop')).toHaveLength(2);
    expect(await revisions('cm', '-n', 'default')).toEqual([]);
    expect(await revisions('--actor', 'nobody')).toEqual([]);
    expect(await output('history', 'cm/third')).toEqual(['', 'No change sets found.\n', 0]);
    expect(await output('history', '--limit', 'x')).toEqual(['', expect.stringContaining('--limit'), 2]);
  });

  it('finds the newest behind large ones', async () => {
    const many = Array.from({ length: 1_100 }, (_, index) => settings(`many-${index}`));
    const { revision: large } = await client.apply(many);
    const { revision: newest } = await client.apply([settings('last')]);
    const [stdout] = await output('history', '--limit', '2', '--no-headers');
    expect(stdout).toMatch(new RegExp(`^${newest} .* created configmap/last in shop\\n${large} .* and 1098 more\\n$`));
  });
});
