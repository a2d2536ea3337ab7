// The past in a browser, the palette, and addresses that lead nowhere.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, type Dashboard, dashboardStartMs, startDashboard } from '../support/dashboard.ts';
import { until } from '../support/until.ts';

describe.skipIf(!chromiumPath)('the past', { timeout: 240_000 }, () => {
  let dashboard: Dashboard;
  let first: string;

  beforeAll(async () => {
    dashboard = await startDashboard();
    await create('old', { word: 'before' });
    first = await dashboard.client.revision();
    const old = await dashboard.client.configMaps.get({ name: 'old' });
    await dashboard.client.configMaps.update({ ...old, data: { word: 'after' } });
    await create('new', {});
  }, dashboardStartMs);
  afterAll(() => dashboard?.stop(), 180_000);

  const create = (name: string, data: Record<string, string>) =>
    dashboard.client.configMaps.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'default' },
      data,
    });

  it('shows what was there, with actions off, until one goes back to now', async () => {
    const opened = await dashboard.open(`/config?ns=default&at=${first}`);
    await opened.row('old').waitFor();
    expect(await opened.row('new').count()).toBe(0);
    await opened.page.getByText(`revision ${first}`).waitFor();
    expect(opened.query.get('at')).toBe(first);
    await opened.row('old').click();
    const remove = opened.page.getByRole('complementary').getByRole('button', { name: 'Delete' });
    expect(await remove.getAttribute('aria-disabled')).toBe('true');
    expect(await remove.getAttribute('title')).toBe('The past cannot be changed');
    await opened.page.getByRole('button', { name: 'Back to now' }).click();
    await opened.row('new').waitFor();
    expect(opened.query.get('at')).toBeNull();
    await opened.close();
  });

  it('is walked through from change to change, and by what is typed', async () => {
    const opened = await dashboard.open('/config?ns=default');
    await opened.row('new').waitFor();
    await opened.page.keyboard.press('t');
    await opened.page.getByLabel('Go to a revision').fill(String(Number(first) + 1));
    await opened.page.keyboard.press('Enter');
    await opened.row('new').waitFor({ state: 'detached' });
    await opened.page.getByRole('button', { name: 'To the change before' }).click();
    await until('it is one change earlier', () => opened.query.get('at') === first);
    await opened.page.getByRole('button', { name: 'To the next change' }).click();
    await until('it is one change later', () => Number(opened.query.get('at')) > Number(first));
    await opened.page.getByLabel('Go to a revision').fill('someday');
    await opened.page.keyboard.press('Enter');
    await opened.page.locator('[aria-invalid=true]').waitFor();
    await opened.close();
  });

  it('counts ages until the moment that is shown', async () => {
    const { metadata } = await dashboard.client.configMaps.get({ name: 'old' });
    const createdAt = Date.parse(metadata.creationTimestamp ?? '');
    await until('the object is older than it was at that revision', () => Date.now() - createdAt > 4_000);
    const opened = await dashboard.open(`/config?ns=default&at=${first}`);
    await opened.row('old').waitFor();
    await until('the age is of that revision', async () => /^[012]s$/.test((await opened.column('Age'))[0] ?? ''));
    await opened.page.getByRole('button', { name: 'Back to now' }).click();
    await opened.row('new').waitFor();
    expect(
      await opened
        .row('old')
        .getByText(/^[012]s$/)
        .count(),
    ).toBe(0);
    await opened.close();
  });

  it('is compared with now, object by object', async () => {
    const opened = await dashboard.open(`/config/configmaps/default/old?tab=yaml&at=${first}`);
    await opened.page.getByText('word: before').waitFor();
    await opened.page.getByRole('button', { name: 'Compare with now' }).click();
    await opened.page.locator('.cm-changedLine').filter({ hasText: 'word: after' }).waitFor();
    await opened.page.locator('.cm-deletedChunk').filter({ hasText: 'word: before' }).waitFor();
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  it('leaves the palette with what the open object can do', async () => {
    const opened = await dashboard.open('/config/configmaps/default/old');
    await opened.page.getByRole('heading', { name: 'old' }).waitFor();
    await until('the tab is named', async () => (await opened.page.title()).startsWith('old · '));
    await opened.openPalette();
    await opened.page.getByPlaceholder('Search everything…').fill('>old yaml');
    await opened.page.getByRole('option', { name: /old: YAML/ }).click();
    await until('the tab is open', () => opened.query.get('tab') === 'yaml');
    await opened.close();
  });

  it('says where an address leads nowhere', async () => {
    const opened = await dashboard.open('/nowhere/at-all');
    await opened.page.getByText('There is no page /nowhere/at-all.').waitFor();
    await opened.page.getByRole('link', { name: 'To the overview' }).click();
    await until('the overview is there', () => new URL(opened.page.url()).pathname === '/');
    await opened.close();
  });
});
