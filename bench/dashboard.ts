// The dashboard in Chromium before a full cluster in motion, against the budgets it was designed for. The browser, the API,
// the database and the writer share one machine here, and it paints without a graphics processor: what the
// same page does while it is paused stands beside its frames.
import { execFileSync } from 'node:child_process';
import type { Pod } from '@portolan/client';
import { type Browser, chromium } from 'playwright-core';
import { firstLoads, budgetKb as scriptBudgetKb } from '../scripts/page-sizes.ts';
import { build, end, readyUrl, spawnNode, withHome } from './api-process.ts';
import { BenchPage, type OpenPage } from './bench-page.ts';
import type { Benchmark } from './benchmark.ts';
import { type BenchCluster, deployment, usageOf, withCluster, withObserver } from './cluster.ts';
import { type Budget, judge } from './dashboard-budgets.ts';
import { latencyFigures, percentile, round } from './figures.ts';
import { PodWriter, writeProbe } from './pod-writer.ts';
import { snapshotBytes } from './snapshot-bytes.ts';

interface Size {
  readonly nodes: number;
  readonly pods: number;
  readonly changesPerSecond: number;
  /** How long frames are counted each time. */
  readonly frameMs: number;
  readonly probes: number;
  readonly words: readonly string[];
}

const sizes: Readonly<Record<'quick' | 'full', Size>> = {
  quick: { nodes: 20, pods: 200, changesPerSecond: 100, frameMs: 500, probes: 5, words: ['web'] },
  full: {
    nodes: 1_000,
    pods: 10_000,
    changesPerSecond: 1_000,
    frameMs: 4_000,
    probes: 40,
    words: ['web-3', 'status:crash', '-web-7'],
  },
};
const deployments = 10;
const sorts = ['Status', 'Restarts', 'Node', 'Name'];
const pods: OpenPage = { path: '/pods', field: 'podChanges' };
const otherPages: readonly OpenPage[] = [
  { path: '/', field: 'nodeChanges' },
  { path: '/nodes', field: 'nodeChanges' },
  { path: '/events', field: 'eventChanges' },
];
const slowdown = 4;

export const dashboard: Benchmark = {
  name: 'dashboard',
  summary: 'its pages in Chromium with 10,000 pods on 1,000 nodes and 1,000 changes a second, against their budgets',
  async run({ quick }) {
    const size = sizes[quick ? 'quick' : 'full'];
    build({ withPages: true });
    return withPages((url) =>
      withCluster(size.nodes, (cluster) => withBrowser((browser) => measureAll({ ...cluster, browser, size })), [
        '--dashboard',
        url,
      ]),
    );
  },
};

interface Rig extends BenchCluster {
  readonly browser: Browser;
  readonly size: Size;
}

function withPages<T>(run: (url: string) => Promise<T>): Promise<T> {
  return withHome(async (home) => {
    const child = spawnNode(['apps/dashboard/dist/main.js', '--port', '0'], home);
    try {
      return await run(await readyUrl(child));
    } finally {
      await end(child, 'SIGTERM');
    }
  });
}

async function withBrowser<T>(run: (browser: Browser) => Promise<T>): Promise<T> {
  const executablePath = execFileSync('which', ['chromium'], { encoding: 'utf8' }).trim();
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  try {
    return await run(browser);
  } finally {
    await browser.close();
  }
}

async function measureAll(rig: Rig) {
  const { client, size } = rig;
  await createPods(rig);
  const all: Pod[] = [];
  for await (const { items } of client.pods.pages({})) all.push(...items);
  const writer = new PodWriter(client, all, size.changesPerSecond);
  const loads = { pods: await loadFigures(rig, pods), podsSlow: await loadFigures(rig, { ...pods, slowdown }) };
  const list = await measureList(rig, writer, all);
  const others = [];
  for (const each of otherPages) others.push(await measureOther(rig, writer, each));
  const firstLoadKb = Object.fromEntries(firstLoads().map(({ route, kb }) => [route, kb]));
  const heaviestKb = Math.max(...Object.values(firstLoadKb));
  return {
    nodes: size.nodes,
    pods: all.length,
    changesPerSecond: size.changesPerSecond,
    budgets: judge(budgetsOf({ loads, list, others, heaviestKb })),
    loads,
    list,
    others,
    firstLoadKb,
  };
}

async function createPods({ client, size }: Rig): Promise<void> {
  const replicas = size.pods / deployments;
  const manifests = Array.from({ length: deployments }, (_, at) => smallDeployment(`web-${at}`, replicas));
  await withObserver(
    client,
    async (observer) => {
      await client.commit(manifests.map((manifest) => client.deployments.operations.create(manifest)));
      await observer.until(() => observer.serving === size.pods);
    },
    size.pods,
  );
}

/** A node has room for as many of its pods as it may have pods at all. */
function smallDeployment(name: string, replicas: number) {
  const made = deployment(name, replicas);
  const template = made.spec?.template;
  for (const container of template?.spec?.containers ?? [])
    container.resources = { requests: { cpu: '10m', memory: '16Mi' } };
  return made;
}

async function loadFigures({ browser, api }: Rig, page: OpenPage) {
  const opened = await BenchPage.open(browser, api, page);
  await opened.untilRows();
  await opened.page.waitForTimeout(1_000);
  const figures = await opened.loadFigures();
  await opened.close();
  return figures;
}

/** The list of pods, quiet and in motion. */
async function measureList(rig: Rig, writer: PodWriter, all: readonly Pod[]) {
  const { browser, api, size } = rig;
  const opened = await BenchPage.open(browser, api, pods);
  await opened.untilRows();
  const snapshot = await snapshotBytes(api, (await opened.notes()).subscription);
  const quiet = await measureFrames(opened, size);
  const before = usageOf(rig);
  const startMs = performance.now();
  writer.start();
  const moving = await measureFrames(opened, size);
  // The machine has as much to do as before; only the page does nothing about it.
  await opened.togglePause();
  const paused = await measureFrames(opened, size);
  await opened.togglePause();
  const commitToPixel = await measureProbe(rig, opened, all);
  const interactions = await measureInteractions(opened, size);
  await opened.slowDown(slowdown);
  const slow = { still: await opened.frames(size.frameMs), ...(await measureInteractions(opened, size)) };
  await opened.slowDown(1);
  const acknowledgedPerSecond = await writer.stop();
  const apiMs = (usageOf(rig).apiMs ?? 0) - (before.apiMs ?? 0);
  const apiCpuShare = round(apiMs / (performance.now() - startMs), 2);
  const [heapMb, { cls }] = [await opened.heapMb(), await opened.loadFigures()];
  await opened.close();
  return {
    snapshot,
    quiet,
    moving,
    paused,
    shareOfPaused: {
      still: round(moving.still.fps / paused.still.fps, 2),
      scrolling: round(moving.scrolling.fps / paused.scrolling.fps, 2),
    },
    commitToPixel,
    interactions,
    slow,
    acknowledgedPerSecond,
    apiCpuShare,
    heapMb,
    cls,
  };
}

async function measureFrames(opened: BenchPage, { frameMs }: Size) {
  const still = await opened.frames(frameMs);
  const scrolling = await opened.frames(frameMs, true);
  await opened.page.evaluate(() => document.querySelector('[role=grid]')?.scrollTo(0, 0));
  return { still, scrolling };
}

async function measureInteractions(opened: BenchPage, { words }: Size) {
  const typing = await opened.interactions(async () => {
    let keys = 0;
    for (const word of words) keys += await opened.type(word);
    return keys;
  });
  return { typing, sorting: await opened.interactions(() => opened.sortBy(sorts)) };
}

/** From the acknowledgement of a write to the text in the document. */
async function measureProbe({ client, size }: Rig, opened: BenchPage, all: readonly Pod[]) {
  const [first] = all.toSorted((a, b) => (a.metadata.name < b.metadata.name ? -1 : 1));
  if (!first) throw new Error('there are no pods');
  const { namespace, name, creationTimestamp } = first.metadata;
  await opened.noteNumbers(`${namespace}/${name}/${creationTimestamp}`, 'Restarts');
  const acknowledged = await writeProbe(client, first, { count: size.probes, everyMs: 150 });
  await opened.page.waitForTimeout(1_000);
  const { seenAtMs } = await opened.notes();
  const delaysMs = [...acknowledged].flatMap(([number, atMs]) => {
    const seen = seenAtMs[number];
    return seen === undefined ? [] : Math.max(0, seen - atMs);
  });
  const sorted = delaysMs.toSorted((a, b) => a - b);
  return { ...latencyFigures(delaysMs), p95Ms: round(percentile(sorted, 0.95)), seen: sorted.length, of: size.probes };
}

async function measureOther(rig: Rig, writer: PodWriter, page: OpenPage) {
  const { browser, api, size } = rig;
  const opened = await BenchPage.open(browser, api, page);
  await opened.page.waitForTimeout(2_000);
  const load = await opened.loadFigures();
  const quiet = await opened.frames(size.frameMs);
  writer.start();
  const moving = await opened.frames(size.frameMs);
  await opened.slowDown(slowdown);
  const slow = await opened.frames(size.frameMs);
  await writer.stop();
  await opened.slowDown(1);
  const [heapMb, { cls }] = [await opened.heapMb(), await opened.loadFigures()];
  await opened.close();
  const slowLoad = await BenchPage.open(browser, api, { ...page, slowdown });
  await slowLoad.page.waitForTimeout(3_000);
  const slowLcpMs = (await slowLoad.loadFigures()).lcpMs;
  await slowLoad.close();
  return { path: page.path, ...load, slowLcpMs, quiet, moving, slow, heapMb, cls };
}

interface Measured {
  readonly loads: {
    readonly pods: Awaited<ReturnType<typeof loadFigures>>;
    readonly podsSlow: Awaited<ReturnType<typeof loadFigures>>;
  };
  readonly list: Awaited<ReturnType<typeof measureList>>;
  readonly others: ReadonlyArray<Awaited<ReturnType<typeof measureOther>>>;
  readonly heaviestKb: number;
}

function budgetsOf({ loads, list, others, heaviestKb }: Measured): Budget[] {
  const most = (of: readonly number[]) => Math.max(...of);
  const { interactions, slow } = list;
  return [
    { name: 'first-load JavaScript, any route, KB', atMost: scriptBudgetKb, figure: heaviestKb },
    { name: 'LCP, ms', atMost: 800, figure: most([loads.pods.lcpMs, ...others.map(({ lcpMs }) => lcpMs)]) },
    {
      name: 'LCP at 4x, ms',
      atMost: 1_500,
      figure: most([loads.podsSlow.lcpMs, ...others.map(({ slowLcpMs }) => slowLcpMs)]),
    },
    {
      name: 'INP p95, ms',
      atMost: 100,
      figure: most([interactions.typing.p95Ms, interactions.sorting.p95Ms]),
    },
    { name: 'INP p95 at 4x, ms', atMost: 200, figure: most([slow.typing.p95Ms, slow.sorting.p95Ms]) },
    { name: 'CLS', atMost: 0.02, figure: most([list.cls, loads.pods.cls, ...others.map(({ cls }) => cls)]) },
    { name: 'frames per second', atLeast: 58, figure: list.moving.still.fps },
    { name: 'frames per second at 4x', atLeast: 45, figure: slow.still.fps },
    { name: 'heap, MB', atMost: 60, figure: most([list.heapMb, ...others.map(({ heapMb }) => heapMb)]) },
    { name: 'snapshot on the wire, KB', atMost: 250, figure: list.snapshot.onTheWireKb },
    {
      name: 'first rows after they were asked for, ms',
      atMost: 300,
      figure: loads.pods.rowsAfterAskedMs ?? Number.NaN,
    },
    { name: 'commit to pixel p95, ms', atMost: 250, figure: list.commitToPixel.p95Ms },
  ];
}
