// The resume rig: a writer makes many changes through two API processes while these, the database and a watcher are killed
// again and again. What the watcher's journal holds in the end must be what the store's history holds: each change once.
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Store } from '@portolan/core/store/store.ts';
import { until } from '../../support/until.ts';
import { type Cluster, startCluster } from '../cluster/cluster.ts';
import type { DatabaseServer } from '../cluster/database-server.ts';
import { repository } from '../cluster/program.ts';
import { SeededRandom } from '../seeded-random.ts';
import { compareSeen, type Difference, type SeenChange } from './compare.ts';
import { type Delivery, readJournal } from './journal.ts';
import { Kills } from './kills.ts';
import { kind, namespace } from './objects.ts';
import { WatcherLives } from './watcher-lives.ts';
import { Writer } from './writer.ts';

export interface ResumeOptions {
  readonly seed: number;
  readonly changes: number;
  readonly server: DatabaseServer;
  /** The bundle that the API processes run. */
  readonly program: string;
  /** The bundle of watcher-process.ts. */
  readonly watcherProgram: string;
  /** A mistake that is planted into the API processes. */
  readonly bug?: string;
}

export interface ResumeReport {
  readonly counts: Readonly<Record<string, number>>;
  readonly difference: Difference;
  /** Why it proves nothing. */
  readonly shortfalls: readonly string[];
}

interface Parts extends ResumeOptions {
  readonly cluster: Cluster;
  readonly folder: string;
}

const stream = { writer: 1, watcher: 2, kills: 3 };
const nodes = 2;

export async function runResume(options: ResumeOptions): Promise<ResumeReport> {
  const { seed, server, program, bug } = options;
  const folder = join(repository, '.data/rigs/resume', bug === undefined ? `${seed}` : `${seed}-${bug}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const environment = bug === undefined ? {} : { RIG_BUG: bug, RIG_SEED: String(seed) };
  const cluster = await startCluster({ server, program, nodes, environment, logFolder: folder });
  try {
    const report = await drive({ ...options, cluster, folder });
    if (isGood(report)) rmSync(folder, { recursive: true, force: true });
    return report;
  } finally {
    await cluster.stop();
  }
}

/** The writer waits for a watcher that is this many changes behind, so that kills happen while it watches. */
const furthestBehind = 5_000;
const catchUpLimitMs = 60_000;

async function drive({ seed, changes, cluster, folder, watcherProgram }: Parts): Promise<ResumeReport> {
  const since = await cluster.store.revision();
  const journal = join(folder, 'journal.jsonl');
  const shared = { ports: cluster.nodes.map(({ port }) => port), token: cluster.token };
  const random = new SeededRandom(seed, stream.watcher);
  const watcher = new WatcherLives({ ...shared, program: watcherProgram, journal, since, random });
  const kills = new Kills({ cluster, changes, random: new SeededRandom(seed, stream.kills) });
  const writer = new Writer({
    ...shared,
    changes,
    random: new SeededRandom(seed, stream.writer),
    pace: async () => {
      await until('the watcher comes after', () => writer.changes - watcher.delivered < furthestBehind, catchUpLimitMs);
      await kills.due(writer.changes);
    },
  });
  try {
    const last = await writer.run();
    await kills.settled();
    await until('the watcher has seen the last change', () => watcher.reached >= last, catchUpLimitMs);
  } finally {
    await watcher.stop();
  }
  return judge({
    writer,
    watcher,
    kills,
    journal: readJournal(journal),
    happened: await readLog(cluster.store, since),
  });
}

const pageChanges = 5_000;

async function readLog(store: Store, since: number): Promise<SeenChange[]> {
  const log: SeenChange[] = [];
  for (let at = since; ; ) {
    const page = await store.history(at, pageChanges);
    const last = page.at(-1);
    if (!last) return log;
    at = last.revision;
    for (const { revision, changes } of page) {
      const ours = changes.filter(({ key }) => key.kind === kind && key.namespace === namespace);
      log.push(...ours.map(({ type, key }) => ({ revision, type, key: `${kind}/${key.name}` })));
    }
  }
}

interface Outcome {
  readonly writer: Writer;
  readonly watcher: WatcherLives;
  readonly kills: Kills;
  readonly journal: readonly Delivery[];
  readonly happened: readonly SeenChange[];
}

const leastWatcherKillsPerChange = 1 / 10_000;

function judge({ writer, watcher, kills, journal, happened }: Outcome): ResumeReport {
  const seen = journal.flatMap(({ changes }) => changes);
  const snapshots = journal.filter(({ type }) => type === 'SNAPSHOT').length;
  const counts = {
    'changes made': writer.changes,
    'change sets made': writer.sets,
    'attempts without an answer that had happened': writer.unknownThatHappened,
    'attempts without an answer that had not happened': writer.unknownThatDidNot,
    'changes in history': happened.length,
    'changes seen': seen.length,
    deliveries: journal.length,
    snapshots,
    'kills of the watcher': watcher.kills,
    'connections that the watcher lost and replaced': watcher.lostConnections,
    'kills of API processes': kills.api,
    'kills of PostgreSQL': kills.database,
  };
  const shortfalls: string[] = [];
  const require = (what: string, isSo: boolean) => {
    if (!isSo) shortfalls.push(what);
  };
  // The writer counts what it made by itself; with it comes the object that it begins with.
  require('history does not hold what the writer made', happened.length === writer.changes + 1);
  require('the watcher had to list again', snapshots === 0);
  require('too few kills of the watcher', watcher.kills >= writer.changes * leastWatcherKillsPerChange);
  require('too few kills of API processes or PostgreSQL', kills.areAllDone);
  return { counts, difference: compareSeen(happened, seen), shortfalls };
}

export function isGood({ difference, shortfalls }: ResumeReport): boolean {
  return shortfalls.length === 0 && Object.values(difference).every((texts) => texts.length === 0);
}

const shown = 5;

export function textOf({ counts, difference, shortfalls }: ResumeReport): string {
  return [
    ...Object.entries(counts).map(([what, count]) => `${String(count).padStart(8)}  ${what}`),
    ...Object.entries(difference).map(([what, texts]: [string, readonly string[]]) => {
      const some = texts.slice(0, shown).join(', ');
      return `${String(texts.length).padStart(8)}  ${what}${some && `: ${some}`}`;
    }),
    ...shortfalls.map((shortfall) => `WRONG: ${shortfall}`),
  ].join('\n');
}
