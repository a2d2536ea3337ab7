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

  it('shows a list as a table, ordered by a column and copied as it stands, also after the page was loaded again', async () => {
    for (const name of ['table-2', 'table-10']) await createConfigMap(name);
    const query =
      '{ configMaps(namespace: "default", labelSelector: "!x") { nodes { metadata { name namespace } data } } }';
    const opened = await open(query);
    await opened.context.grantPermissions(['clipboard-read', 'clipboard-write']);
    await run(opened);
    await result(opened).getByRole('button', { name: 'Table' }).click();
    const table = result(opened).getByRole('table', { name: 'configMaps' });
    const names = async () => {
      const cells = await table.getByRole('row').getByRole('cell').allInnerTexts();
      return cells.filter((text) => text.startsWith('table-'));
    };
    expect(await table.getByRole('columnheader').allInnerTexts()).toEqual([
      'metadata.name',
      'metadata.namespace',
      'data',
    ]);
    expect(await names()).toEqual(['table-10', 'table-2']);
    await table.getByRole('button', { name: 'metadata.name', exact: true }).click();
    await table
      .getByRole('columnheader', { name: 'metadata.name', exact: true })
      .and(opened.page.locator('[aria-sort=ascending]'))
      .waitFor();
    expect(await names()).toEqual(['table-2', 'table-10']);
    await result(opened).getByRole('button', { name: 'Copy as TSV' }).click();
    await opened.page.getByText(/rows copied/).waitFor();
    const copied = await opened.page.evaluate(() => navigator.clipboard.readText());
    expect(copied).toMatch(/^metadata\.name\tmetadata\.namespace\tdata\n[\s\S]*table-2\tdefault\t[^\n]*\ntable-10\t/);
    await opened.page.reload();
    await run(opened);
    await table.waitFor();
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  it('shows what a subscription brought as one table', async () => {
    const opened = await open(
      'subscription { configMapChanges(namespace: "default") { type events { object { metadata { name } } } } }',
    );
    await run(opened);
    await result(opened).getByRole('button', { name: 'Table' }).click();
    const table = result(opened).getByRole('table', { name: 'configMapChanges.events' });
    await table.getByRole('cell', { name: 'first', exact: true }).waitFor();
    await createConfigMap('streamed');
    await table.getByRole('cell', { name: 'streamed', exact: true }).waitFor();
    await table.getByRole('cell', { name: 'first', exact: true }).waitFor();
    await opened.close();
  });

  it('sends the headers that were given, and says which it cannot send', async () => {
    const opened = await open('{ revision }');
    const headers = opened.page.getByRole('textbox', { name: 'Headers' });
    const write = async (text: string) => {
      await headers.fill(text);
      await run(opened);
    };
    await opened.page.getByRole('tab', { name: 'Headers' }).click();
    await write('{"authorization": "Bearer wrong"}');
    await result(opened).getByText('"UNAUTHORIZED"', { exact: true }).waitFor();
    await write('{"Cookie": "a=b"}');
    await result(opened).getByText('Browsers do not let a page set the header Cookie.').waitFor();
    await write('{"x-anything": "goes"}');
    await result(opened).getByText('"revision"').waitFor();
    expect(await opened.page.evaluate(() => JSON.stringify(localStorage))).not.toContain('x-anything');
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
