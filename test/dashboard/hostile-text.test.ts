// What people write into objects is shown as text on every page: it runs nothing, loads nothing, and breaks no policy.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, type Dashboard, dashboardStartMs, startDashboard } from '../support/dashboard.ts';
import { createShownObjects, dashboardRoutes } from '../support/dashboard-routes.ts';

/** Short enough for every field; `stolen` is what an attack would set. */
const hostile = `"><img src=//evil.test/x onerror=stolen=1><script>stolen=1</script>`;

describe.skipIf(!chromiumPath)('hostile text', { timeout: 600_000 }, () => {
  let dashboard: Dashboard;

  beforeAll(async () => {
    dashboard = await startDashboard();
    await createShownObjects(dashboard, hostile);
  }, dashboardStartMs);
  afterAll(() => dashboard?.stop(), 180_000);

  it('does nothing on any page', async () => {
    const { page, harm, close } = await openWatched();
    for (const { path, shows } of dashboardRoutes()) {
      await page.goto(path);
      if (shows) await page.locator('main').getByText(shows).first().waitFor();
      expect(await harm(), path).toEqual([]);
    }
    await close();
  });

  it('is shown as it was written', async () => {
    const { page, harm, close } = await openWatched();
    const places = [
      '/pods/default/web',
      '/pods/default/web?tab=logs',
      '/pods/default/web?tab=yaml',
      '/pods/default/ended',
      '/events?ns=default',
      '/events?open=default/told',
      '/activity',
      '/config?open=default/settings',
    ];
    for (const path of places) {
      await page.goto(path);
      await page.locator('main').getByText('<script>stolen=1</script>').first().waitFor();
      expect(await harm(), path).toEqual([]);
    }
    await page.goto('/config/secrets/default/password');
    await page.getByRole('button', { name: 'Show password' }).click();
    await page.getByText(hostile).waitFor();
    expect(await harm()).toEqual([]);
    await close();
  });

  it('does nothing in an address', async () => {
    const { page, harm, close } = await openWatched();
    const text = encodeURIComponent(hostile);
    const addresses = [
      `/pods?q=${text}&ns=${text}&sort=${text}&open=${text}`,
      `/pods?at=${text}`,
      `/pods?panel=logs:${text}/${text}`,
      `/pods/default/${text}`,
      `/nodes/${text}?tab=${text}`,
      `/config?view=${text}&open=${text}`,
      `/controllers/${text}`,
      `/${text}`,
    ];
    for (const path of addresses) {
      await page.goto(path);
      await page.locator('body').getByText(/\S/).first().waitFor();
      expect((await harm()).filter(isNoAnswer), path).toEqual([]);
    }
    await close();
  });

  /** A page that keeps account of everything that ought not to happen. */
  async function openWatched(): Promise<{ page: Page; harm(): Promise<string[]>; close(): Promise<void> }> {
    const opened = await dashboard.open('/settings');
    const { page, context } = opened;
    const done: string[] = [];
    page.on('dialog', (dialog) => {
      done.push(`a dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    context.on('request', (request) => {
      const { protocol, host } = new URL(request.url());
      if (protocol !== 'data:' && host !== new URL(dashboard.api.url).host) done.push(`a request to ${request.url()}`);
    });
    await page.exposeFunction('tellRefusal', (text: string) => done.push(`refused by the policy: ${text}`));
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
        // The function above, which the page has from outside.
        Reflect.get(window, 'tellRefusal')(`${violatedDirective} ${blockedURI} ${sample}`);
      });
    });
    const harm = async () => {
      const isStolen = await page.evaluate(() => 'stolen' in window);
      const all = [...done.splice(0), ...opened.complaints.splice(0)];
      return isStolen ? [...all, 'the script ran'] : all;
    };
    return { page, harm, close: () => opened.close() };
  }
});

/** A page that is not there is told by the browser too. */
function isNoAnswer(text: string): boolean {
  return !/the server responded with a status of 40[04]/.test(text);
}
