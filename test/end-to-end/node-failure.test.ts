// Agents that are killed, cut off and switched off, with pods running as processes of this machine.
import type { Pod } from '@portolan/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { isReady, LocalCluster } from '../support/local-cluster.ts';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { until } from '../support/until.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

/** A node is lost after some seconds of silence instead of 50; its lease is still renewed every 10. */
const quick = ['--node-monitor-period=500ms', '--node-monitor-grace-period=13s', '--node-eviction-rate=10'];
const tolerationSeconds = 1;

let cluster: LocalCluster;
/** The way of `far` to the API. */
let link: TcpProxy;

beforeAll(async () => {
  cluster = await LocalCluster.start({ nodes: ['n1', 'n2'], apiArgs: quick });
  link = await TcpProxy.start({ port: Number(new URL(cluster.api.url).port) });
  await cluster.addNodes(['far'], { server: `http://127.0.0.1:${link.port}`, args: [] });
});
afterAll(async () => {
  link?.heal();
  await cluster?.stop();
  await link?.stop();
});

const command = ['node', '-e', 'process.on("SIGTERM", () => process.exit()); setInterval(() => {}, 1000)'];

function deployment(name: string, replicas: number, podSpec: Partial<NonNullable<Pod['spec']>> = {}) {
  const labels = { app: name };
  const containers = [{ name: 'main', image: 'node:20', command }];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name, namespace: 'default' },
    spec: {
      replicas,
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { ...podSpec, containers } },
    },
  };
}

const conditionOf = async (node: string, type: string) =>
  (await cluster.client.nodes.get({ name: node })).status?.conditions?.find((each) => each.type === type);

const restartsOf = ({ status }: Pod) => status?.containerStatuses?.map(({ restartCount }) => restartCount);

describe('an agent that is killed', () => {
  it('finds its pods running when it is back: the same processes, never restarted', async () => {
    await cluster.client.apply([deployment('steady', 4, { nodeSelector: { 'kubernetes.io/hostname': 'n1' } })]);
    const pods = await cluster.readyPods('app=steady', 4);
    const before = pods.map((pod) => cluster.processOf(pod));
    const agent = cluster.agent('n1');
    await agent.kill();
    expect(pods.map((pod) => cluster.processOf(pod))).toEqual(before);
    await agent.start();
    // It has taken its pods up again when it does what the API asks of one of them.
    const [deleted, ...kept] = pods;
    if (!deleted) throw new Error('no pods');
    await cluster.client.pods.delete({ name: deleted.metadata.name, namespace: 'default' });
    await until('the end of the deleted pod', async () => {
      const found = await cluster.client.pods.find({ name: deleted.metadata.name, namespace: 'default' });
      return found === undefined;
    });
    const after = await cluster.readyPods('app=steady', 4);
    for (const pod of kept) {
      const found = after.find(({ metadata }) => metadata.uid === pod.metadata.uid);
      expect(found && cluster.processOf(found)).toEqual(before[pods.indexOf(pod)]);
      expect(found && restartsOf(found)).toEqual([0]);
    }
  });
});

describe('a node that is cut off from the API', () => {
  it('keeps its pods running though it counts as lost, and tells afterwards what happened meanwhile', async () => {
    const tolerations = [{ operator: 'Exists' }] as const;
    const nodeSelector = { 'kubernetes.io/hostname': 'far' };
    await cluster.client.apply([deployment('patient', 2, { nodeSelector, tolerations: [...tolerations] })]);
    const [killed, kept] = await cluster.readyPods('app=patient', 2);
    if (!killed || !kept) throw new Error('no pods');
    const before = cluster.processOf(kept);
    link.silence();
    process.kill(cluster.processOf(killed).pid, 'SIGKILL');
    await until('its loss', async () => (await conditionOf('far', 'Ready'))?.status === 'Unknown', 180_000);
    expect(isReady(await cluster.client.pods.get({ name: kept.metadata.name, namespace: 'default' }))).toBe(false);
    expect(cluster.processOf(kept)).toEqual(before);

    link.heal();
    await until('its return', async () => (await conditionOf('far', 'Ready'))?.status === 'True', 180_000);
    const after = await cluster.readyPods('app=patient', 2);
    const restarts = new Map(after.map((pod) => [pod.metadata.name, restartsOf(pod)]));
    expect(restarts).toEqual(
      new Map([
        [killed.metadata.name, [1]],
        [kept.metadata.name, [0]],
      ]),
    );
    expect(cluster.processOf(kept)).toEqual(before);
  });
});

describe('a node that stops', () => {
  it('loses its pods to others once their tolerations have run out, and holds none of them when it is back', async () => {
    const tolerations = ['not-ready', 'unreachable'].map((each) => ({
      key: `node.kubernetes.io/${each}`,
      operator: 'Exists',
      effect: 'NoExecute',
      tolerationSeconds,
    }));
    await cluster.client.apply([deployment('moving', 6, { tolerations })]);
    const before = await cluster.readyPods('app=moving', 6);
    const lost = before.filter(({ spec }) => spec?.nodeName === 'n2');
    expect(lost.length).toBeGreaterThan(0);
    const stayed = before.filter((pod) => !lost.includes(pod));
    const processes = stayed.map((pod) => cluster.processOf(pod));
    await cluster.agent('n2').powerOff();

    await until(
      'the pods to be ready elsewhere',
      async () => {
        const ready = (await cluster.pods('app=moving')).filter(isReady);
        return ready.length === 6 && ready.every(({ spec }) => spec?.nodeName !== 'n2');
      },
      60_000,
    );
    expect(stayed.map((pod) => cluster.processOf(pod))).toEqual(processes);
    for (const { metadata } of lost) {
      const pod = await cluster.client.pods.get({ name: metadata.name, namespace: 'default' });
      expect(pod.metadata.deletionTimestamp).toBeDefined();
      expect(pod.status?.conditions).toContainEqual(
        expect.objectContaining({ type: 'DisruptionTarget', reason: 'DeletionByTaintManager' }),
      );
    }

    await cluster.agent('n2').start();
    await until('its return', async () => (await conditionOf('n2', 'Ready'))?.status === 'True');
    await until('the end of what it held', async () => (await cluster.pods('app=moving')).length === 6);
    expect((await cluster.client.nodes.get({ name: 'n2' })).spec?.taints ?? []).toEqual([]);
  });
});
