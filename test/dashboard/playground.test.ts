// The API playground in a browser.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, type Dashboard, dashboardStartMs, startDashboard } from '../support/dashboard.ts';
import { until } from '../support/until.ts';

type DashboardPage = Awaited<ReturnType<Dashboard['open']>>;

describe.skipIf(!chromiumPath)('the API playground', { timeout: 240_000 }, () => {
  let dashboard: Dashboard;

  beforeAll(async () => {
    dashboard = await startDashboard();
    await createConfigMap('first');
  }, dashboardStartMs);
  afterAll(() => dashboard?.stop(), 180_000);

  const createConfigMap = (name: string) =>
    dashboard.client.configMaps.create({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name, namespace: 'default' },
    });

  async function open(query: string, variables = ''): Promise<DashboardPage> {
    const bytes = Buffer.from(JSON.stringify([query, variables]));
    const opened = await dashboard.open(`/api#document=${bytes.toString('base64url')}`);
    await editor(opened).waitFor();
    return opened;
  }

  const editor = ({ page }: DashboardPage) => page.getByRole('textbox', { name: 'Document' });
  const run = ({ page }: DashboardPage) => page.getByRole('button', { name: 'Run', exact: true }).click();
  const result = ({ page }: DashboardPage) => page.getByRole('region', { name: 'Result' });

  it('runs what a link brought, which is no longer in the address then', async () => {
    const opened = await open(
      'query A($name: String!) { configMap(namespace: "default", name: $name) { id } }',
      '{"name": "first"}',
    );
    await until('the link is gone', () => !opened.page.url().includes('document='));
    await run(opened);
    await result(opened).getByText('Answered').waitFor();
    await result(opened).getByText('"configMap"').waitFor();
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  it('shows errors as the API tells them', async () => {
    const opened = await open('{ configMap(namespace: "default", name: "none") { id } }');
    await editor(opened).click();
    await opened.page.keyboard.press('Control+Enter');
    await result(opened).getByText('Answered with errors').waitFor();
    await result(opened).getByText('"NOT_FOUND"').waitFor();
    await opened.close();
  });

  it('says what is wrong with variables before it asks', async () => {
    const opened = await open('{ revision }', '[1]');
    await run(opened);
    await result(opened).getByText('The variables must be a JSON object.').waitFor();
    await opened.close();
  });

  it('completes what the schema knows, and marks what it does not', async () => {
    const opened = await open('');
    await editor(opened).click();
    await opened.page.keyboard.type('{ configMaps { nodes { metad');
    await opened.page.getByRole('option', { name: /metadata/ }).click();
    await opened.page.keyboard.type(' nonsense');
    await opened.page.locator('.cm-lintRange-error').waitFor();
    expect(await opened.page.locator('.cm-lintRange-error').innerText()).toBe('nonsense');
    expect(await editor(opened).innerText()).toContain('metadata');
    await opened.close();
  });

  it('follows a subscription, waits while it is paused, and stops', async () => {
    const opened = await open(
      'subscription { configMapChanges(namespace: "default") { events { object { metadata { name } } } } }',
    );
    await run(opened);
    await result(opened).getByText('"first"').waitFor();
    await createConfigMap('second');
    await result(opened).getByText('"second"').waitFor();
    await opened.page.getByRole('button', { name: 'Pause' }).click();
    await createConfigMap('third');
    await result(opened)
      .getByText(/Paused, \d+ messages? waiting/)
      .waitFor();
    expect(await result(opened).getByText('"third"').count()).toBe(0);
    await opened.page.getByRole('button', { name: 'Resume' }).click();
    await result(opened).getByText('"third"').waitFor();
    await opened.page.getByRole('button', { name: 'Stop' }).click();
    await result(opened).getByText('Ended').waitFor();
    await opened.close();
  });

  it('keeps documents and what was run in this browser', async () => {
    const opened = await open('query Kept { revision }');
    await run(opened);
    await result(opened).getByText('Answered').waitFor();
    await opened.page.reload();
    await opened.page
      .getByRole('navigation', { name: 'Documents' })
      .getByRole('button', { name: 'Kept', exact: true })
      .waitFor();
    await opened.page.getByRole('button', { name: 'History' }).click();
    await opened.page.getByRole('menuitem', { name: /Kept/ }).waitFor();
    await opened.close();
  });

  it('has examples about what is there', async () => {
    const opened = await open('');
    await until('the names came', async () => {
      await opened.page.getByRole('button', { name: 'Examples' }).click();
      await opened.page.getByRole('menuitem', { name: 'Apply objects (dry run)' }).click();
      await run(opened);
      await result(opened).getByText('"CREATED"').waitFor();
      return true;
    });
    const { items } = await dashboard.client.configMaps.list({ namespace: 'default' });
    expect(items.map(({ metadata }) => metadata.name)).not.toContain('from-the-playground');
    await opened.close();
  });
});
