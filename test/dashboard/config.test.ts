// Lists of plain kinds in a browser: configuration, secrets, namespaces.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, type Dashboard, dashboardStartMs, startDashboard } from '../support/dashboard.ts';
import { until } from '../support/until.ts';

describe.skipIf(!chromiumPath)('configuration and namespaces', { timeout: 240_000 }, () => {
  let dashboard: Dashboard;

  beforeAll(async () => {
    dashboard = await startDashboard();
    const { client } = dashboard;
    for (const name of ['shop', 'stuck'])
      await client.namespaces.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name } });
    await createConfigMap('settings', { greeting: 'good morning' });
    await client.secrets.create({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: 'password', namespace: 'shop' },
      stringData: { password: 'correct horse', other: 'battery staple' },
    });
  }, dashboardStartMs);
  afterAll(() => dashboard?.stop(), 180_000);

  const createConfigMap = (name: string, data: Record<string, string>) =>
    dashboard.client.configMaps.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'shop' },
      data,
    });

  it('shows the entries of a ConfigMap as they are', async () => {
    const opened = await dashboard.open('/config?ns=shop&open=shop/settings');
    const drawer = opened.page.getByRole('complementary', { name: 'ConfigMap: settings' });
    await drawer.getByText('good morning').waitFor();
    const { metadata } = await dashboard.client.configMaps.get({ namespace: 'shop', name: 'settings' });
    await dashboard.client.configMaps.update({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: { greeting: 'good evening' },
    });
    await drawer.getByText('good evening').waitFor();
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  it('hides each entry of a Secret until it is asked for', async () => {
    const opened = await dashboard.open('/config');
    await opened.page.getByRole('button', { name: 'Secrets' }).click();
    await opened.row('password').click();
    const drawer = opened.page.getByRole('complementary', { name: 'Secret: password' });
    const entries = drawer.getByRole('region', { name: 'Entries' });
    await entries.getByRole('heading', { name: 'password' }).waitFor();
    const base64 = Buffer.from('correct horse').toString('base64');
    for (const secret of ['correct horse', base64]) expect(await opened.page.content()).not.toContain(secret);
    await entries.getByRole('button', { name: 'Show password' }).click();
    await entries.getByText('correct horse').waitFor();
    expect(await entries.getByText('battery staple').count()).toBe(0);
    await entries.getByRole('button', { name: 'Hide password' }).click();
    await entries.getByText('correct horse').waitFor({ state: 'detached' });
    await opened.close();
  });

  it('deletes what is marked, and brings it back', async () => {
    for (const name of ['u-1', 'u-2']) await createConfigMap(name, { name });
    const opened = await dashboard.open('/config?ns=shop&q=u-');
    await opened.row('u-1').getByRole('checkbox').click();
    await opened.row('u-2').getByRole('checkbox').click();
    await opened.page.getByText('2 selected').waitFor();
    await opened.page.getByRole('button', { name: 'Delete' }).click();
    await opened.page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await opened.page.getByText('Nothing matches the filter.').waitFor();
    await opened.page.getByRole('button', { name: 'Undo' }).click();
    await opened.row('u-2').waitFor();
    await until('both are back', async () => (await opened.column('Name')).join() === 'u-1,u-2');
    const { data } = await dashboard.client.configMaps.get({ namespace: 'shop', name: 'u-1' });
    expect(data).toEqual({ name: 'u-1' });
    await opened.close();
  });

  it('says what the deletion of a namespace waits for, until it is gone', async () => {
    const held = { namespace: 'stuck', name: 'held' };
    await dashboard.client.configMaps.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { ...held, finalizers: ['example.com/hold'] },
    });
    const opened = await dashboard.open('/namespaces');
    await dashboard.client.namespaces.delete({ name: 'stuck' });
    await opened.row('stuck').getByText('Terminating').waitFor();
    await opened.row('stuck').click();
    await opened.page
      .getByRole('region', { name: 'Its deletion waits for' })
      .getByText('ConfigMap stuck/held: the finalizer example.com/hold')
      .waitFor();
    await dashboard.client.configMaps.patch(held, { metadata: { finalizers: null } });
    await opened.row('stuck').waitFor({ state: 'detached' });
    await opened.close();
  });
});
