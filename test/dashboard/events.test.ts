// The events area in a browser.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, type Dashboard, dashboardStartMs, startDashboard } from '../support/dashboard.ts';
import { until } from '../support/until.ts';

describe.skipIf(!chromiumPath)('the events area', { timeout: 240_000 }, () => {
  let dashboard: Dashboard;

  beforeAll(async () => {
    dashboard = await startDashboard();
    await dashboard.client.namespaces.create({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop' } });
    await tell('e-1', { reason: 'Broke', type: 'Warning', note: 'it broke' });
    await tell('e-2', { reason: 'Mended', type: 'Normal', note: 'it was mended' });
  }, dashboardStartMs);
  afterAll(() => dashboard?.stop(), 180_000);

  const tell = (name: string, what: { reason: string; type: 'Normal' | 'Warning'; note: string }) =>
    dashboard.client.apply([
      {
        apiVersion: 'events.k8s.io/v1',
        kind: 'Event',
        metadata: { name, namespace: 'shop' },
        eventTime: new Date().toISOString().replace('Z', '000Z'),
        reportingController: 'example.com/tests',
        reportingInstance: 'tests-1',
        action: 'Tell',
        regarding: { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web', uid: 'uid-of-web' },
        ...what,
      },
    ]);

  it('shows events as they happen, the newest first', async () => {
    const opened = await dashboard.open('/events?ns=shop');
    await opened.row('it broke').waitFor();
    await tell('e-3', { reason: 'Again', type: 'Normal', note: 'it happens again' });
    await opened.row('it happens again').waitFor();
    expect((await opened.column('Note'))[0]).toBe('it happens again');
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  it('filters by type, kind and object, in the address', async () => {
    const opened = await dashboard.open('/events?ns=shop');
    await opened.row('it broke').waitFor();
    await opened.page.getByRole('button', { name: /^Warning/ }).click();
    await until('only the warning is left', async () => (await opened.column('Note')).join() === 'it broke');
    expect(opened.query.get('q')).toBe('type:Warning');
    await opened.page.goto('/events?ns=shop&q=kind:pod+object:web+reason:mended');
    await until('only that event is left', async () => (await opened.column('Note')).join() === 'it was mended');
    await opened.close();
  });

  it('shows an event with the others of its object, and leads there', async () => {
    const opened = await dashboard.open('/events?ns=shop');
    await opened.row('it broke').click();
    const drawer = opened.page.getByRole('complementary', { name: 'Events: Broke' });
    await drawer.getByText('Events of the same object').waitFor();
    await drawer.getByText('it was mended').waitFor();
    const link = drawer.getByRole('link', { name: 'Pod shop/web' });
    expect(await link.getAttribute('href')).toBe('/pods/shop/web?ns=shop');
    await opened.close();
  });

  it('says so when the event that an address opens is gone', async () => {
    const opened = await dashboard.open('/events?ns=shop&open=shop/gone');
    await opened.page.getByRole('complementary').getByText('gone').last().waitFor();
    await opened.page.keyboard.press('Escape');
    await opened.page.getByRole('complementary').waitFor({ state: 'detached' });
    await opened.close();
  });
});
