// The example that the README starts with: a Deployment of three web servers behind a Service, on three nodes.
import { fileURLToPath } from 'node:url';
import type { Pod } from '@portolan/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ask, ConstantLoad } from '../support/constant-load.ts';
import { LocalCluster } from '../support/local-cluster.ts';
import { until } from '../support/until.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const example = fileURLToPath(new URL('../../examples/web.yaml', import.meta.url));
const web = { name: 'web', namespace: 'default' };
const selector = 'app=web';
/** Requests that a load must at least have made to show anything. */
const enough = 500;

let cluster: LocalCluster;
/** The service by its cluster IP and by its node port. */
let urls: string[];

beforeAll(async () => {
  cluster = await LocalCluster.start({ nodes: ['n1', 'n2', 'n3'] });
});
afterAll(async () => {
  await cluster?.stop();
});

const namesOf = (pods: readonly Pod[]) => pods.map(({ metadata }) => metadata.name).sort();

/** Asks until each of the pods has answered, and nobody else has in as many requests. */
async function expectAnswersOf(pods: readonly Pod[], url: string): Promise<void> {
  const names = namesOf(pods);
  await until(`answers of ${names} at ${url}`, async () => {
    const answers = await Promise.all(names.map(() => ask(url)));
    return answers.sort().join() === names.join();
  });
}

async function revisionOf(): Promise<string> {
  const { metadata } = await cluster.client.deployments.get(web);
  return metadata.annotations?.['deployment.kubernetes.io/revision'] ?? '';
}

describe('portolan apply -f examples/web.yaml', () => {
  it('starts three servers on three nodes, which answer at the cluster IP and at the node port', async () => {
    expect(await cluster.cli('apply', '-f', example)).toEqual({
      code: 0,
      stdout: 'deployment.apps/web created\nservice/web created\n',
      stderr: '',
    });
    const pods = await cluster.readyPods(selector, 3);
    expect(new Set(pods.map(({ spec }) => spec?.nodeName))).toEqual(new Set(['n1', 'n2', 'n3']));
    const { spec } = await cluster.client.services.get(web);
    urls = [`http://${spec?.clusterIP}:8080`, `http://127.0.0.1:${spec?.ports?.[0]?.nodePort}`];
    for (const url of urls) await expectAnswersOf(pods, url);
  });

  it('changes nothing when it is applied again', async () => {
    const { stdout } = await cluster.cli('apply', '-f', example);
    expect(stdout).toBe('deployment.apps/web unchanged\nservice/web unchanged\n');
  });
});

describe('proxyRules', () => {
  const text = `query($node: String!) {
    proxyRules(node: $node) { service portName protocol address port bound targets { address port node ready } }
  }`;
  const rulesOf = async (node: string) => (await cluster.api.data(text, { node })).proxyRules as Rule[];

  it('tell for each node where the addresses of a service lead', async () => {
    const pods = await cluster.readyPods(selector, 3);
    const places = pods.map(({ status, spec }) => `${status?.podIP} on ${spec?.nodeName}`).sort();
    const tables = await Promise.all(['n1', 'n2', 'n3'].map(rulesOf));
    for (const table of tables) {
      const rules = table.filter(({ service }) => service === 'web');
      expect(rules.map(({ address, port }) => `http://${address.replace('0.0.0.0', '127.0.0.1')}:${port}`)).toEqual(
        urls,
      );
      for (const { targets } of rules)
        expect(targets.map((each) => `${each.address} on ${each.node}`).sort()).toEqual(places);
    }
    // The nodes share one host, on which only one of them can have an address.
    for (const at of [0, 1]) expect(tables.filter((table) => table[at]?.bound)).toHaveLength(1);
  });

  it('have a new service on every node, and lose it when it is deleted', async () => {
    await cluster.cli('expose', 'deployment/web', '--name=again', '--port=8081', '--target-port=8080');
    const { spec } = await cluster.client.services.get({ name: 'again', namespace: 'default' });
    const nodesWith = async () => {
      const tables = await Promise.all(['n1', 'n2', 'n3'].map(rulesOf));
      return tables.filter((table) => table.some(({ service, targets }) => service === 'again' && targets.length === 3))
        .length;
    };
    await until('it is in every table', async () => (await nodesWith()) === 3);
    expect(namesOf(await cluster.readyPods(selector, 3))).toContain(await ask(`http://${spec?.clusterIP}:8081`));
    await cluster.cli('delete', 'service', 'again');
    await until('it is in no table', async () => (await nodesWith()) === 0);
  });

  it('are refused for a node that is not there, or is not connected', async () => {
    await expect(rulesOf('n9')).rejects.toThrow('nodes \\"n9\\" not found');
    await cluster.api.data('mutation { createNode(input: { metadata: { name: "paper" } }) { revision } }');
    await expect(rulesOf('paper')).rejects.toThrow('node paper is not connected');
    await cluster.client.nodes.delete({ name: 'paper' });
  });
});

interface Rule {
  readonly service: string;
  readonly address: string;
  readonly port: number;
  readonly bound: boolean;
  readonly targets: ReadonlyArray<{ readonly address: string; readonly node: string }>;
}

describe('what dies comes back', () => {
  const statusOf = async ({ metadata: { name } }: Pod) =>
    (await cluster.client.pods.get({ name, namespace: 'default' })).status?.containerStatuses?.[0];

  it('a killed process is started again, at once the first time and then with back-off, and a deleted pod is replaced', async () => {
    const [victim, deleted, ...others] = await cluster.readyPods(selector, 3);
    if (!victim || !deleted) throw new Error('no pods');
    const first = cluster.processOf(victim);
    process.kill(first.pid, 'SIGKILL');
    const restarted = await until('its restart', async () => {
      const status = await statusOf(victim);
      return status?.restartCount === 1 && status.state?.running ? status : undefined;
    });
    expect(restarted.lastState?.terminated).toMatchObject({ exitCode: 137, reason: 'Error' });
    const second = cluster.processOf(await cluster.client.pods.get(reference(victim)));
    expect(second).not.toEqual(first);

    process.kill(second.pid, 'SIGKILL');
    const waiting = await until('its back-off', async () => (await statusOf(victim))?.state?.waiting);
    expect(waiting).toMatchObject({
      reason: 'CrashLoopBackOff',
      message: expect.stringMatching(/^back-off 10s restarting failed container=server pod=web-/),
    });
    await expectAnswersOf([deleted, ...others], urls[0] ?? '');

    expect(await cluster.cli('delete', 'pod', deleted.metadata.name)).toMatchObject({ code: 0, stderr: '' });
    await until('its successor', async () => {
      const names = namesOf((await cluster.pods(selector)).filter(({ metadata }) => !metadata.deletionTimestamp));
      return names.length === 3 && !names.includes(deleted.metadata.name);
    });
    await until('the end of the back-off', async () => (await statusOf(victim))?.restartCount === 2);
    const pods = await cluster.readyPods(selector, 3);
    expect(namesOf(pods)).toEqual(expect.arrayContaining(namesOf([victim, ...others])));
    for (const url of urls) await expectAnswersOf(pods, url);
  });
});

function reference({ metadata: { name } }: Pod) {
  return { name, namespace: 'default' };
}

describe('under constant load', () => {
  it('a rolling update and its undo fail no request', async () => {
    const before = await cluster.readyPods(selector, 3);
    const load = new ConstantLoad({ urls, clients: 4 });
    await until('the load', () => load.total > enough);
    await change({ env: [{ name: 'GREETING', value: 'hello' }] });
    await rolledOut();
    const updated = await cluster.readyPods(selector, 3);
    expect(await cluster.cli('rollout', 'undo', 'deployment/web')).toMatchObject({
      code: 0,
      stdout: 'deployment.apps/web rolled back\n',
    });
    await rolledOut();
    const after = await cluster.readyPods(selector, 3);
    const total = load.total;
    await until('requests of the last pods alone', () => load.total > total + enough);
    await load.stop();
    expect(load.failures).toEqual([]);
    const all = [...before, ...updated, ...after];
    expect(new Set(namesOf(all)).size).toBe(9);
    expect([...load.answers.keys()].sort()).toEqual(namesOf(all));
    expect(await revisionOf()).toBe('3');
  });
});

describe('a new version that does not work', () => {
  it.each([
    ['that ends at once', { command: ['node', '-e', 'process.exit(3)'] }],
    ['that never becomes ready', { readinessProbe: { httpGet: { path: '/', port: 1 } } }],
  ])('%s stops at the progress deadline, while the old one serves on', async (_, brokenContainer) => {
    const before = await cluster.readyPods(selector, 3);
    const load = new ConstantLoad({ urls, clients: 2 });
    const revision = Number(await revisionOf());
    await change(brokenContainer, { progressDeadlineSeconds: 3 });
    const progressing = await until('the deadline', async () => {
      const { status } = await cluster.client.deployments.get(web);
      const condition = status?.conditions?.find(({ type }) => type === 'Progressing');
      return condition?.status === 'False' ? condition : undefined;
    });
    expect(await cluster.cli('rollout', 'status', 'deployment/web')).toMatchObject({
      code: 1,
      stderr: 'error: deployment "web" exceeded its progress deadline\n',
    });
    expect(progressing).toMatchObject({
      reason: 'ProgressDeadlineExceeded',
      message: expect.stringMatching(/^ReplicaSet "web-.*" has timed out progressing\.$/),
    });
    expect(namesOf(await cluster.readyPods(selector, 3))).toEqual(namesOf(before));
    expect(await cluster.pods(selector)).toHaveLength(4);
    await until('the load', () => load.total > enough);
    await load.stop();
    expect(load.failures).toEqual([]);
    expect([...load.answers.keys()].sort()).toEqual(namesOf(before));

    expect(await cluster.cli('rollout', 'undo', 'deployment/web')).toMatchObject({ code: 0 });
    await rolledOut();
    expect(namesOf(await cluster.readyPods(selector, 3))).toEqual(namesOf(before));
    await until('the end of the new version', async () => (await cluster.pods(selector)).length === 3);
    expect(Number(await revisionOf())).toBe(revision + 2);
  });
});

/** Of the one container, and of the deployment where more is given. */
async function change(container: object, spec: object = {}): Promise<void> {
  const template = { spec: { containers: [{ name: 'server', ...container }] } };
  await cluster.client.deployments.patch(web, { spec: { ...spec, template } });
}

/** As whoever waits for it at the command line sees it. */
async function rolledOut(): Promise<void> {
  const { code, stdout, stderr } = await cluster.cli('rollout', 'status', 'deployment/web', '--timeout=60s');
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toMatch(/deployment "web" successfully rolled out\n$/);
}
