// The demo in one run: what a platform is for, shown by the shop under the requests of its customers.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Pod } from '@portolan/client';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { ask, ConstantLoad } from '../support/constant-load.ts';
import { isReady, LocalCluster } from '../support/local-cluster.ts';
import { Script } from '../support/script.ts';
import { until } from '../support/until.ts';

vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

const shop = fileURLToPath(new URL('../../examples/shop', import.meta.url));
const namespace = 'shop';
/** Requests that a load must at least have made to show anything. */
const enough = 200;

let cluster: LocalCluster;
let directory: string;
let url: string;
let load: ConstantLoad;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'portolan-shop-'));
  cluster = await LocalCluster.start({ nodes: ['n1', 'n2', 'n3'] });
});
afterAll(async () => {
  await load?.stop();
  await cluster?.stop();
  rmSync(directory, { recursive: true, force: true });
});

interface Summary {
  readonly web: string;
  readonly api: string;
  readonly version: string;
  readonly placed: number;
}

const summary = async () => JSON.parse(await ask(`${url}/summary`)) as Summary;

async function podsOf(app: string, count: number): Promise<readonly Pod[]> {
  return until(`${count} ready pods of ${app}`, async () => {
    const { items } = await cluster.client.pods.list({ namespace, labelSelector: `app=${app}` });
    const ready = items.filter((pod) => isReady(pod) && pod.metadata.deletionTimestamp === undefined);
    return ready.length === count ? ready : undefined;
  });
}

const namesOf = (pods: readonly Pod[]) => pods.map(({ metadata }) => metadata.name).sort();

/** No request fails while `act` runs, and for some time after it. */
async function undisturbed(act: () => Promise<void>): Promise<void> {
  await act();
  const { total } = load;
  await until('more requests', () => load.total > total + enough || load.failures.length > 0);
  expect(load.failures).toEqual([]);
}

describe('the shop, from its first pod to its last', () => {
  it('finds its parts by their services, and every pod of each gets its share', async () => {
    const manifest = join(directory, 'shop.yaml');
    const text = readFileSync(join(shop, 'shop.yaml'), 'utf8');
    writeFileSync(manifest, text.replace(', nodePort: 4080', '').replace('/var/tmp/portolan-shop', directory));
    for (const args of [
      ['create', 'namespace', namespace],
      ['-n', namespace, 'create', 'configmap', 'shop-code', `--from-file=${join(shop, 'code')}`],
      ['-n', namespace, 'apply', '-f', manifest],
    ])
      expect(await cluster.cli(...args)).toMatchObject({ code: 0, stderr: expect.not.stringContaining('error') });
    const [web, api] = [await podsOf('web', 3), await podsOf('api', 2)];
    const { spec } = await cluster.client.services.get({ name: 'web', namespace });
    url = `http://${spec?.clusterIP}:8080`;
    const seen = { web: new Set<string>(), api: new Set<string>() };
    await until('an answer of each', async () => {
      const answer = await summary();
      seen.web.add(answer.web);
      seen.api.add(answer.api);
      return seen.web.size === web.length && seen.api.size === api.length;
    });
    expect([...seen.web].sort()).toEqual(namesOf(web));
    expect([...seen.api].sort()).toEqual(namesOf(api));
    await until('its customers buy', async () => (await summary()).placed > 0);
    load = new ConstantLoad({ urls: [`${url}/summary`], clients: 2 });
  });

  it('serves on while the control plane is killed and comes back', () =>
    undisturbed(async () => {
      const { total } = load;
      await cluster.api.stop('SIGKILL');
      await until('requests without it', () => load.total > total + enough);
      await cluster.restartControlPlane();
      await until('the nodes are back', async () => {
        const { items } = await cluster.client.nodes.list();
        return items.length === 3 && items.every(isReady);
      });
    }));

  it('replaces a pod that is deleted', () =>
    undisturbed(async () => {
      const [victim] = await podsOf('web', 3);
      await cluster.cli('-n', namespace, 'delete', 'pod', victim?.metadata.name ?? '');
      expect(namesOf(await podsOf('web', 3))).not.toContain(victim?.metadata.name);
    }));

  it('rolls out another version', () =>
    undisturbed(async () => {
      await cluster.cli('-n', namespace, 'set', 'env', 'deployment/web', 'VERSION=2');
      expect(await cluster.cli('-n', namespace, 'rollout', 'status', 'deployment/web')).toMatchObject({ code: 0 });
      await until('the new version alone', async () => {
        const answers = await Promise.all(Array.from({ length: 6 }, summary));
        return answers.every(({ version }) => version === '2');
      });
    }));

  it('grows and shrinks with a queue', () =>
    undisturbed(async () => {
      const length = (items: number) => ({ data: { length: `${items}` } });
      const queue = { name: 'orders', namespace };
      await cluster.client.configMaps.create({ apiVersion: 'v1', kind: 'ConfigMap', metadata: queue, ...length(25) });
      const scaling = new Script('examples/scale-on-queue.ts', {
        PORTOLAN_SERVER: cluster.api.url,
        PORTOLAN_TOKEN: cluster.api.token,
      });
      try {
        await cluster.cli('-n', namespace, 'annotate', 'deployment/worker', 'example.dev/queue=orders');
        await podsOf('worker', 3);
        await cluster.client.configMaps.patch(queue, length(0));
        await podsOf('worker', 1);
      } finally {
        scaling.kill();
      }
    }));

  it('is gone with its namespace', async () => {
    await load.stop();
    expect(await cluster.cli('delete', 'namespace', namespace)).toMatchObject({ code: 0 });
    const { items } = await cluster.client.pods.list({ namespace });
    expect(items).toEqual([]);
    await expect(ask(`${url}/summary`)).rejects.toThrow();
  });
});
