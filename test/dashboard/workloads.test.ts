// The workloads area in a browser, with real controllers and pods that run as processes.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, type Dashboard, dashboardStartMs, startDashboard } from '../support/dashboard.ts';
import { until } from '../support/until.ts';

type Opened = Awaited<ReturnType<Dashboard['open']>>;

const hostile = '<img src=x onerror="window.stolen=1">';
const patience = { timeout: 60_000 };
const limitMs = 240_000;

describe.skipIf(!chromiumPath)('the workloads area', () => {
  const folder = mkdtempSync(join(tmpdir(), 'portolan-gate-'));
  const gate = join(folder, 'open');
  let dashboard: Dashboard;

  beforeAll(async () => {
    dashboard = await startDashboard();
    await deploy('web', 2);
    await deploy('api', 1);
    await deploy('hostile', 0, hostile);
  }, dashboardStartMs);
  afterAll(async () => {
    await dashboard?.stop();
    rmSync(folder, { recursive: true });
  }, 240_000);

  const deploy = (name: string, replicas: number, image = 'local:1') =>
    dashboard.client.deployments.create({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, namespace: 'default', annotations: { 'kubernetes.io/change-cause': hostile } },
      spec: {
        replicas,
        selector: { matchLabels: { app: name } },
        template: {
          metadata: { name: '', labels: { app: name } },
          spec: {
            terminationGracePeriodSeconds: 0,
            containers: [{ name: 'app', image, command: ['/bin/sh', '-c', 'exec sleep 10000'] }],
          },
        },
      },
    });

  /** A version that is ready when the command says so. */
  const roll = (image: string, probe: readonly string[], more: object = {}) =>
    dashboard.client.deployments.patch(
      { name: 'web' },
      {
        spec: {
          ...more,
          template: {
            spec: {
              containers: [{ name: 'app', image, readinessProbe: { exec: { command: probe }, periodSeconds: 1 } }],
            },
          },
        },
      },
    );

  const openWeb = (tab = '') => dashboard.open(`/workloads/deployments/default/web${tab && `?tab=${tab}`}`);
  const result = ({ page }: Opened, text: string | RegExp) =>
    page.getByRole('status', { name: 'Result of the rollout' }).getByText(text).waitFor(patience);

  it('shows deployments and their replica sets with what they have of what they want', {
    timeout: limitMs,
  }, async () => {
    const opened = await dashboard.open('/workloads?q=web');
    await until('both are ready', async () => (await opened.column('Ready')).join() === '2/2,2/2', 60_000);
    expect(await opened.column('Kind')).toEqual(['Deployment', 'ReplicaSet']);
    await opened.page.getByRole('button', { name: 'Only deployments' }).click();
    await until('only the deployment is there', async () => (await opened.column('Kind')).join() === 'Deployment');
    expect(opened.query.get('q')).toBe('web kind:deployment');
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  it('shows a rollout as it goes, pod by pod, old beside new', { timeout: limitMs }, async () => {
    const opened = await openWeb();
    await result(opened, '#1 is rolled out');
    await roll('local:2', ['/usr/bin/test', '-e', gate]);
    await result(opened, 'Rolling out #2: 0 of 2 pods are new and available');
    const pods = opened.page.getByRole('table', { name: 'How each pod got ready' });
    const fresh = pods.getByRole('row').filter({ hasText: '#2' });
    await fresh.getByText('not ready yet').waitFor(patience);
    expect(await pods.getByRole('row').filter({ hasText: '#1, old' }).count()).toBe(2);
    await opened.page.getByRole('img', { name: '1 new, not yet available, 2 old, available' }).waitFor(patience);
    writeFileSync(gate, '');
    await result(opened, '#2 is rolled out');
    await until(
      'only new pods are left',
      async () => (await fresh.count()) === 2 && (await pods.getByRole('row').count()) === 3,
    );
    expect(await fresh.getByText(/ready after \d+ s/).count()).toBe(2);
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  it('says that a rollout stopped, shows what the version changed, and goes back for a reason', {
    timeout: limitMs,
  }, async () => {
    await roll('local:3', ['/bin/false'], { progressDeadlineSeconds: 2 });
    const opened = await openWeb();
    await result(opened, /#3 stopped at the progress deadline of 2 s, with 0 of 2 pods/);
    await opened.page.getByRole('tab', { name: 'Revisions' }).click();
    await opened.page.getByRole('heading', { name: 'Template from #2 to #3' }).waitFor();
    await opened.page.locator('.cm-changedLine, .cm-insertedLine').filter({ hasText: '/bin/false' }).first().waitFor();
    await opened.page.getByRole('button', { name: 'Undo to #2' }).waitFor();
    await opened.page.getByRole('tab', { name: 'Rollout' }).click();
    await opened.page.getByRole('status').getByRole('button', { name: 'Undo to #2' }).click();
    const dialog = opened.page.getByRole('dialog');
    await dialog.getByLabel('Why').fill(`the probe fails ${hostile}`);
    await dialog.getByRole('button', { name: 'Undo to #2' }).click();
    await result(opened, 'Rolled back to #2, which is now #4');
    await result(opened, `admin: the probe fails ${hostile}`);
    await result(opened, '#4 is rolled out');
    expect(await opened.page.evaluate(() => 'stolen' in window)).toBe(false);
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  it('shows replication controllers, each with its pods', { timeout: limitMs }, async () => {
    await dashboard.client.replicationControllers.create({
      apiVersion: 'v1',
      kind: 'ReplicationController',
      metadata: { name: 'elder', namespace: 'default' },
      spec: {
        replicas: 1,
        selector: { app: 'elder' },
        template: {
          metadata: { name: '', labels: { app: 'elder' } },
          spec: {
            terminationGracePeriodSeconds: 0,
            containers: [{ name: 'app', image: 'local:1', command: ['/bin/sh', '-c', 'exec sleep 10000'] }],
          },
        },
      },
    });
    const opened = await dashboard.open('/workloads?q=kind:replicationcontroller');
    await until('its pod is ready', async () => (await opened.column('Ready')).join() === '1/1', 60_000);
    await opened.row('elder').click();
    await opened.page.getByRole('link', { name: 'Open the full page' }).click();
    await until('its page is open', () =>
      new URL(opened.page.url()).pathname.endsWith('/workloads/replicationcontrollers/default/elder'),
    );
    await opened.page.getByRole('tab', { name: 'Pods' }).click();
    await opened.row('elder-').getByText('Running').waitFor(patience);
    await opened.page.getByRole('button', { name: 'Scale' }).click();
    await opened.page.getByRole('dialog').getByLabel('Replicas').fill('0');
    await opened.page.getByRole('dialog').getByRole('button', { name: 'Scale' }).click();
    await opened.row('elder-').waitFor({ state: 'detached' });
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  it('finds what is stuck and what is retired by a word in the filter', { timeout: limitMs }, async () => {
    const opened = await dashboard.open('/workloads?q=status:retired');
    await until('the two earlier versions are there', async () => (await opened.column('Kind')).length === 2);
    expect(await opened.column('Ready')).toEqual(['0/0', '0/0']);
    await opened.close();
  });

  it('scales those that are marked, and back', { timeout: limitMs }, async () => {
    const opened = await dashboard.open('/workloads?q=kind:deployment%20-hostile');
    for (const name of ['api', 'web']) await opened.row(name).getByRole('checkbox').click();
    await opened.page.getByRole('toolbar').getByRole('button', { name: 'Scale' }).click();
    const dialog = opened.page.getByRole('dialog');
    await dialog.getByLabel('Replicas').fill('3');
    await dialog.getByRole('button', { name: 'Scale' }).click();
    await until('both have three', async () => (await opened.column('Ready')).join() === '3/3,3/3', 60_000);
    await opened.page.getByRole('button', { name: 'Undo', exact: true }).click();
    await until('both are as before', async () => (await opened.column('Ready')).join() === '1/1,2/2', 60_000);
    await opened.close();
  });

  it('restarts a deployment after it asked', { timeout: limitMs }, async () => {
    const opened = await openWeb();
    await result(opened, '#4 is rolled out');
    await opened.page.getByRole('button', { name: 'Restart' }).click();
    await opened.page.getByRole('dialog').getByRole('button', { name: 'Restart' }).click();
    await result(opened, '#5 is rolled out');
    await opened.close();
  });

  it('keeps a new image waiting while it is paused', { timeout: limitMs }, async () => {
    const opened = await openWeb();
    await opened.page.getByRole('button', { name: 'Pause' }).click();
    await opened.page.getByRole('button', { name: 'Set image' }).click();
    const dialog = opened.page.getByRole('dialog');
    await dialog.getByLabel('Image of app').fill('local:6');
    await dialog.getByRole('button', { name: 'Set image' }).click();
    await result(opened, 'Paused: changes of the template wait');
    await opened.page.getByRole('button', { name: 'Resume' }).click();
    await result(opened, '#6 is rolled out');
    const { spec } = await dashboard.client.deployments.get({ name: 'web' });
    expect(spec?.template.spec?.containers[0]?.image).toBe('local:6');
    await opened.close();
  });

  it('shows hostile images and annotations as text', { timeout: limitMs }, async () => {
    const opened = await dashboard.open('/workloads?q=hostile%20kind:deployment');
    await opened.row('hostile').getByText(hostile).waitFor();
    await opened.row('hostile').click();
    const drawer = opened.page.getByRole('complementary', { name: 'Workloads: hostile' });
    await drawer.getByRole('tab', { name: 'Revisions' }).click();
    await drawer.getByRole('cell', { name: hostile }).first().waitFor();
    expect(await opened.page.evaluate(() => 'stolen' in window)).toBe(false);
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  it('shows the past as it was, and changes nothing of it', { timeout: limitMs }, async () => {
    const at = await dashboard.client.revision();
    await dashboard.client.deployments.delete({ name: 'hostile' });
    const opened = await dashboard.open(`/workloads/deployments/default/hostile?at=${at}`);
    await opened.page.getByRole('heading', { name: 'hostile' }).waitFor();
    expect(await opened.page.getByRole('button', { name: 'Scale' }).getAttribute('title')).toBe(
      'The past cannot be changed',
    );
    await opened.page.goto(`/workloads?at=${at}&q=hostile`);
    await until('deployment and replica set are there', async () => (await opened.column('Kind')).length === 2);
    await opened.close();
  });

  it('leads from a pod to its replica set, and from there to the deployment', { timeout: limitMs }, async () => {
    const { items } = await dashboard.client.pods.list({ namespace: 'default', labelSelector: 'app=api' });
    const opened = await dashboard.open(`/pods/default/${items[0]?.metadata.name}`);
    await opened.page.getByRole('link', { name: /^ReplicaSet\/api-/ }).click();
    await opened.page.getByText(/ready after \d+ s/).waitFor(patience);
    await opened.page.getByRole('link', { name: 'Deployment/api' }).click();
    await result(opened, '#1 is rolled out');
    await opened.close();
  });
});
