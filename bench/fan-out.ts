// B4: how fast and how dearly changes reach many equal watchers, against stock GraphQL libraries that execute the document
// for each of them. One writer changes pods at a steady pace; watchers are real WebSockets in processes of their own.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type ApiProcess, execute, withApi, withProgram } from './api-process.ts';
import { type Benchmark, type RunOptions, withPostgres } from './benchmark.ts';
import { type Audit, addAudits } from './deliveries.ts';
import { latencyFigures, round } from './figures.ts';
import type { HttpConnection } from './http-connection.ts';
import { createPods, podManifest, podName } from './pods.ts';
import { processCpuMs } from './process-usage.ts';
import { type Account, type Assignment, nowMs, type Written } from './watch-account.ts';
import { eventFields } from './watch-socket.ts';

const podCount = 20;
const query = `subscription { watch(kinds: ["Pod"]) { type resourceVersion more ${eventFields} } }`;
const update = `mutation ($name: String!, $patch: JSON!) {
  patchPod(namespace: "default", name: $name, type: MERGE, patch: $patch) { revision }
}`;
const stockServer = ['--import', 'tsx', 'bench/stock-server.ts'];
/** More watchers than this are shared between two processes. */
const watchersPerProcess = 500;
const patienceMs = 60_000;

interface Load {
  readonly watchers: number;
  readonly updatesPerSecond: number;
  readonly seconds: number;
}

const loads: Record<'quick' | 'full', { readonly own: readonly Load[]; readonly stock: readonly Load[] }> = {
  quick: {
    own: [{ watchers: 100, updatesPerSecond: 20, seconds: 2 }],
    stock: [{ watchers: 100, updatesPerSecond: 20, seconds: 2 }],
  },
  full: {
    own: [20, 100].flatMap((updatesPerSecond) =>
      [10, 100, 1_000].map((watchers) => ({ watchers, updatesPerSecond, seconds: 10 })),
    ),
    stock: [
      { watchers: 10, updatesPerSecond: 20, seconds: 10 },
      { watchers: 100, updatesPerSecond: 20, seconds: 10 },
      // It cannot keep this pace up; a few seconds show that.
      { watchers: 1_000, updatesPerSecond: 20, seconds: 3 },
    ],
  },
};

export const fanOut: Benchmark = {
  name: 'B4-fan-out',
  summary: 'pod updates reaching 10 to 1,000 watchers, against one execution per subscriber',
  run: ({ quick }: RunOptions) =>
    withPostgres(async (server) => {
      const { own, stock } = loads[quick ? 'quick' : 'full'];
      const objectBytes = JSON.stringify(podManifest(0)).length;
      const portolan = await withApi(await server.createDatabase(), (api) => measureAll(api, own));
      const rival = await withProgram(stockServer, await server.createDatabase(), (api) => measureAll(api, stock));
      return { objectBytes, portolan, stock: rival, ratios: ratiosOf(portolan, rival) };
    }),
};

interface Figures extends Audit, Omit<Load, 'seconds'> {
  readonly deliveries: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly serverCpuPercent: number | undefined;
  /** Beyond what the writes themselves cost; per event and watcher. */
  readonly cpuMicrosPerDelivery: number | undefined;
}

async function measureAll(api: ApiProcess, loadList: readonly Load[]): Promise<Figures[]> {
  await createPods(api, podCount);
  const writer = await api.connect();
  // Compiled code is there before the clock starts.
  await write(writer, { watchers: 0, updatesPerSecond: 200, seconds: 3 });
  const cpuMsPerWrite = new Map<number, number | undefined>();
  for (const updatesPerSecond of new Set(loadList.map((load) => load.updatesPerSecond))) {
    const cpu = cpuClock(api.pid);
    const { revisions } = await write(writer, { watchers: 0, updatesPerSecond, seconds: 3 });
    cpuMsPerWrite.set(updatesPerSecond, perEach(cpu(), revisions.length));
  }
  const figures: Figures[] = [];
  for (const load of loadList) figures.push(await measure(api, writer, load, cpuMsPerWrite.get(load.updatesPerSecond)));
  writer.close();
  return figures;
}

function perEach(total: number | undefined, count: number): number | undefined {
  return total === undefined ? undefined : total / count;
}

function cpuClock(pid: number): () => number | undefined {
  const before = processCpuMs(pid);
  return () => {
    const after = processCpuMs(pid);
    return before === undefined || after === undefined ? undefined : after - before;
  };
}

async function measure(
  api: ApiProcess,
  writer: HttpConnection,
  load: Load,
  cpuMsPerWrite: number | undefined,
): Promise<Figures> {
  const groups = load.watchers > watchersPerProcess ? 2 : 1;
  const processes = await Promise.all(
    Array.from({ length: groups }, () =>
      WatcherProcess.start({ url: api.url, token: api.token, query, watchers: load.watchers / groups }),
    ),
  );
  const cpu = cpuClock(api.pid);
  const startMs = nowMs();
  const written = await write(writer, load);
  const accounts = await Promise.all(processes.map((each) => each.finish({ ...written, patienceMs })));
  const cpuMs = cpu();
  const { watchers, updatesPerSecond } = load;
  const deliveries = written.revisions.length * watchers;
  const beyondWrites = cpuMs === undefined ? undefined : cpuMs - (cpuMsPerWrite ?? 0) * written.revisions.length;
  const cpuMsPerDelivery = perEach(beyondWrites, deliveries);
  return {
    watchers,
    updatesPerSecond,
    deliveries,
    ...addAudits(accounts),
    ...latencyFigures(joined(accounts)),
    serverCpuPercent: cpuMs === undefined ? undefined : Math.round((cpuMs / (nowMs() - startMs)) * 100),
    cpuMicrosPerDelivery: cpuMsPerDelivery === undefined ? undefined : round(cpuMsPerDelivery * 1000, 2),
  };
}

function joined(accounts: readonly Account[]): Float64Array {
  const all = new Float64Array(accounts.reduce((sum, { latenciesMs }) => sum + latenciesMs.length, 0));
  let position = 0;
  for (const { latenciesMs } of accounts) {
    all.set(latenciesMs, position);
    position += latenciesMs.length;
  }
  return all;
}

class WatcherProcess {
  private readonly child = fork(fileURLToPath(new URL('watchers.ts', import.meta.url)), { serialization: 'advanced' });

  /** Resolves when every watcher has its snapshot. */
  static async start(assignment: Assignment): Promise<WatcherProcess> {
    const started = new WatcherProcess();
    started.child.send(assignment);
    await started.message();
    return started;
  }

  async finish(written: Written): Promise<Account> {
    this.child.send(written);
    return (await this.message()) as Account;
  }

  private async message(): Promise<unknown> {
    const gone = once(this.child, 'exit').then(() => {
      throw new Error('a process full of watchers ended early');
    });
    const [message] = await Promise.race([once(this.child, 'message'), gone]);
    return message;
  }
}

/** One write after the other, each at its time or, if the one before took longer, right after it. */
async function write(
  writer: HttpConnection,
  { updatesPerSecond, seconds }: Load,
): Promise<Omit<Written, 'patienceMs'>> {
  const revisions: number[] = [];
  const acknowledgedAtMs: number[] = [];
  const startMs = nowMs();
  for (let turn = 0; turn < updatesPerSecond * seconds; turn++) {
    const waitMs = startMs + (turn * 1000) / updatesPerSecond - nowMs();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    const variables = {
      name: podName(turn % podCount),
      patch: { metadata: { annotations: { 'example.com/turn': `${startMs} ${turn}` } } },
    };
    const { patchPod } = await execute<{ patchPod: { revision: string } }>(writer, update, variables);
    acknowledgedAtMs.push(nowMs());
    revisions.push(Number(patchPod.revision));
  }
  return { revisions, acknowledgedAtMs };
}

/** How many times more the stock libraries take, where both were measured. */
function ratiosOf(own: readonly Figures[], stock: readonly Figures[]) {
  return stock.flatMap((rival) => {
    const same = own.find(
      ({ watchers, updatesPerSecond }) => watchers === rival.watchers && updatesPerSecond === rival.updatesPerSecond,
    );
    if (!same) return [];
    const { watchers, updatesPerSecond } = rival;
    const timesCpu =
      rival.cpuMicrosPerDelivery && same.cpuMicrosPerDelivery
        ? round(rival.cpuMicrosPerDelivery / same.cpuMicrosPerDelivery)
        : undefined;
    return [{ watchers, updatesPerSecond, timesCpu, timesP99: round(rival.p99Ms / same.p99Ms) }];
  });
}
