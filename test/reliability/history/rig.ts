// The history rig: several API processes on one database, clients and watchers that record all they are told, faults by a
// plan from the seed; then everything is healed, and the history is judged.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { delay, systemClock } from '@portolan/core/resource/clock.ts';
import { until } from '../../support/until.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import type { DatabaseServer } from '../cluster/database-server.ts';
import { repository } from '../cluster/program.ts';
import { SeededRandom } from '../seeded-random.ts';
import { checkHistory } from './check.ts';
import { FaultRun } from './fault-run.ts';
import { type FaultKind, planFaults } from './faults.ts';
import { GraphqlCaller } from './graphql-caller.ts';
import type { Scope, Violation } from './history.ts';
import { LogReader, listStore } from './log-reader.ts';
import { colours, kinds } from './objects.ts';
import { type Client, listEverything, writeEnd } from './operations.ts';
import { Recorder } from './recorder.ts';
import { isGood, type Report, reportOf } from './report.ts';
import { Watcher } from './watcher.ts';
import { Workload } from './workload.ts';

export interface Profile {
  readonly nodes: number;
  readonly clients: number;
  readonly keys: number;
  readonly watchers: number;
  /** How long a watcher is content with one subscription, at most. */
  readonly watcherPatienceMs: number;
  readonly faults: readonly FaultKind[];
  readonly faultEveryMs: number;
  readonly longestFaultMs: number;
  readonly requestTimeoutMs: number;
  /** How long watchers may take to see everything once all is well again. */
  readonly quietLimitMs: number;
}

export interface RigOptions {
  readonly seed: number;
  readonly seconds: number;
  readonly profile: Profile;
  readonly server: DatabaseServer;
  /** The bundle that the API processes run. */
  readonly program: string;
  readonly bug?: string;
  readonly say: (line: string) => void;
}

interface Parts extends RigOptions {
  readonly cluster: Cluster;
  readonly recorder: Recorder;
  readonly log: LogReader;
  readonly watchers: readonly Watcher[];
}

export async function runRig(options: RigOptions): Promise<Report> {
  const { seed, profile, server, program, bug } = options;
  // Two rigs may run at the same time with the same seed.
  const name = [seed, ...(bug === undefined ? [] : [bug]), process.pid].join('-');
  const folder = join(repository, '.data/rigs/history', name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const environment = bug === undefined ? {} : { RIG_BUG: bug, RIG_SEED: String(seed) };
  const cluster = await startCluster({ server, program, nodes: profile.nodes, environment, logFolder: folder });
  try {
    const recorder = new Recorder();
    const log = new LogReader(cluster.store);
    const watchers = startWatchers(options, cluster, recorder);
    const parts = { ...options, cluster, recorder, log, watchers };
    await drive(parts);
    const late = await settle(parts);
    const report = judge(parts, late);
    if (isGood(report) === (bug === undefined)) rmSync(folder, { recursive: true, force: true });
    else keep(folder, parts, report);
    return report;
  } finally {
    await cluster.stop();
  }
}

/** What watchers ask for, and what of the log they should see. */
const views: ReadonlyArray<{ kinds: readonly string[]; batchMs?: number; labels?: string; scope: Scope }> = [
  { kinds, batchMs: 0, scope: {} },
  { kinds, scope: {} },
  { kinds: kinds.slice(0, 1), scope: { prefix: `${kinds[0]}/` } },
  { kinds, labels: `colour=${colours[0]}`, scope: { suffix: `-${colours[0]}` } },
];
const rewind = { share: 0.25, revisions: 3_000 };
const firstWatcherStream = 100;

function startWatchers({ seed, profile }: RigOptions, { nodes, token }: Cluster, recorder: Recorder): Watcher[] {
  return Array.from({ length: profile.watchers }, (_, index) => {
    const view = views[index % views.length];
    if (!view) throw new Error('there is no view');
    const { scope, ...variables } = view;
    return new Watcher({
      name: `watcher ${index}`,
      ports: nodes.map(({ port }) => port),
      token,
      scope,
      variables,
      recorder,
      random: new SeededRandom(seed, firstWatcherStream + index),
      patienceMs: profile.watcherPatienceMs,
      rewind,
    });
  });
}

const shortestFaultMs = 100;
const progressEveryMs = 10_000;

/** Work and faults for the time given; afterwards all is well and quiet. */
async function drive(parts: Parts): Promise<void> {
  const { seed, seconds, profile, cluster, recorder, log, watchers } = parts;
  const plan = planFaults({
    seed,
    untilMs: seconds * 1_000,
    everyMs: profile.faultEveryMs,
    shortestMs: shortestFaultMs,
    longestMs: profile.longestFaultMs,
    nodes: profile.nodes,
    kinds: profile.faults,
  });
  const ports = cluster.nodes.map(({ port }) => port);
  const workload = new Workload({ ...profile, seed, token: cluster.token, ports, recorder });
  const faults = new FaultRun({ cluster, plan, recorder, log });
  await pass(parts);
  await faults.stop();
  for (const watcher of watchers) watcher.stay();
  await cluster.heal();
  await workload.stop();
}

async function pass({ seconds, say, recorder, cluster }: Parts): Promise<void> {
  const startMs = recorder.now();
  const elapsedMs = () => recorder.now() - startMs;
  for (let leftMs = seconds * 1_000; leftMs > 0; leftMs = seconds * 1_000 - elapsedMs()) {
    await delay(systemClock, Math.min(progressEveryMs, Math.ceil(leftMs)));
    const up = cluster.nodes.filter(({ isUp }) => isUp).length;
    const done = recorder.total('write ') + recorder.reads.length + recorder.lists.length;
    say(
      `${(elapsedMs() / 1_000).toFixed(0)} s: ${done} operations, ${recorder.total('fault ')} faults, ` +
        `revision ${recorder.highest}, ${up} of ${cluster.nodes.length} API processes up`,
    );
  }
}

/** A last write, a last look at everything, and time for watchers to catch up. Returns what was too slow. */
async function settle(parts: Parts): Promise<Violation[]> {
  const { cluster, recorder, log, watchers, profile } = parts;
  const caller = new GraphqlCaller(cluster.token, profile.requestTimeoutMs);
  const clients = cluster.nodes.map(({ port }, index): Client => {
    const ask = (query: string, variables: object) => caller.call(port, query, variables);
    return { random: new SeededRandom(0, index), recorder, keys: [], ask };
  });
  const last = await until('the last write', () => writeEnd(new SeededRandom(0).pick(clients)), profile.quietLimitMs);
  for (const client of clients) await listEverything(client);
  caller.close();
  recorder.lists.push(await listStore(cluster.store, recorder));
  const late: Violation[] = [];
  const giveUpMs = recorder.now() + profile.quietLimitMs;
  for (const watcher of watchers) {
    while (watcher.reached < last && recorder.now() < giveUpMs) await delay(systemClock, 10);
    if (watcher.reached >= last) continue;
    late.push({ rule: 'watch-live', detail: `${watcher.name} is still at ${watcher.reached}, the last is ${last}` });
  }
  await Promise.all(watchers.map((watcher) => watcher.stop()));
  await log.read();
  return late;
}

function judge({ seed, bug, seconds, profile, cluster, recorder, log }: Parts, late: readonly Violation[]): Report {
  const crashes = cluster.nodes.flatMap(({ crashes }) => crashes.map((detail) => ({ rule: 'crash', detail })));
  const found = checkHistory(recorder.history(log.log, log.revisions));
  const violations = [...crashes, ...recorder.surprises, ...late, ...found];
  return reportOf({ seed, bug, seconds, recorder, log, violations, faults: profile.faults });
}

/** All that is needed to look into a failure; the logs of the API processes are there already. */
function keep(folder: string, { recorder, log }: Parts, report: Report): void {
  const withMaps = (_: string, value: unknown) => (value instanceof Map ? Object.fromEntries(value) : value);
  writeFileSync(join(folder, 'report.json'), JSON.stringify(report, undefined, 2));
  writeFileSync(join(folder, 'history.json'), JSON.stringify(recorder.history(log.log, log.revisions), withMaps));
}
