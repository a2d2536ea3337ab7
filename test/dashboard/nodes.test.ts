// The nodes area in a browser: a node with pods that run as processes, and nodes that only are objects.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, type Dashboard, dashboardStartMs, startDashboard } from '../support/dashboard.ts';
import { until } from '../support/until.ts';

describe.skipIf(!chromiumPath)('the nodes area', { timeout: 240_000 }, () => {
  let dashboard: Dashboard;

  beforeAll(async () => {
    dashboard = await startDashboard();
    await run('web-1');
    await run('web-2');
  }, dashboardStartMs);
  afterAll(() => dashboard?.stop(), 180_000);

  const run = (name: string) =>
    dashboard.client.pods.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'default' },
      spec: {
        terminationGracePeriodSeconds: 0,
        containers: [
          {
            name: 'app',
            image: 'local',
            command: ['sleep', '1000'],
            resources: { requests: { cpu: '100m', memory: '64Mi' } },
          },
        ],
      },
    });
  const isCordoned = async () => (await dashboard.client.nodes.get({ name: 'n1' })).spec?.unschedulable === true;

  it('follows nodes as they come, change and go', async () => {
    const opened = await dashboard.open('/nodes');
    await opened.row('n1').getByText('Ready', { exact: true }).waitFor();
    await dashboard.client.nodes.create({ apiVersion: 'v1', kind: 'Node', metadata: { name: 'silent' } });
    await opened.row('silent').getByText('Unknown').waitFor();
    await dashboard.client.nodes.delete({ name: 'silent' });
    await opened.row('silent').waitFor({ state: 'detached' });
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  it('adds up what the pods of a node ask for', async () => {
    const opened = await dashboard.open('/nodes/n1');
    const capacity = (name: string) => opened.page.locator('main').getByRole('meter', { name });
    await until('both pods count', async () =>
      (await capacity('CPU').getAttribute('aria-valuetext'))?.startsWith('200m of '),
    );
    expect(await capacity('Memory').getAttribute('aria-valuetext')).toMatch(/^128Mi of /);
    expect(await capacity('Pods').getAttribute('aria-valuetext')).toMatch(/^2 of 110 /);
    await opened.close();
  });

  it('cordons and uncordons a node from the drawer beside its row', async () => {
    const opened = await dashboard.open('/nodes');
    await opened.row('n1').click();
    const drawer = opened.page.getByRole('complementary', { name: 'Nodes: n1' });
    await drawer.getByRole('button', { name: 'Cordon', exact: true }).click();
    await opened.row('n1').getByText('Ready,SchedulingDisabled').waitFor();
    expect(await isCordoned()).toBe(true);
    await drawer.getByRole('button', { name: 'Uncordon' }).click();
    await opened.row('n1').getByText('Ready', { exact: true }).waitFor();
    expect(await isCordoned()).toBe(false);
    expect(opened.query.get('open')).toBe('n1');
    await opened.close();
  });

  it('opens and closes the drawer by keyboard, and gives the focus back to the row', async () => {
    const opened = await dashboard.open('/nodes');
    await opened.row('n1').focus();
    await opened.page.keyboard.press('Enter');
    await opened.page.getByRole('complementary', { name: 'Nodes: n1' }).waitFor();
    await opened.page.keyboard.press('Escape');
    await opened.page.getByRole('complementary', { name: 'Nodes: n1' }).waitFor({ state: 'detached' });
    expect(await opened.page.evaluate(() => document.activeElement?.textContent)).toContain('n1');
    await opened.close();
  });

  it('shows which pods a drain moves before any of them moves', async () => {
    const opened = await dashboard.open('/nodes/n1');
    await opened.page.getByRole('button', { name: 'Drain' }).click();
    const dialog = opened.page.getByRole('dialog');
    await dialog.getByText('These 2 pods leave n1').waitFor();
    expect(await dialog.getByRole('listitem').allInnerTexts()).toEqual(['default/web-1', 'default/web-2']);
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await dialog.waitFor({ state: 'detached' });
    expect(await isCordoned()).toBe(false);
    expect((await dashboard.client.pods.list({ namespace: 'default' })).items).toHaveLength(2);

    await opened.page.getByRole('button', { name: 'Drain' }).click();
    await dialog.getByRole('button', { name: 'Drain' }).click();
    await opened.page.locator('main').getByText('Ready,SchedulingDisabled').waitFor();
    await until('the pods are gone', async () => {
      const { items } = await dashboard.client.pods.list({ namespace: 'default' });
      return items.length === 0;
    });
    await opened.close();
  });
});
