// The overview in a browser: what is wrong, where pods are, and who changed what.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, type Dashboard, dashboardStartMs, startDashboard } from '../support/dashboard.ts';

describe.skipIf(!chromiumPath)('the overview', { timeout: 240_000 }, () => {
  let dashboard: Dashboard;

  beforeAll(async () => {
    dashboard = await startDashboard();
  }, dashboardStartMs);
  afterAll(() => dashboard?.stop(), 180_000);

  const run = (name: string, script: string) =>
    dashboard.client.pods.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace: 'default' },
      spec: {
        terminationGracePeriodSeconds: 0,
        containers: [{ name: 'app', image: 'local', command: ['/bin/sh', '-c', script] }],
      },
    });

  it('says that all is well, then what is not, and leads to the list of it', async () => {
    const opened = await dashboard.open('/');
    const problems = opened.page.getByRole('region', { name: 'Problems' });
    await problems.getByText('Everything is healthy').waitFor();
    await run('crash', 'exit 3');
    await problems.getByRole('link', { name: '1 pod crash-loops' }).click();
    await opened.row('crash').waitFor();
    expect(opened.query.get('q')).toBe('status:crashing');
    await opened.page.goto('/');
    await dashboard.client.pods.delete({ name: 'crash' });
    await problems.getByText('Everything is healthy').waitFor();
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  it('shows pods on the map of nodes, where a click opens a pod or its node', async () => {
    await run('web', 'sleep 1000');
    const opened = await dashboard.open('/');
    const map = opened.page.getByRole('img', { name: /^Map of nodes/ });
    await opened.page.getByRole('list', { name: 'Colours of the map' }).getByText('Running').waitFor();
    await map.click({ position: { x: 6, y: 20 } });
    await opened.page.getByRole('heading', { name: 'web' }).waitFor();
    expect(new URL(opened.page.url()).pathname).toBe('/pods/default/web');
    await opened.page.goBack();
    await opened.page.getByRole('list', { name: 'Colours of the map' }).getByText('Running').waitFor();
    await map.click({ position: { x: 6, y: 5 } });
    await opened.page.getByRole('heading', { name: 'n1' }).waitFor();
    await opened.close();
  });

  it('tells who changed what, and in one line what somebody did to many objects', async () => {
    const opened = await dashboard.open('/');
    const activity = opened.page.getByRole('region', { name: 'Activity' });
    for (const name of ['a-1', 'a-2', 'a-3']) {
      await dashboard.client.configMaps.create({
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name, namespace: 'default' },
      });
    }
    const line = activity.getByRole('listitem').filter({ hasText: 'ConfigMap default/a-3' });
    await line.getByText('+2').waitFor();
    expect(await line.innerText()).toContain('create');
    await opened.close();
  });

  it('names workloads that are not as they should be, and how far they are', async () => {
    await dashboard.client.deployments.create({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'nowhere', namespace: 'default' },
      spec: {
        replicas: 2,
        selector: { matchLabels: { app: 'nowhere' } },
        template: {
          metadata: { labels: { app: 'nowhere' } },
          spec: { nodeSelector: { disk: 'none' }, containers: [{ name: 'app', image: 'local' }] },
        },
      },
    });
    const opened = await dashboard.open('/');
    const attention = opened.page.getByRole('region', { name: 'Workloads needing attention' });
    const progress = attention.getByRole('meter', { name: 'Progress of nowhere' });
    await progress.waitFor();
    expect(await progress.getAttribute('aria-valuetext')).toBe('0/2');
    await attention.getByRole('link', { name: 'default/nowhere' }).waitFor();
    await opened.page.getByRole('region', { name: 'Latest warnings' }).getByText('FailedScheduling').first().waitFor();
    await opened.close();
  });
});
