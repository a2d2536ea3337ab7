// A PostgreSQL server of our own, for whoever names no other by DATABASE_URL: real binaries, a durable data directory, a
// password nobody else can read, and a life no longer than the process that started it.
//
// starting ──ready──▶ running ──dies unasked──▶ starting (same port)
//                        └──stop()──▶ stopped
import { resolve } from 'node:path';
import { type Clock, delay, systemClock } from '../resource/clock.ts';
import {
  type Cluster,
  choosePort,
  database,
  openCluster,
  rememberPort,
  superuser,
} from './embedded-postgres-cluster.ts';
import {
  askServer,
  clientOf,
  isOrphan,
  isReady,
  type LockHolder,
  lockHolder,
  removeStaleLock,
  type ServerProcess,
  type ServerSettings,
  ServerStartError,
  shutDown,
  spawnServer,
  untilReady,
} from './embedded-postgres-process.ts';

export interface EmbeddedPostgresOptions {
  /** Holds the data, the password, the log and the last port; made when missing. */
  readonly dir: string;
  /** Default: the port of the last start, or any free one. */
  readonly port?: number;
  /** A directory that `portolan`'s build made: a first start copies it instead of making a cluster. */
  readonly template?: string;
  /** Server settings beside ours; these win. */
  readonly settings?: ServerSettings;
  readonly log?: (line: string) => void;
  readonly clock?: Clock;
  /** Called whenever another program has begun to work for the start, which leaves time for other work. */
  readonly onWaiting?: () => void;
}

export interface EmbeddedPostgres {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  /** Changes when the server died and was started again. */
  readonly pid: number;
  /** Another living process started this server and answers for it; `stop` leaves it running. */
  readonly adopted: boolean;
  /** Where the binaries came from: `npm 18.4.0`, `system 17.2`. */
  readonly source: string;
  stop(): Promise<void>;
}

const host = '127.0.0.1';
const startLimitMs = 30_000;
const pollMs = 50;
const firstRestartDelayMs = 50;
const longestRestartDelayMs = 5_000;

/** For many short writes and short reads on a machine that others use too. Only names that PostgreSQL 15 knows. */
const workloadSettings: ServerSettings = {
  listen_addresses: host,
  unix_socket_directories: '',
  // An acknowledged write survives the death of any process and of the machine.
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  max_connections: 200,
  shared_buffers: '256MB',
  effective_cache_size: '1GB',
  work_mem: '16MB',
  maintenance_work_mem: '128MB',
  // Rare, slow checkpoints: each one makes the pages written after it twice as expensive.
  max_wal_size: '2GB',
  min_wal_size: '128MB',
  checkpoint_timeout: '15min',
  random_page_cost: 1.1,
  // Queries are short: compiling or sharing them out costs more than running them, and /dev/shm is small in containers.
  jit: 'off',
  max_parallel_workers_per_gather: 0,
  // The rows of the revision and of heartbeats are rewritten many times a second.
  autovacuum_naptime: '15s',
  log_checkpoints: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { clock = systemClock, log = () => undefined, port, template, onWaiting } = options;
  const settings = { ...workloadSettings, ...options.settings };
  const isDurable = settings.fsync !== 'off';
  const cluster = await openCluster(resolve(options.dir), { log, template, isDurable, onWaiting });
  const start = clock.monotonic();
  while (true) {
    const running = await findRunning(cluster, clock, log);
    if (running) {
      await ensureDatabase(cluster, running.port);
      return { ...describe(cluster, running.port), pid: running.pid, adopted: true, stop: async () => undefined };
    }
    const server = new OwnServer(cluster, port ?? (await choosePort(cluster)), settings, clock, log);
    try {
      const starting = server.start();
      onWaiting?.();
      await starting;
      return server;
    } catch (error) {
      const passes = error instanceof ServerStartError && isPassing(error, port === undefined);
      if (!passes || clock.monotonic() - start > startLimitMs) throw error;
      await delay(clock, pollMs);
    }
  }
}

/** Another process won the race for the data or the port, or the workers of a killed server have not all ended yet. */
function isPassing({ why }: ServerStartError, anyPortWill: boolean): boolean {
  return /lock file|still in use/.test(why) || (anyPortWill && /could not (bind|create any TCP)/.test(why));
}

/** The live server on this data, once it answers; undefined when there is none, or when it was on its way out. */
async function findRunning(
  cluster: Cluster,
  clock: Clock,
  log: (line: string) => void,
): Promise<LockHolder | undefined> {
  const start = clock.monotonic();
  while (true) {
    const holder = lockHolder(cluster);
    if (!holder) {
      removeStaleLock(cluster);
      return undefined;
    }
    if (isOrphan(cluster, holder)) {
      log(`stopping a PostgreSQL server (pid ${holder.pid}) whose launcher is gone`);
      await shutDown(holder.pid, () => lockHolder(cluster)?.pid === holder.pid, clock);
      return undefined;
    }
    const answer = await askServer(cluster, holder.port);
    if (isReady(answer)) return holder;
    if (answer === 'none' && clock.monotonic() - start > startLimitMs) {
      throw new Error(
        `PostgreSQL (pid ${holder.pid}) holds ${cluster.dataDir} but does not answer on port ${holder.port}. ` +
          `Run "kill -INT ${holder.pid}" to stop it`,
      );
    }
    await delay(clock, pollMs);
  }
}

/** initdb does not make our database, but one to ask for it. */
async function ensureDatabase(cluster: Cluster, port: number): Promise<void> {
  if ((await askServer(cluster, port)) !== 'without database') return;
  const client = clientOf(cluster, port, 'postgres');
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${database}`);
  } catch (error) {
    const isMadeMeanwhile =
      error instanceof Error && 'code' in error && ['42P04', '23505'].includes(String(error.code));
    if (!isMadeMeanwhile) throw error;
  } finally {
    await client.end();
  }
}

function describe(cluster: Cluster, port: number) {
  const url = `postgresql://${superuser}:${encodeURIComponent(cluster.password)}@${host}:${port}/${database}`;
  return { url, host, port, source: cluster.binaries.source };
}

class OwnServer implements EmbeddedPostgres {
  readonly url: string;
  readonly host: string;
  readonly port: number;
  readonly source: string;
  readonly adopted = false;
  readonly #cluster: Cluster;
  readonly #settings: ServerSettings;
  readonly #clock: Clock;
  readonly #log: (line: string) => void;
  #process: ServerProcess | undefined;
  #stopping = false;

  constructor(cluster: Cluster, port: number, settings: ServerSettings, clock: Clock, log: (line: string) => void) {
    const { url, source } = describe(cluster, port);
    this.url = url;
    this.host = host;
    this.port = port;
    this.source = source;
    this.#cluster = cluster;
    this.#settings = settings;
    this.#clock = clock;
    this.#log = log;
  }

  get pid(): number {
    return this.#process?.pid ?? 0;
  }

  async start(): Promise<void> {
    const server = spawnServer(this.#cluster, this.port, this.#settings);
    this.#process = server;
    try {
      await untilReady(this.#cluster, this.port, server, this.#clock);
      await ensureDatabase(this.#cluster, this.port);
      rememberPort(this.#cluster, this.port);
    } catch (error) {
      await shutDown(server.pid, server.isAlive, this.#clock);
      throw error;
    }
    void server.exited.then(() => this.#startAgain(server.pid));
  }

  async #startAgain(pid: number): Promise<void> {
    let delayMs = firstRestartDelayMs;
    while (!this.#stopping) {
      this.#log(`PostgreSQL (pid ${pid}) ended unasked; starting it again`);
      try {
        return await this.start();
      } catch (error) {
        this.#log(String(error));
      }
      await delay(this.#clock, delayMs);
      delayMs = Math.min(delayMs * 2, longestRestartDelayMs);
    }
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const server = this.#process;
    if (server) await shutDown(server.pid, server.isAlive, this.#clock);
  }
}
