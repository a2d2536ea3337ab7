// What the pages show follows what is committed, also over interruptions.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApiProcess } from '../support/api-process.ts';
import { chromiumPath, type Dashboard, dashboardStartMs, startDashboard } from '../support/dashboard.ts';
import { ownRanges } from '../support/local-cluster.ts';
import { until } from '../support/until.ts';

const updates = 40;

describe.skipIf(!chromiumPath)('live data', { timeout: 240_000 }, () => {
  let dashboard: Dashboard;

  beforeAll(async () => {
    dashboard = await startDashboard();
    await run('steady', 'while true; do sleep 1; done');
  }, dashboardStartMs);
  afterAll(() => dashboard?.stop(), 180_000);

  const podOf = (name: string, script: string, nodeSelector: Record<string, string> = {}): NewPod => ({
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name },
    spec: {
      terminationGracePeriodSeconds: 0,
      nodeSelector,
      containers: [{ name: 'app', image: 'local', command: ['/bin/sh', '-c', script] }],
    },
  });
  const run = (name: string, script: string) => dashboard.client.pods.create(podOf(name, script));
  const parkedOf = (name: string) => podOf(name, 'sleep 1000', { on: 'nowhere' });
  /** On no node, so that nobody but the test writes its status. */
  const park = (name: string) => dashboard.client.pods.create(parkedOf(name));

  it('shows every state that a pod comes to, in order, soon after it was committed', async () => {
    await park('moving');
    const opened = await dashboard.open('/pods?q=moving');
    await opened.row('moving').waitFor();
    await opened.page.evaluate(recordStates);
    const sentAt: number[] = [];
    const ackedAt: number[] = [];
    for (let step = 1; step <= updates; step++) {
      sentAt.push(Date.now());
      const status = { phase: 'Pending', reason: `Step${step}.` };
      await dashboard.client.pods.patch({ name: 'moving' }, { status }, { type: 'MERGE', subresource: 'STATUS' });
      ackedAt.push(Date.now());
      await opened.row('moving').getByText(`Step${step}.`, { exact: true }).waitFor();
    }
    const seen = await opened.page.evaluate(readStates);
    expect(seen.map(({ text }) => text)).toEqual(sentAt.map((_, index) => `Step${index + 1}`));
    console.info(
      `write to pixel: ${figuresOf(seen.map(({ at }, index) => at - (sentAt[index] ?? 0)))}; ` +
        `answer to pixel: ${figuresOf(seen.map(({ at }, index) => at - (ackedAt[index] ?? 0)))}`,
    );
    await opened.close();
  });

  it('shows the last of many changes, and none out of order', async () => {
    await park('hasty');
    const opened = await dashboard.open('/pods?q=hasty');
    await opened.row('hasty').waitFor();
    await opened.page.evaluate(recordStates);
    for (let step = 1; step <= updates; step++) {
      const status = { phase: 'Pending', reason: `Step${step}.` };
      await dashboard.client.pods.patch({ name: 'hasty' }, { status }, { type: 'MERGE', subresource: 'STATUS' });
    }
    await opened.row('hasty').getByText(`Step${updates}.`, { exact: true }).waitFor();
    const seen = await opened.page.evaluate(readStates);
    const steps = seen.map(({ text }) => Number(text.replace('Step', '')));
    expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
    await opened.close();
  });

  it('keeps what it shows while the API is away, and catches up when it is back', async () => {
    const opened = await dashboard.open('/pods');
    const pill = opened.page.getByTestId('connection');
    await opened.row('steady').getByText('Running').waitFor();
    await dashboard.api.stop('SIGKILL');
    await pill.getByText(/reconnecting.*showing data from/).waitFor();
    expect(await opened.row('steady').count()).toBe(1);
    // Somebody else goes on writing meanwhile.
    const other = await startApiProcess(dashboard.databaseUrl, ownRanges());
    await other.data('mutation ($objects: [JSON!]) { apply(objects: $objects) { results { outcome } } }', {
      objects: [parkedOf('meanwhile')],
    });
    await other.stop();
    await dashboard.startApiAgain();
    await opened.row('meanwhile').waitFor({ timeout: 60_000 });
    await pill.getByText(/caught up \d+ changes?|resynced/).waitFor();
    await pill.getByText(/^live/).waitFor();
    await opened.close();
  });

  it('keeps the shell of a terminal while the API is away, and begins another one when it has ended', async () => {
    const opened = await dashboard.open('/pods/default/steady?tab=terminal');
    const terminal = opened.page.getByLabel('Terminal of steady');
    await terminal.locator('.xterm-rows').getByText(/[#$]/).first().waitFor();
    await opened.page.keyboard.type('kept=$((6*7)); echo $kept-before\n');
    await terminal.getByText('42-before').first().waitFor();
    await dashboard.api.stop();
    await opened.page.getByText('Reconnecting to app').waitFor();
    await opened.page.keyboard.type('echo $kept-meanwhile\n');
    await dashboard.startApiAgain();
    await terminal.getByText('42-meanwhile').first().waitFor();
    await opened.page.getByText('Reconnecting to app').waitFor({ state: 'detached' });
    await opened.page.keyboard.type('exit 3\n');
    await opened.page.getByText('The shell ended with 3.').waitFor();
    await opened.page.getByRole('button', { name: 'Reconnect' }).click();
    await opened.page.getByText('The shell ended with 3.').waitFor({ state: 'detached' });
    await terminal.locator('.xterm-screen').click();
    await opened.page.keyboard.type('echo "[$kept]-after"\n');
    await terminal.getByText('[]-after').first().waitFor();
    await opened.page.getByRole('searchbox', { name: 'Search in the terminal' }).fill('no such text');
    await opened.page.getByText('No match').waitFor();
    await opened.close();
  });

  it('tells readers of screens how many pods failed', async () => {
    for (const name of ['bad-1', 'bad-2']) await park(name);
    const opened = await dashboard.open('/pods');
    await opened.row('bad-2').waitFor();
    for (const name of ['bad-1', 'bad-2']) {
      const status = { phase: 'Failed', reason: 'Lost' };
      await dashboard.client.pods.patch({ name }, { status }, { type: 'MERGE', subresource: 'STATUS' });
    }
    await opened.page.getByTestId('announcer').getByText('2 pods failed in default').waitFor();
    await opened.close();
  });

  it('shows what pods use, and the columns one chose', async () => {
    const opened = await dashboard.open('/pods?q=steady');
    await until('the memory is measured', async () => /\d(Ki|Mi)/.test((await opened.column('Memory')).join()));
    expect(await opened.page.getByRole('columnheader', { name: 'IP' }).count()).toBe(0);
    await opened.page.getByRole('button', { name: 'Columns' }).click();
    await opened.page.getByRole('menuitemcheckbox', { name: 'IP' }).click();
    await opened.page.getByRole('menuitemcheckbox', { name: 'Node' }).click();
    await opened.page.keyboard.press('Escape');
    await opened.page.reload();
    await opened.page.getByRole('columnheader', { name: 'IP' }).waitFor();
    expect(await opened.page.getByRole('columnheader', { name: 'Node' }).count()).toBe(0);
    await opened.row('steady').click();
    await opened.page.getByRole('img', { name: /^Memory: \d+.*now/ }).waitFor();
    await opened.page.keyboard.press('Shift+C');
    await opened.page.getByRole('menuitem', { name: 'GraphQL' }).waitFor();
    await opened.close();
  });
});

type NewPod = Parameters<Dashboard['client']['pods']['create']>[0];

interface Recorder {
  seen: Array<{ readonly text: string; readonly at: number }>;
}

/** Runs in the page: notes each state of the row when it has been painted. */
function recordStates(): void {
  const recorder = window as unknown as Recorder; // A place of this test's own.
  recorder.seen = [];
  let last = '';
  const look = () => {
    const text = /Step\d+(?=\.)/.exec(document.querySelector('[role=grid]')?.textContent ?? '')?.[0] ?? '';
    if (text === '' || text === last) return;
    last = text;
    requestAnimationFrame(() => recorder.seen.push({ text, at: Date.now() }));
  };
  new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
}

/** Runs in the page, after the frame in which the last state is noted. */
async function readStates(): Promise<Recorder['seen']> {
  await new Promise((resolve) => requestAnimationFrame(resolve));
  return (window as unknown as Recorder).seen; // Put there by recordStates.
}

function figuresOf(times: readonly number[]): string {
  const sorted = [...times].sort((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
  return `p50 ${at(0.5)} ms, p95 ${at(0.95)} ms`;
}
