// The services area in a browser, with endpoints that real pods make.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, type Dashboard, dashboardStartMs, startDashboard } from '../support/dashboard.ts';
import { until } from '../support/until.ts';

const hostile = '<img src=x onerror="window.stolen=1">';
const patience = { timeout: 60_000 };
const limitMs = 240_000;

describe.skipIf(!chromiumPath)('the services area', () => {
  let dashboard: Dashboard;

  beforeAll(async () => {
    dashboard = await startDashboard();
    await run('serving', 'true');
    await run('broken', 'false');
    await serve('web', 'NodePort', 'web');
    await serve('nothing', 'ClusterIP', 'nobody');
  }, dashboardStartMs);
  afterAll(() => dashboard?.stop(), 180_000);

  /** `probe`: whether it becomes ready. */
  const run = (name: string, probe: 'true' | 'false') =>
    dashboard.client.pods.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'default', labels: { app: 'web' } },
      spec: {
        terminationGracePeriodSeconds: 0,
        containers: [
          {
            name: 'app',
            image: 'local',
            command: ['/bin/sh', '-c', 'exec sleep 10000'],
            readinessProbe: { exec: { command: [`/bin/${probe}`] }, periodSeconds: 1 },
          },
        ],
      },
    });

  const serve = (name: string, type: string, app: string) =>
    dashboard.client.services.create({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name, namespace: 'default', annotations: { note: hostile } },
      spec: { type, selector: { app }, ports: [{ name: 'http', port: 80, targetPort: 8080 }] },
    });

  it('shows which services serve, which serve less, and which do not', { timeout: limitMs }, async () => {
    const opened = await dashboard.open('/services?ns=default&q=-kubernetes');
    await opened.row('web').getByText('1/2 ready').waitFor(patience);
    await opened.row('nothing').getByText('0/0 ready').waitFor();
    await opened.page.getByRole('button', { name: /^Partly/ }).click();
    await until('only that one is there', async () => (await opened.column('Name')).join() === 'web');
    expect(opened.query.get('q')).toContain('status:degraded');
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  it('draws the way to the endpoints, and says why one does not serve', { timeout: limitMs }, async () => {
    const opened = await dashboard.open('/services/default/web');
    const graph = opened.page.getByRole('group', { name: 'How connections reach web' });
    await graph.getByRole('link', { name: /^serving .* · n1$/ }).waitFor(patience);
    await graph.getByRole('link', { name: /^broken not ready · 0\/1/ }).waitFor(patience);
    await run('late', 'true');
    await graph.getByRole('link', { name: /^late [\d.]+ · n1$/ }).waitFor(patience);
    await opened.page.getByText('2/3 ready').waitFor(patience);
    await dashboard.client.pods.delete({ name: 'late' });
    await graph.getByRole('link', { name: /^late/ }).waitFor({ state: 'detached', ...patience });
    await graph.getByRole('link', { name: /^serving/ }).click();
    await opened.page.getByRole('heading', { name: 'serving' }).waitFor();
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  it('says the same in a table, which narrow screens show at once', { timeout: limitMs }, async () => {
    const opened = await dashboard.open('/services/default/web');
    await opened.page.getByRole('button', { name: 'View as table' }).click();
    const table = opened.page.getByRole('table', { name: 'Endpoints' });
    await table.getByRole('row').filter({ hasText: 'broken' }).getByText('not ready: 0/1').waitFor(patience);
    expect(opened.query.get('view')).toBe('table');
    await opened.close();
    const narrow = await dashboard.open('/services/default/web', { width: 400 });
    await narrow.page.getByRole('table', { name: 'Endpoints' }).getByText('broken').waitFor(patience);
    await narrow.close();
  });

  it('says how a service is reached, from the nodes and from here', { timeout: limitMs }, async () => {
    const { spec } = await dashboard.client.services.get({ name: 'web' });
    const nodePort = spec?.ports?.[0]?.nodePort;
    const opened = await dashboard.open('/services/default/web');
    const url = opened.page.getByRole('link', { name: new RegExp(`^http://.*:${nodePort}$`) });
    expect(await url.getAttribute('rel')).toBe('noreferrer');
    await opened.page.getByText('portolan port-forward svc/web 8080:80 -n default').waitFor();
    await opened.close();
  });

  it('shows hostile text as text', { timeout: limitMs }, async () => {
    const opened = await dashboard.open('/services/default/nothing?tab=yaml');
    await opened.page.locator('.cm-content').getByText('onerror').first().waitFor();
    expect(await opened.page.evaluate(() => 'stolen' in window)).toBe(false);
    await opened.page.getByRole('tab', { name: 'Endpoints' }).click();
    await opened.page.getByText('Nothing stands behind it: connections are refused.').waitFor();
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  it('deletes a service, and brings it back', { timeout: limitMs }, async () => {
    const opened = await dashboard.open('/services?q=nothing&open=default/nothing');
    await opened.page.getByRole('complementary').getByRole('button', { name: 'Delete' }).click();
    await opened.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await opened.row('nothing').waitFor({ state: 'detached' });
    await opened.page.getByRole('button', { name: 'Undo', exact: true }).click();
    await opened.row('nothing').waitFor();
    await opened.close();
  });
});
