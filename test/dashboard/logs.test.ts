// The logs of several pods as one.
import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chromiumPath, type Dashboard, dashboardStartMs, startDashboard } from '../support/dashboard.ts';
import { until } from '../support/until.ts';

const hostile = '<img src=x onerror="window.stolen=1">';

describe.skipIf(!chromiumPath)('merged logs', { timeout: 240_000 }, () => {
  let dashboard: Dashboard;

  beforeAll(async () => {
    dashboard = await startDashboard();
    await run('web-1', 'web', 'echo first; sleep 0.2; echo third; sleep 1000');
    await run('web-2', 'web', `echo second; echo '${hostile}'; sleep 1000`);
    await run('clock', 'clock', 'while true; do echo tick; sleep 0.3; done');
    await run('lone', 'lone', 'echo alone; sleep 1000');
  }, dashboardStartMs);
  afterAll(() => dashboard?.stop(), 180_000);

  const run = (name: string, app: string, script: string) =>
    dashboard.client.pods.create({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name, labels: { app } },
      spec: {
        terminationGracePeriodSeconds: 0,
        containers: [{ name: 'app', image: 'local', command: ['/bin/sh', '-c', script] }],
      },
    });

  it('opens the marked pods as one log, each line with its pod, in the order of time', async () => {
    const opened = await dashboard.open('/pods?q=app%3Dweb');
    for (const name of ['web-1', 'web-2']) await opened.row(name).getByRole('checkbox').click();
    await opened.page.getByRole('toolbar').getByRole('button', { name: 'Logs' }).click();
    const log = opened.page.getByRole('log');
    await log.getByText(hostile).waitFor();
    await log.getByText('third').waitFor();
    expect(opened.query.get('panel')).toBe('merged:default/web-1;default/web-2');
    await opened.page.getByRole('checkbox', { name: 'Times' }).check();
    const lines = await log.locator('[data-index]').allInnerTexts();
    const times = lines.map((line) => /\d\d:\d\d:\d\d\.\d+/.exec(line)?.[0] ?? '');
    expect(times).toEqual([...times].sort());
    expect(lines.join('\n')).toMatch(/web-1\s*first/);
    expect(lines.join('\n')).toMatch(/web-2\s*second/);
    expect(await opened.page.evaluate(() => 'stolen' in window)).toBe(false);
    expect(opened.complaints).toEqual([]);
    await opened.close();
  });

  it('leaves out the pods and lines that one does not want', async () => {
    const opened = await dashboard.open('/logs?open=default?app%3Dweb');
    const log = opened.page.getByRole('log');
    await log.getByText('second').waitFor();
    await opened.page.getByRole('searchbox', { name: 'Search in the log' }).fill('/^(first|second)/');
    await opened.page.getByRole('checkbox', { name: 'Only matches' }).check();
    await until('only the matches are there', async () => (await log.locator('[data-index]').count()) === 2);
    await opened.page.getByRole('group', { name: 'Pods of this log' }).getByRole('button', { name: 'web-1' }).click();
    await log.getByText('first').waitFor({ state: 'detached' });
    expect(await log.locator('[data-index]').allInnerTexts()).toEqual([expect.stringMatching(/web-2\s*second/)]);
    await opened.close();
  });

  it('takes in pods that get the labels later', async () => {
    const opened = await dashboard.open('/logs?open=default?app%3Dlone');
    await opened.page.getByRole('log').getByText('alone').waitFor();
    await run('late', 'lone', 'echo here too; sleep 1000');
    await opened.page.getByRole('log').getByText('here too').waitFor();
    await opened.page.getByRole('group', { name: 'Pods of this log' }).getByRole('button', { name: 'late' }).waitFor();
    await opened.close();
  });

  it('waits with new lines while it is paused, and downloads what it shows', async () => {
    const opened = await dashboard.open('/logs?open=default/web-1;default/web-2;default/clock');
    const log = opened.page.getByRole('log');
    await log.getByText('tick').first().waitFor();
    await opened.page.getByRole('button', { name: 'Pause' }).click();
    const shown = await log.locator('[data-index]').count();
    await opened.page.getByRole('button', { name: /Resume \([1-9]\d* new lines?\)/ }).waitFor();
    expect(await log.locator('[data-index]').count()).toBe(shown);
    const [download] = await Promise.all([
      opened.page.waitForEvent('download'),
      opened.page.getByRole('button', { name: 'Download' }).click(),
    ]);
    const lines = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\n');
    expect(lines).toContain('[web-2] second');
    expect(lines.filter((line) => line === '[web-1] third')).toHaveLength(1);
    await opened.page.getByRole('button', { name: /Resume/ }).click();
    await opened.page.getByRole('button', { name: 'Pause' }).waitFor();
    await opened.close();
  });
});
