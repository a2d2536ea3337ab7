// The pods area in a browser, with pods that run as processes.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, type Dashboard, dashboardStartMs, startDashboard } from '../support/dashboard.ts';
import { until } from '../support/until.ts';

const hostile = '<img src=x onerror="window.stolen=1">';

describe.skipIf(!chromiumPath)('the pods area', { timeout: 240_000 }, () => {
  let dashboard: Dashboard;

  beforeAll(async () => {
    dashboard = await startDashboard();
    await dashboard.client.namespaces.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    await run('web-1', 'shop', 'echo ready for you; while true; do sleep 1; done');
    await run('web-2', 'shop', `echo '${hostile}'; sleep 1000`);
    await run('crash', 'shop', 'echo dying; exit 3');
    await run('other', 'default', 'sleep 1000');
  }, dashboardStartMs);
  afterAll(() => dashboard?.stop(), 180_000);

  const run = (name: string, namespace: string, script: string) =>
    dashboard.client.pods.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, namespace, labels: { app: name.replace(/-\d$/, '') }, annotations: { note: hostile } },
      spec: {
        terminationGracePeriodSeconds: 0,
        containers: [{ name: 'app', image: 'local', command: ['/bin/sh', '-c', script] }],
      },
    });

  it('asks for a token once, and says why it does not take one', async () => {
    const { page, context, close } = await openSignedOut('/pods');
    const secret = page.getByLabel('Token or one-time code');
    await secret.fill('wrong');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('alert').getByText('unknown').waitFor();
    await secret.fill(dashboard.api.token);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('grid').waitFor();
    expect(new URL(page.url()).pathname).toBe('/pods');
    const [cookie] = await context.cookies();
    expect(cookie).toMatchObject({ name: 'portolan-session', httpOnly: true, sameSite: 'Strict' });
    expect(await page.evaluate(() => JSON.stringify(localStorage))).not.toContain(dashboard.api.token);
    await close();
  });

  it('takes a one-time code from the address, and takes it out of there', async () => {
    const { createSignInCode } = await dashboard.api.data('mutation { createSignInCode { code } }');
    const { page, close } = await openSignedOut(`/pods#code=${createSignInCode.code}`);
    await page.getByRole('grid').waitFor();
    expect(page.url()).not.toContain('code');
    await close();
  });

  it('takes a one-time code also where somebody is signed in', async () => {
    const { createSignInCode } = await dashboard.api.data('mutation { createSignInCode { code } }');
    const opened = await dashboard.open(`/pods#code=${createSignInCode.code}`);
    await opened.grid.waitFor();
    expect(opened.page.url()).not.toContain('code');
    const again = { data: { code: createSignInCode.code }, headers: { origin: dashboard.api.url } };
    expect((await opened.context.request.post('/session', again)).status()).toBe(401);
    await opened.close();
  });

  async function openSignedOut(path: string) {
    const opened = await dashboard.open(path, { isSignedIn: false });
    return { page: opened.page, context: opened.context, close: () => opened.close() };
  }

  it('follows pods as they come, change and go', async () => {
    const opened = await dashboard.open('/pods');
    await opened.row('web-1').getByText('Running').waitFor();
    await run('fresh', 'default', 'sleep 1000');
    await opened.row('fresh').getByText('Running').waitFor();
    await dashboard.client.pods.delete({ name: 'fresh' });
    await opened.row('fresh').waitFor({ state: 'detached' });
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  it('waits with changes while it is paused', async () => {
    const opened = await dashboard.open('/pods?ns=default');
    await opened.row('other').waitFor();
    await opened.page.getByRole('button', { name: 'Pause' }).click();
    await run('late', 'default', 'sleep 1000');
    await opened.page.getByText(/Paused, \d+ changes? waiting/).waitFor();
    expect(await opened.row('late').count()).toBe(0);
    await opened.page.getByRole('button', { name: 'Resume' }).first().click();
    await opened.row('late').waitFor();
    await opened.close();
  });

  it('keeps the filter in the address, and shows what an address says', async () => {
    const opened = await dashboard.open('/pods?q=app%3Dweb');
    await opened.row('web-1').waitFor();
    expect(await opened.column('Name')).toEqual(['web-1', 'web-2']);
    await opened.page.getByRole('searchbox', { name: 'Filter' }).fill('-ns:shop');
    await opened.row('other').waitFor();
    expect(opened.query.get('q')).toBe('-ns:shop');
    await opened.page.getByRole('searchbox', { name: 'Filter' }).fill('');
    await opened.page.getByRole('button', { name: /^Crash/ }).click();
    await until('only the crashing one is there', async () => (await opened.column('Name')).join() === 'crash');
    expect(opened.query.get('q')).toBe('status:crashing');
    await opened.close();
  });

  it('deletes the pods that were marked, after it asked', async () => {
    for (const name of ['d-1', 'd-2', 'd-3']) await run(name, 'default', 'sleep 1000');
    const opened = await dashboard.open('/pods?q=d-&ns=default');
    await opened.row('d-3').waitFor();
    await opened.row('d-1').getByRole('checkbox').click();
    await opened
      .row('d-3')
      .getByRole('checkbox')
      .click({ modifiers: ['Shift'] });
    await opened.page.getByText('3 selected').waitFor();
    await opened.page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click();
    const dialog = opened.page.getByRole('dialog');
    await dialog.getByRole('listitem').first().waitFor();
    expect(await dialog.getByRole('listitem').allInnerTexts()).toEqual(['default/d-1', 'default/d-2', 'default/d-3']);
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await opened.page.getByText('Deleted 3 objects').waitFor();
    await opened.page.getByText('No pod matches the filter.').waitFor();
    await opened.close();
  });

  it('deletes no pod that has taken the name of the one that was marked', async () => {
    await run('renewed', 'default', 'sleep 1000');
    const opened = await dashboard.open('/pods?q=renewed&ns=default');
    await opened.row('renewed').getByRole('checkbox').click();
    await opened.page.getByRole('button', { name: 'Pause' }).click();
    const before = await dashboard.client.pods.get({ name: 'renewed' });
    await dashboard.client.pods.delete({ name: 'renewed' });
    await until('a second has passed, and the name is free', async () => {
      const all = await dashboard.client.pods.list({ fieldSelector: 'metadata.name=renewed' });
      return all.items.length === 0 && Date.now() - Date.parse(before.metadata.creationTimestamp ?? '') > 1_000;
    });
    await run('renewed', 'default', 'sleep 1000');
    await opened.page.getByRole('toolbar').getByRole('button', { name: 'Delete' }).click();
    await opened.page.getByText('The pod is gone').first().waitFor();
    expect(await opened.page.getByRole('dialog').count()).toBe(0);
    await opened.page.getByRole('button', { name: 'Resume' }).first().click();
    await opened.page.getByRole('toolbar').waitFor({ state: 'detached' });
    await opened.close();
  });

  it('opens a pod beside the list, and says why it crashes', async () => {
    const opened = await dashboard.open('/pods?ns=shop');
    await opened.row('crash').click();
    const drawer = opened.page.getByRole('complementary', { name: 'Pods: crash' });
    await drawer.getByText('Container app exited with 3').waitFor();
    expect(opened.query.get('open')).toBe('shop/crash');
    await opened.page.keyboard.press('Escape');
    await drawer.waitFor({ state: 'detached' });
    await opened.close();
  });

  it('reads the log, of the container before too, and finds lines in it', async () => {
    const opened = await dashboard.open('/pods/shop/crash?tab=logs');
    await opened.page.getByLabel('Previous').check();
    await opened.page.getByRole('log').getByText('dying').waitFor();
    await opened.page.goto('/pods/shop/web-1?tab=logs');
    await opened.page.getByRole('searchbox', { name: 'Search in the log' }).fill('/f.r/');
    expect(await opened.page.getByRole('log').locator('mark').innerText()).toBe('for');
    await opened.close();
  });

  it('runs commands in a terminal', async () => {
    const opened = await dashboard.open('/pods/shop/web-1?tab=terminal');
    const terminal = opened.page.getByLabel('Terminal of web-1');
    await terminal.locator('.xterm-rows').getByText(/[#$]/).first().waitFor();
    await opened.page.keyboard.type('echo $((6*7))-answers\n');
    await terminal.getByText('42-answers').first().waitFor();
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  it('shows what the server would store before it is saved', async () => {
    const opened = await dashboard.open('/pods/shop/web-1?tab=yaml');
    await opened.page.getByRole('button', { name: 'Edit' }).click();
    const editor = opened.page.getByRole('textbox', { name: 'Manifest of web-1' });
    await editor.getByText('app: web', { exact: true }).click();
    await opened.page.keyboard.press('End');
    await opened.page.keyboard.type('\ntier: front');
    await opened.page.getByRole('button', { name: 'Review' }).click();
    await opened.page.getByText('The server would take it').waitFor();
    expect(await opened.page.locator('.cm-changedLine, .cm-insertedLine').allInnerTexts()).toContainEqual(
      expect.stringContaining('tier: front'),
    );
    await opened.page.getByRole('button', { name: 'Apply' }).click();
    await opened.page.getByText('Saved web-1').waitFor();
    const { metadata } = await dashboard.client.pods.get({ name: 'web-1', namespace: 'shop' });
    expect(metadata.labels?.tier).toBe('front');
    await opened.close();
  });

  it('shows hostile text as text', async () => {
    const opened = await dashboard.open('/pods/shop/web-2?tab=logs');
    await opened.page.getByRole('log').getByText(hostile).waitFor();
    await opened.page.getByRole('tab', { name: 'YAML' }).click();
    await opened.page.locator('.cm-content').getByText('onerror').first().waitFor();
    expect(await opened.page.evaluate(() => 'stolen' in window)).toBe(false);
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  it('finds pods and pages by their names', async () => {
    const opened = await dashboard.open('/pods');
    await opened.row('web-1').waitFor();
    await opened.openPalette();
    await opened.page.getByPlaceholder('Search everything…').fill('web-1');
    await opened.page.getByRole('option', { name: /shop\/web-1/ }).click();
    await opened.page.getByRole('heading', { name: 'web-1' }).waitFor();
    expect(new URL(opened.page.url()).pathname).toBe('/pods/shop/web-1');
    await opened.close();
  });

  it('finds a pod by the uid that somebody pastes', async () => {
    const { metadata } = await dashboard.client.pods.get({ name: 'web-2', namespace: 'shop' });
    const opened = await dashboard.open('/nodes');
    await opened.openPalette();
    await opened.page.getByPlaceholder('Search everything…').fill(metadata.uid ?? '');
    await opened.page.getByRole('option', { name: /shop\/web-2/ }).click();
    await until('the page of the pod is open', () => new URL(opened.page.url()).pathname === '/pods/shop/web-2');
    await opened.close();
  });
});
