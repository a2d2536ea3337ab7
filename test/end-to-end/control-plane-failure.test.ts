// The API and its database killed at once, while objects are applied and pods serve.
import { readFileSync } from 'node:fs';
import type { Pod } from '@portolan/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ConstantLoad } from '../support/constant-load.ts';
import { isReady, LocalCluster } from '../support/local-cluster.ts';
import { until, untilSucceeds } from '../support/until.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 120_000 });

const objects = 200;
const selector = 'app=web';
let cluster: LocalCluster;

beforeAll(async () => {
  cluster = await LocalCluster.start({ nodes: ['n1', 'n2'], ownDatabase: true });
});
afterAll(async () => {
  await cluster?.stop();
});

/** The example, at whatever node port is free. */
function example(): string {
  const text = readFileSync(new URL('../../examples/web.yaml', import.meta.url), 'utf8');
  return text.replace(', nodePort: 30080', '');
}

function settings(round: string): object[] {
  return Array.from({ length: objects }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `${round}-${index}`, namespace: 'default', labels: { round } },
    data: { index: String(index), text: 'x'.repeat(500) },
  }));
}

async function countOf(round: string): Promise<number> {
  return (await cluster.client.configMaps.list({ namespace: 'default', labelSelector: `round=${round}`, first: 1 }))
    .total;
}

/** Whether the client was told that all of it was applied. */
async function applyWhile(round: string, act: (isOver: () => boolean) => Promise<void>): Promise<boolean> {
  let isOver = false;
  const applying = cluster.client.apply(settings(round)).then(
    () => true,
    () => false,
  );
  void applying.finally(() => {
    isOver = true;
  });
  await act(() => isOver);
  return applying;
}

/** Of the time that it usually takes. */
async function timeHasCome(ms: number): Promise<void> {
  const dueMs = performance.now() + ms;
  await until('the moment', () => performance.now() >= dueMs);
}

describe('a control plane that is killed while 200 objects are applied', () => {
  it('has all of them or none when it is back, and pods and their service go on meanwhile', async () => {
    await cluster.client.apply(example());
    const pods = await cluster.readyPods(selector, 3);
    const processes = pods.map((pod) => cluster.processOf(pod));
    const { spec } = await cluster.client.services.get({ name: 'web', namespace: 'default' });
    const load = new ConstantLoad({ urls: [`http://${spec?.clusterIP}:8080`], clients: 1 });
    await until('the load', () => load.total > 0);

    const startMs = performance.now();
    await cluster.client.apply(settings('whole'));
    const usualMs = performance.now() - startMs;
    /** When the kill comes, on the way of the request from its sending to its answer. */
    const moments: ReadonlyArray<readonly [string, (isOver: () => boolean) => Promise<void>]> = [
      ['sent', () => timeHasCome(0)],
      ['half-way', () => timeHasCome(usualMs / 2)],
      ['nearly-done', () => timeHasCome(usualMs * 0.9)],
      [
        'seen',
        (isOver) => until('another sees it', async () => isOver() || (await countOf('seen')) > 0).then(() => undefined),
      ],
    ];
    const counts: Record<string, number> = {};
    for (const [round, moment] of moments) {
      const before = load.total;
      const isToldSo = await applyWhile(round, async (isOver) => {
        await moment(isOver);
        await cluster.killControlPlane();
      });
      await until('requests without a control plane', () => load.total > before + 100);
      await cluster.restartControlPlane();
      counts[round] = await untilSucceeds('the count', () => countOf(round));
      expect([round, counts[round]]).toEqual([
        round,
        isToldSo || round === 'seen' ? objects : expect.toSatisfy(isAllOrNone),
      ]);
    }
    console.info(`killed: ${JSON.stringify(counts)} of ${objects}, applied in ${Math.round(usualMs)} ms`);
    expect(await countOf('whole')).toBe(objects);

    await until('the nodes to be known again', async () =>
      (await cluster.readyPods(selector, 3)).every(({ metadata }) =>
        pods.some((pod) => pod.metadata.uid === metadata.uid),
      ),
    );
    expect(pods.map((pod) => cluster.processOf(pod))).toEqual(processes);
    await load.stop();
    expect(load.failures).toEqual([]);
    for (const { status } of await cluster.readyPods(selector, 3)) {
      expect(status?.containerStatuses?.[0]?.restartCount).toBe(0);
    }
    await cluster.client.deployments.scale({ name: 'web', namespace: 'default' }, 4);
    await cluster.readyPods(selector, 4);
  });
});

describe('a control plane that is killed in the middle of a rollout', () => {
  const web = { name: 'web', namespace: 'default' };
  const isNew = ({ spec }: Pod) => spec?.containers[0]?.env?.some(({ name }) => name === 'ROUND') === true;

  it('goes on with it when it is back, to the same end as undisturbed, and no request fails', async () => {
    const { spec } = await cluster.client.services.get(web);
    const load = new ConstantLoad({ urls: [`http://${spec?.clusterIP}:8080`], clients: 1 });
    await until('the load', () => load.total > 0);
    await cluster.cli('set', 'env', 'deployment/web', 'ROUND=2');
    await until('the middle', async () => {
      const pods = await cluster.pods(selector);
      return pods.some((pod) => isNew(pod) && isReady(pod)) && pods.some((pod) => !isNew(pod));
    });
    await cluster.killControlPlane();
    const before = load.total;
    await until('requests without a control plane', () => load.total > before + 100);
    await cluster.restartControlPlane();
    const after = await untilSucceeds('the rollout to be over', async () => {
      const { metadata, status } = await cluster.client.deployments.get(web);
      expect(status).toMatchObject({ observedGeneration: metadata.generation, replicas: 4, updatedReplicas: 4 });
      const pods = await cluster.pods(selector);
      expect(pods).toHaveLength(4);
      return pods;
    });
    expect(after.every(isNew)).toBe(true);
    expect(await cluster.readyPods(selector, 4)).toHaveLength(4);
    const { items: sets } = await cluster.client.replicaSets.list({ namespace: 'default', labelSelector: selector });
    expect(sets.map((set) => set.spec?.replicas).sort()).toEqual([0, 4]);
    await load.stop();
    expect(load.failures).toEqual([]);
    expect((await cluster.cli('rollout', 'history', 'deployment/web')).stdout).toMatch(/\n1 .*\n2 /);
  });
});

function isAllOrNone(count: number): boolean {
  return count === 0 || count === objects;
}
