// B4: how fast and how dearly changes reach many equal watchers, against stock GraphQL libraries that execute the document
// for each of them. One writer changes pods at a steady pace; watchers are real WebSockets in processes of their own.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type ApiProcess, execute, withApi, withProgram } from './api-process.ts';
import { type Benchmark, type RunOptions, withPostgres } from './benchmark.ts';
import { type Audit, addAudits } from './deliveries.ts';
import { type Latency, latencyFigures, round } from './figures.ts';
import type { HttpConnection } from './http-connection.ts';
import { createPods, podName } from './pods.ts';
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
      const portolan = await withApi(await server.createDatabase(), (api) => measureAll(api, own));
      const rival = await withProgram(stockServer, await server.createDatabase(), (api) => measureAll(api, stock));
      return { portolan, stock: rival, ratios: ratiosOf(portolan, rival) };
    }),
};

interface Figures extends Audit, Omit<Load, 'seconds'> {
  readonly deliveries: number;
  /** From the writer's first byte to the watcher's last: nobody can hide here that writes wait for watchers. */
  readonly afterSend: Latency;
  /** From the acknowledgement; 0 where the change came first. */
  readonly afterAcknowledgement: Latency;
  readonly serverCpuPercent: number | undefined;
  /** Per event and watcher, the cost of the write itself included. */
  readonly cpuMicrosPerDelivery: number | undefined;
}

async function measureAll(api: ApiProcess, loadList: readonly Load[]): Promise<Figures[]> {
  await createPods(api, podCount);
  const writer = await api.connect();
  // Compiled code is there before the clock starts.
  await write(writer, { updatesPerSecond: 200, seconds: 3 });
  await measure(api, writer, { watchers: 10, updatesPerSecond: 200, seconds: 2 });
  const figures: Figures[] = [];
  for (const load of loadList) figures.push(await measure(api, writer, load));
  writer.close();
  return figures;
}

async function measure(api: ApiProcess, writer: HttpConnection, load: Load): Promise<Figures> {
  const { watchers, updatesPerSecond } = load;
  const groups = watchers > watchersPerProcess ? 2 : 1;
  const assignment = { url: api.url, token: api.token, query, watchers: watchers / groups };
  const processes = await Promise.all(Array.from({ length: groups }, () => WatcherProcess.start(assignment)));
  const [cpuBefore, startMs] = [processCpuMs(api.pid), nowMs()];
  const written = await write(writer, load);
  const accounts = await Promise.all(processes.map((each) => each.finish({ ...written, patienceMs })));
  const [cpuAfter, elapsedMs] = [processCpuMs(api.pid), nowMs() - startMs];
  const cpuMs = cpuBefore === undefined || cpuAfter === undefined ? undefined : cpuAfter - cpuBefore;
  const deliveries = written.revisions.length * watchers;
  return {
    watchers,
    updatesPerSecond,
    deliveries,
    ...addAudits(accounts),
    afterSend: latencyFigures(joined(accounts.map(({ afterSendMs }) => afterSendMs))),
    afterAcknowledgement: latencyFigures(joined(accounts.map(({ afterAcknowledgementMs }) => afterAcknowledgementMs))),
    serverCpuPercent: cpuMs && Math.round((cpuMs / elapsedMs) * 100),
    cpuMicrosPerDelivery: cpuMs && round((cpuMs * 1000) / deliveries, 2),
  };
}

function joined(parts: readonly Float64Array[]): Float64Array {
  const all = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let position = 0;
  for (const part of parts) {
    all.set(part, position);
    position += part.length;
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
  { updatesPerSecond, seconds }: Omit<Load, 'watchers'>,
): Promise<Omit<Written, 'patienceMs'>> {
  const revisions: number[] = [];
  const sentAtMs: number[] = [];
  const acknowledgedAtMs: number[] = [];
  const startMs = nowMs();
  for (let turn = 0; turn < updatesPerSecond * seconds; turn++) {
    const waitMs = startMs + (turn * 1000) / updatesPerSecond - nowMs();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    const variables = {
      name: podName(turn % podCount),
      patch: { metadata: { annotations: { 'example.com/turn': `${startMs} ${turn}` } } },
    };
    sentAtMs.push(nowMs());
    const { patchPod } = await execute<{ patchPod: { revision: string } }>(writer, update, variables);
    acknowledgedAtMs.push(nowMs());
    revisions.push(Number(patchPod.revision));
  }
  return { revisions, sentAtMs, acknowledgedAtMs };
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
    return [{ watchers, updatesPerSecond, timesCpu, timesP99: round(rival.afterSend.p99Ms / same.afterSend.p99Ms) }];
  });
}
