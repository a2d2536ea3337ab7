// What a browser remembers: theme, language and keys.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, type Dashboard, dashboardStartMs, startDashboard } from '../support/dashboard.ts';

type Opened = Awaited<ReturnType<Dashboard['open']>>;

describe.skipIf(!chromiumPath)('the settings', { timeout: 240_000 }, () => {
  let dashboard: Dashboard;

  beforeAll(async () => {
    dashboard = await startDashboard();
  }, dashboardStartMs);
  afterAll(() => dashboard?.stop(), 180_000);

  /** The browser may paint a change of theme a moment later. */
  const becomes = ({ page }: Opened, colour: string) =>
    page.waitForFunction((wanted) => getComputedStyle(document.body).backgroundColor === wanted, colour);

  it('keeps the theme that was chosen, whatever the system has', async () => {
    const opened = await dashboard.open('/settings', { theme: 'light' });
    await opened.page.getByRole('radio', { name: 'Dark' }).check();
    await becomes(opened, 'rgb(13, 17, 23)');
    await opened.page.reload();
    await becomes(opened, 'rgb(13, 17, 23)');
    expect(await opened.page.getByRole('radio', { name: 'Dark' }).isChecked()).toBe(true);
    await opened.page.getByRole('radio', { name: 'As the system' }).check();
    await becomes(opened, 'rgb(255, 255, 255)');
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  it('speaks the language that was chosen', async () => {
    const opened = await dashboard.open('/settings');
    await opened.page.getByRole('radio', { name: '简体中文' }).click();
    await opened.page.getByRole('heading', { name: '设置' }).waitFor();
    await opened.page.reload();
    await opened.page.getByRole('heading', { name: '设置' }).waitFor();
    expect(await opened.page.locator('html').getAttribute('lang')).toBe('zh-CN');
    await opened.close();
  });

  it('binds keys anew, turns them off and goes back to the usual ones', async () => {
    const opened = await dashboard.open('/settings');
    const { page } = opened;
    const heading = page.getByRole('heading', { name: 'Settings', level: 1 });
    const isAt = (path: string) => page.waitForURL((url) => url.pathname === path);
    const key = page.getByRole('textbox', { name: 'Key for: Nodes' });
    await key.press('z');
    expect(await key.inputValue()).toBe('z');
    await heading.click();
    await page.keyboard.press('z');
    await isAt('/nodes');
    await page.goto('/settings');

    const filter = page.getByRole('textbox', { name: 'Key for: Filter' });
    await filter.press('z');
    await page.getByText('Also bound to: Nodes').waitFor();
    await filter.press('/');
    await page.getByText('Also bound to').waitFor({ state: 'detached' });

    await page.getByRole('checkbox', { name: 'Single keys do something' }).uncheck();
    await heading.click();
    await page.keyboard.press('z');
    await page.keyboard.press('?');
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').waitFor();
    expect(new URL(page.url()).pathname).toBe('/settings');
    await page.keyboard.press('Escape');

    await page.getByRole('button', { name: 'Back to the usual keys' }).click();
    expect(await key.inputValue()).toBe('g n');
    await heading.click();
    await page.keyboard.press('g');
    await page.keyboard.press('n');
    await isAt('/nodes');
    await opened.close();
  });

  it('is sent with what its user will find, to be read before its scripts run, and comes alive', async () => {
    const { url, token } = dashboard.api;
    const sent = async (headers: Record<string, string>) =>
      (await fetch(`${url}/events`, { headers: { accept: 'text/html', ...headers } })).text();
    const own = await sent({ cookie: `portolan-session=${token}` });
    for (const text of ['>admin<', 'href="/workloads"', 'type:warning', 'inert']) expect(own).toContain(text);
    expect(own).not.toContain(token);
    for (const html of [
      await sent({}),
      await sent({ 'x-portolan-viewer': encodeURIComponent('{"user":"admin","groups":[]}') }),
    ]) {
      expect(html).not.toContain('href="/workloads"');
    }
    const opened = await dashboard.open('/events');
    await opened.page.locator('body > div:not([inert]) nav').first().waitFor();
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  it('says who is signed in, and signs out', async () => {
    const opened = await dashboard.open('/settings');
    await opened.page.getByText('system:masters').waitFor();
    await opened.page.getByRole('button', { name: 'Sign out' }).click();
    await opened.page.getByLabel('Token or one-time code').waitFor();
    expect(await opened.context.cookies()).toEqual([]);
    await opened.close();
  });
});
