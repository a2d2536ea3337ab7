// Control loops and the scheduler in a browser: what waits, what failed, what was done last.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, type Dashboard, dashboardStartMs, startDashboard } from '../support/dashboard.ts';

describe.skipIf(!chromiumPath)('the controllers area', { timeout: 240_000 }, () => {
  let dashboard: Dashboard;

  beforeAll(async () => {
    dashboard = await startDashboard();
  }, dashboardStartMs);
  afterAll(() => dashboard?.stop(), 180_000);

  const createDeployment = (name: string) =>
    dashboard.client.deployments.create({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: 'default' },
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { labels: { app: name } },
          spec: { nodeSelector: { disk: 'none' }, containers: [{ name: 'app', image: 'local' }] },
        },
      },
    });

  it('lists every control loop with its queue, and leads to what it did last', async () => {
    const opened = await dashboard.open('/controllers');
    const table = opened.page.getByRole('table', { name: 'Controllers' });
    await table.getByRole('row').filter({ hasText: 'replicaset-controller' }).getByText('Idle').waitFor();
    await table.getByRole('link', { name: 'deployment-controller' }).click();
    await opened.page.getByRole('heading', { name: 'deployment-controller' }).waitFor();
    await createDeployment('first');
    const reconciles = opened.page.getByRole('table', { name: 'Last reconciles' });
    const row = reconciles.getByRole('row').filter({ hasText: 'default/first' }).first();
    await row.waitFor();
    expect(await row.innerText()).toMatch(/\d ms/);
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  it('says when there is no such controller', async () => {
    const opened = await dashboard.open('/controllers/none');
    await opened.page.getByText('There is no controller none.').waitFor();
    await opened.close();
  });

  it('shows which pods wait for the scheduler, and why', async () => {
    const opened = await dashboard.open('/scheduler');
    const pending = opened.page.getByRole('table', { name: 'Pods without a node' });
    await createDeployment('second');
    const row = pending.getByRole('row').filter({ hasText: 'default/second' });
    await row.getByText("0/1 nodes are available: 1 node(s) didn't match Pod's node affinity/selector.").waitFor();
    await row.getByRole('link').click();
    await opened.page.getByRole('heading', { name: /^second-/ }).waitFor();
    await opened.close();
  });
});
