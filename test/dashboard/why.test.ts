// Why a pod is where it is, or nowhere, in a browser.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, type Dashboard, dashboardStartMs, startDashboard } from '../support/dashboard.ts';

describe.skipIf(!chromiumPath)('why a pod is where it is', { timeout: 240_000 }, () => {
  let dashboard: Dashboard;

  beforeAll(async () => {
    dashboard = await startDashboard();
    await run('placed', '10m', {});
    await run('big', '900', { nodeSelector: { disk: 'ssd' } });
  }, dashboardStartMs);
  afterAll(() => dashboard?.stop(), 180_000);

  const run = (name: string, cpu: string, spec: object) =>
    dashboard.client.pods.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'default' },
      spec: {
        terminationGracePeriodSeconds: 0,
        containers: [{ name: 'app', image: 'local', command: ['sleep', '1000'], resources: { requests: { cpu } } }],
        ...spec,
      },
    });

  it('is told of a pod that waits, node by node, with numbers and what would help', async () => {
    const opened = await dashboard.open('/pods?ns=default');
    await opened.row('big').getByText('Pending').waitFor();
    await opened.row('big').focus();
    await opened.page.keyboard.press('w');
    await opened.page.getByText('0 of 1 node would take it').waitFor();
    expect(opened.query.get('tab')).toBe('why');
    const line = opened.page
      .getByRole('table', { name: 'Nodes and checks' })
      .getByRole('row')
      .filter({ hasText: 'n1' });
    await line.getByText('Insufficient cpu').waitFor();
    await line.getByText(/^cpu 900 \/ /).waitFor();
    await line.getByText(/^Label the node disk=ssd/).waitFor();
    await line.getByText(/^Free \d.* of cpu on n1/).waitFor();
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  it('is told of a pod that differs, which nobody creates', async () => {
    const opened = await dashboard.open('/pods/default/big?tab=why');
    await opened.page.getByLabel('cpu').fill('10m');
    await opened.page.getByLabel('any labels of nodes').check();
    await opened.page.getByText('It would go to n1').waitFor();
    await opened.page.getByRole('button', { name: 'As it is' }).click();
    await opened.page.getByText('0 of 1 node would take it').waitFor();
    expect((await dashboard.client.pods.list({ namespace: 'default' })).items).toHaveLength(2);
    await opened.close();
  });

  it('is told of a pod that has its node', async () => {
    const opened = await dashboard.open('/pods/default/placed?tab=why');
    await opened.page.getByText(/It is on n1, which has a score of \d+/).waitFor();
    await opened.close();
  });

  it('shows the way of a pod, and leads to its revisions', async () => {
    const opened = await dashboard.open('/pods/default/placed?tab=timeline');
    const steps = opened.page.getByRole('list', { name: 'How it came to run' }).getByRole('listitem');
    await steps
      .filter({ hasText: 'Ready' })
      .getByText(/revision \d+/)
      .waitFor();
    expect(await steps.count()).toBe(8);
    await steps
      .filter({ hasText: 'Stored' })
      .getByText(/revision \d+/)
      .click();
    expect(opened.query.get('at')).toMatch(/^\d+$/);
    await opened.page.getByRole('button', { name: 'Back to now' }).waitFor();
    await opened.close();
  });
});
