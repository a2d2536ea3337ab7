// Every page can be read, reached and understood by all: axe finds nothing serious, in light and dark, in each language, wide
// and narrow. What axe cannot see is in the other tests: keys, focus, what is announced.
import { fileURLToPath } from 'node:url';
import type { AxeResults, RunOptions } from 'axe-core';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, type Dashboard, dashboardStartMs, startDashboard } from '../support/dashboard.ts';
import { createShownObjects, dashboardRoutes } from '../support/dashboard-routes.ts';

const axe = fileURLToPath(import.meta.resolve('axe-core/axe.min.js'));
const wide = { width: 1440, height: 900 };
const narrow = { width: 400, height: 850 };
/** What the body of each theme is painted with. */
const themes = { light: 'rgb(255, 255, 255)', dark: 'rgb(13, 17, 23)' } as const;
const languages = ['en', 'zh-CN'] as const;

const everyRule: RunOptions = {
  resultTypes: ['violations'],
  // Both are part of WCAG, and off unless asked for.
  rules: { 'target-size': { enabled: true }, 'label-content-name-mismatch': { enabled: true } },
};
/** No other rule looks at colours, so that nothing else differs between themes. */
const colourRules: RunOptions = { resultTypes: ['violations'], runOnly: ['color-contrast', 'link-in-text-block'] };

describe.skipIf(!chromiumPath)('accessibility', { timeout: 600_000 }, () => {
  let dashboard: Dashboard;

  beforeAll(async () => {
    dashboard = await startDashboard();
    await createShownObjects(dashboard);
  }, dashboardStartMs);
  afterAll(() => dashboard?.stop(), 60_000);

  /** A browser in which every page brings axe along: what comes from outside is subject to no policy. */
  async function openChecked(language: (typeof languages)[number]) {
    const opened = await dashboard.open('/settings', { language, ...wide });
    await opened.context.addInitScript({ path: axe });
    return opened;
  }

  it.each(languages)('finds nothing serious on any page in %s', async (language) => {
    const opened = await openChecked(language);
    const { page } = opened;
    const faults: string[] = [];
    for (const { path, shows } of dashboardRoutes()) {
      await page.setViewportSize(wide);
      await page.goto(path);
      if (shows) await page.locator('main').getByText(shows).first().waitFor();
      faults.push(...(await faultsInBothThemes(page, path)));
      await page.setViewportSize(narrow);
      // What is narrow is the same in each language, but for what its words take.
      if (language === 'en') faults.push(...(await faultsOf(page, `${path} (narrow)`, everyRule)));
      faults.push(...(await overflowOf(page, path)));
    }
    expect(faults).toEqual([]);
    await opened.close();
  });

  it.each<{ readonly what: string; readonly path: string; show(page: Page): Promise<unknown> }>([
    { what: 'the palette', path: '/pods', show: (page) => page.keyboard.press('Control+k') },
    { what: 'the sheet of keys', path: '/pods', show: (page) => page.keyboard.press('?') },
    { what: 'a question before a deletion', path: '/pods/default/web', show: (page) => press(page, 'Delete') },
    { what: 'a form', path: '/workloads/deployments/default/stopped', show: (page) => press(page, 'Scale') },
    { what: 'what can be created', path: '/config', show: (page) => press(page, 'Create') },
  ])('finds nothing serious in $what', async ({ path, show }) => {
    const opened = await openChecked('en');
    const { page } = opened;
    await page.goto(path);
    await page.locator('[data-key], h1').first().waitFor();
    await show(page);
    await page.getByRole('dialog').waitFor();
    const faults = await faultsInBothThemes(page, path);
    await page.setViewportSize(narrow);
    faults.push(...(await faultsOf(page, `${path} (narrow)`, everyRule)), ...(await overflowOf(page, path)));
    expect(faults).toEqual([]);
    await opened.close();
  });

  it('finds nothing serious in an editor, a menu, a dock or beside marked rows', async () => {
    const opened = await openChecked('en');
    const { page } = opened;
    const faults: string[] = [];
    await page.goto('/config/configmaps/default/settings?tab=yaml');
    await press(page, 'Edit');
    await page.getByRole('textbox').getByText('greeting').waitFor();
    faults.push(...(await faultsInBothThemes(page, 'editing')));
    await press(page, 'Review');
    await page.getByText('Nothing would change').waitFor();
    faults.push(...(await faultsInBothThemes(page, 'reviewing')));
    await page.goto('/pods?panel=logs:default/web');
    await page.getByText('a line of the log').first().waitFor();
    await opened.row('web').getByRole('checkbox').click();
    await page.getByRole('toolbar').waitFor();
    faults.push(...(await faultsInBothThemes(page, 'dock and marked rows')));
    await press(page, 'Copy as');
    await page.getByRole('menu').waitFor();
    faults.push(...(await faultsInBothThemes(page, 'menu')));
    expect(faults).toEqual([]);
    await opened.close();
  });
});

function press(page: Page, button: string): Promise<void> {
  return page.getByRole('button', { name: button, exact: true }).first().click();
}

async function faultsInBothThemes(page: Page, where: string): Promise<string[]> {
  await show(page, 'light');
  const faults = await faultsOf(page, `${where} (light)`, everyRule);
  await show(page, 'dark');
  return [...faults, ...(await faultsOf(page, `${where} (dark)`, colourRules))];
}

/** The browser may paint a change of theme a moment later. */
async function show(page: Page, theme: keyof typeof themes): Promise<void> {
  await page.emulateMedia({ colorScheme: theme });
  await page.waitForFunction((colour) => getComputedStyle(document.body).backgroundColor === colour, themes[theme]);
}

/** A line for each fault: where, which rule, and the element. */
async function faultsOf(page: Page, where: string, rules: RunOptions): Promise<string[]> {
  const { violations } = await page.evaluate(
    // Not of this file's own: the script that every page brings along.
    (options): Promise<AxeResults> => Reflect.get(window, 'axe').run(document, options),
    rules,
  );
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${where}: ${id}: ${html} ${failureSummary}`));
}

async function overflowOf(page: Page, where: string): Promise<string[]> {
  const { scrollWidth, clientWidth } = await page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    return { scrollWidth, clientWidth };
  });
  return scrollWidth > clientWidth ? [`${where} is ${scrollWidth} pixels wide where there are ${clientWidth}`] : [];
}
