// cordon, uncordon, drain and taint from the command line, on a node whose agent ends pods that are evicted.
import { type Client, connect } from '@portolan/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { startAgent, type TestAgent } from '../support/agent.ts';
import { startApi, type TestApi } from '../support/api-server.ts';
import { CommandLine } from '../support/command-line.ts';
import { until } from '../support/until.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 120_000 });

let api: TestApi;
let client: Client;
let agent: TestAgent;
let cli: CommandLine;

const main = { name: 'main', image: 'none', command: ['sleep'] };

async function run(name: string, { labels = {}, spec = {} }: { labels?: Record<string, string>; spec?: object } = {}) {
  await client.apply([
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'default', labels },
      spec: { nodeName: 'n1', containers: [main], terminationGracePeriodSeconds: 1, ...spec },
    },
  ]);
  await until(`${name} runs`, async () => (await find(name))?.status?.phase === 'Running');
}

const find = (name: string) => client.pods.find({ namespace: 'default', name });
const output = async (...words: string[]) => {
  const { stdout, stderr, code } = await cli.run(words);
  return [stdout, stderr, code];
};

beforeAll(async () => {
  api = await startApi();
  client = await connect({ server: api.url, token: api.token });
  agent = await startAgent(api);
  cli = new CommandLine(api);
});
afterAll(async () => {
  await agent?.stop();
  client?.close();
  await api?.stop();
});

describe('cordon and uncordon', () => {
  it('say what became of the node', async () => {
    expect(await output('cordon', 'n1', '--dry-run=server')).toEqual(['node/n1 cordoned (server dry run)\n', '', 0]);
    expect(await output('cordon', 'n1')).toEqual(['node/n1 cordoned\n', '', 0]);
    expect(await output('cordon', 'node/n1')).toEqual(['node/n1 already cordoned\n', '', 0]);
    expect((await client.nodes.get({ name: 'n1' })).spec?.unschedulable).toBe(true);
    expect(await output('uncordon', '-l', 'kubernetes.io/hostname=n1')).toEqual(['node/n1 uncordoned\n', '', 0]);
    expect(await output('uncordon', 'n1')).toEqual(['node/n1 already uncordoned\n', '', 0]);
    expect(await output('cordon', 'x')).toEqual(['', 'Error from server (NotFound): nodes "x" not found\n', 3]);
  });
});

describe('taint', () => {
  it('adds, refuses to change, overwrites and removes', async () => {
    expect(await output('taint', 'node', 'n1', 'zone=a:NoSchedule')).toEqual(['node/n1 tainted\n', '', 0]);
    expect(await output('taint', 'nodes', 'n1', 'zone=b:NoSchedule')).toEqual([
      '',
      'error: node n1 already has zone taint(s) with same effect(s) and --overwrite is false\n',
      1,
    ]);
    expect(await output('taint', 'nodes', '--all', 'zone=b:NoSchedule', '--overwrite')).toEqual([
      'node/n1 tainted\n',
      '',
      0,
    ]);
    expect((await client.nodes.get({ name: 'n1' })).spec?.taints).toContainEqual({
      key: 'zone',
      value: 'b',
      effect: 'NoSchedule',
    });
    expect(await output('taint', 'no/n1', 'zone-')).toEqual(['node/n1 untainted\n', '', 0]);
    expect(await output('taint', 'node', 'n1', 'zone-')).toEqual(['', 'error: taint "zone" not found\n', 1]);
    expect(await output('taint', 'pods', 'x', 'zone-')).toEqual([
      '',
      'error: invalid resource type pods, only node(s) is supported\n',
      2,
    ]);
  });
});

describe('drain', () => {
  it('does nothing to pods that are in the way, and names them', async () => {
    await run('alone');
    const why = 'cannot delete Pods that declare no controller (use --force to override): default/alone';
    expect(await output('drain', 'n1')).toEqual([
      'node/n1 cordoned\n',
      `error: unable to drain node "n1" due to error: ${why}, continuing command...\nThere are pending nodes to be drained:\n n1\nerror: ${why}\n`,
      1,
    ]);
    expect((await find('alone'))?.metadata.deletionTimestamp).toBe(undefined);
  });

  it('shows what it would do', async () => {
    await run('alone');
    expect(await output('drain', 'n1', '--force', '--dry-run=client')).toEqual([
      'node/n1 already cordoned (dry run)\nevicting pod default/alone (dry run)\nnode/n1 drained (dry run)\n',
      'Warning: deleting Pods that declare no controller: default/alone\n',
      0,
    ]);
    expect((await find('alone'))?.metadata.deletionTimestamp).toBe(undefined);
  });

  it('evicts the pods that are selected and waits until they are gone', async () => {
    await run('alone');
    await run('chosen', { labels: { tier: 'front' }, spec: { volumes: [{ name: 'scratch', emptyDir: {} }] } });
    expect(await output('drain', 'n1', '--force', '--delete-emptydir-data', '--pod-selector=tier=front')).toEqual([
      'node/n1 already cordoned\nevicting pod default/chosen\npod/chosen evicted\nnode/n1 drained\n',
      'Warning: deleting Pods with local storage: default/chosen; deleting Pods that declare no controller: default/chosen\n',
      0,
    ]);
    expect(await find('chosen')).toBe(undefined);
    expect((await find('alone'))?.metadata.deletionTimestamp).toBe(undefined);
  });

  it('gives up when the time is over, and says what is left', async () => {
    await run('alone');
    const held = { metadata: { finalizers: ['example.com/hold'] } };
    await client.pods.patch({ namespace: 'default', name: 'alone' }, held, { type: 'MERGE' });
    expect(await output('drain', 'n1', '--force', '--timeout=1s')).toEqual([
      'node/n1 already cordoned\nevicting pod default/alone\n',
      `Warning: deleting Pods that declare no controller: default/alone
There are pending pods in node "n1" when an error occurred: drain did not complete within 1s
default/alone
error: unable to drain node "n1" due to error: drain did not complete within 1s, continuing command...
There are pending nodes to be drained:
 n1
error: drain did not complete within 1s
`,
      1,
    ]);
    const released = { metadata: { finalizers: null } };
    await client.pods.patch({ namespace: 'default', name: 'alone' }, released as object, { type: 'MERGE' });
    await until('it is gone', async () => (await find('alone')) === undefined);
  });
});
