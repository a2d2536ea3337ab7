// Objects made from pasted manifests in a browser.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, type Dashboard, dashboardStartMs, startDashboard } from '../support/dashboard.ts';

const good = `apiVersion: v1
kind: Namespace
metadata:
  name: made
---
apiVersion: v1
kind: ConfigMap
metadata:
  name: words
  namespace: made
`;

const bad = `apiVersion: v1
kind: ConfigMap
metadata:
  name: fine
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  replicas: -1
  selector: { matchLabels: { app: web } }
  template:
    metadata: { labels: { app: web } }
    spec: { containers: [{ name: app, image: local }] }
`;

type DashboardPage = Awaited<ReturnType<Dashboard['open']>>;

describe.skipIf(!chromiumPath)('the dialog that creates objects', { timeout: 240_000 }, () => {
  let dashboard: Dashboard;

  beforeAll(async () => {
    dashboard = await startDashboard();
  }, dashboardStartMs);
  afterAll(() => dashboard?.stop(), 180_000);

  async function paste({ page }: DashboardPage, text: string): Promise<void> {
    await page.getByRole('textbox', { name: 'Manifests' }).click();
    await page.keyboard.press('Control+a');
    await page.keyboard.insertText(text);
    await page.getByRole('button', { name: 'Check' }).click();
  }

  it('shows what would be made, then makes all of it as one change set', async () => {
    const opened = await dashboard.open('/pods');
    await opened.page.getByRole('button', { name: 'Create' }).click();
    expect(await opened.page.getByRole('button', { name: 'Apply' }).getAttribute('aria-disabled')).toBe('true');
    await paste(opened, good);
    await opened.page.getByText('The server would take it').waitFor();
    const review = opened.page.getByRole('region', { name: 'What would happen' });
    expect(await review.getByText('would be created').count()).toBe(2);
    await opened.page.getByRole('button', { name: 'Apply' }).click();
    await opened.page.getByText('Applied 2 objects').waitFor();
    const namespace = await dashboard.client.namespaces.get({ name: 'made' });
    const words = await dashboard.client.configMaps.get({ name: 'words', namespace: 'made' });
    expect(words.metadata.uid).not.toBe(namespace.metadata.uid);
    const { changes } = await dashboard.api.data('{ changes(first: 50) { nodes { reason changes { name } } } }');
    const made = changes.nodes.find(({ reason }: { reason: string | null }) => reason === 'created in the dashboard');
    expect(made.changes.map(({ name }: { name: string }) => name)).toEqual(expect.arrayContaining(['made', 'words']));
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  it('tells what is wrong by its line, and writes nothing', async () => {
    const opened = await dashboard.open('/pods');
    await opened.row('x').count();
    await opened.openPalette();
    await opened.page.getByPlaceholder('Search everything…').fill('>create');
    await opened.page.getByRole('option', { name: /Create from manifests/ }).click();
    await paste(opened, bad);
    const review = opened.page.getByRole('region', { name: 'What would happen' });
    await review.getByText(/^Line 11: spec\.replicas: Invalid value/).waitFor();
    expect(await opened.page.getByRole('button', { name: 'Apply' }).getAttribute('aria-disabled')).toBe('true');
    const { items } = await dashboard.client.configMaps.list({ namespace: 'default' });
    expect(items.map(({ metadata }) => metadata.name)).not.toContain('fine');
    await opened.close();
  });

  it('says where text is no YAML', async () => {
    const opened = await dashboard.open('/pods');
    await opened.page.getByRole('button', { name: 'Create' }).click();
    await paste(opened, 'a: [');
    await opened.page.getByText('The server would refuse it').waitFor();
    await opened.page.getByRole('region', { name: 'What would happen' }).getByRole('alert').waitFor();
    await opened.close();
  });

  it('keeps what was written while it is closed', async () => {
    const opened = await dashboard.open('/pods');
    await opened.page.getByRole('button', { name: 'Create' }).click();
    await paste(opened, 'kind: Draft');
    await opened.page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();
    await opened.page.getByRole('button', { name: 'Create' }).click();
    await opened.page.getByRole('textbox', { name: 'Manifests' }).getByText('Draft').waitFor();
    await opened.close();
  });
});
