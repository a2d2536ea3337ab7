// The store on PostgreSQL, for any number of processes on one database. Its parts are in postgres/; what the database itself
// does is in the migrations.
import { ApiError } from '../resource/api-error.ts';
import type { Clock } from '../resource/clock.ts';
import type { ObjectKey } from '../resource/object.ts';
import { ChangeFeed } from './postgres/change-feed.ts';
import { CommitQueue } from './postgres/commit-queue.ts';
import { compact, readHead } from './postgres/compaction.ts';
import { Database } from './postgres/database.ts';
import { HeartbeatQueue } from './postgres/heartbeat-queue.ts';
import { readHistory, readHistoryOf } from './postgres/history-reads.ts';
import { defaultRetention, Maintenance, type Retention } from './postgres/maintenance.ts';
import { applyMigrations, readMigrations } from './postgres/migrations.ts';
import { listObjects, readObject } from './postgres/object-reads.ts';
import { holdSessionLock, waitSessionLock } from './postgres/session-locks.ts';
import { tooOldError } from './read-bounds.ts';
import type {
  ChangeSet,
  CommitResult,
  Follower,
  Heartbeat,
  ListQuery,
  ListResult,
  Revision,
  RevisionChanges,
  SessionLock,
  Store,
  StoredObject,
} from './store.ts';

export interface PostgresStoreOptions {
  readonly databaseUrl: string;
  readonly clock: Clock;
  /** Told of failures that the store recovers from by itself. */
  readonly warn: (text: string, error: unknown) => void;
  readonly retention?: Retention;
}

/** Brings the database up to date first. */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<Store> {
  await applyMigrations(options.databaseUrl, readMigrations());
  const database = new Database(options.databaseUrl);
  try {
    const { latest } = await readHead(database);
    return new PostgresStore(database, latest, options);
  } catch (error) {
    await database.close();
    throw error;
  }
}

class PostgresStore implements Store {
  private readonly database: Database;
  private readonly options: PostgresStoreOptions;
  private readonly commits: CommitQueue;
  private readonly heartbeats: HeartbeatQueue;
  private readonly feed: ChangeFeed;
  private readonly maintenance: Maintenance;
  private closed = false;

  constructor(database: Database, latest: Revision, options: PostgresStoreOptions) {
    const { clock, warn, databaseUrl, retention = defaultRetention } = options;
    this.database = database;
    this.options = options;
    this.feed = new ChangeFeed({
      databaseUrl,
      clock,
      warn,
      saw: (revision) => this.commits.saw(revision),
      answered: () => this.commits.answered(),
    });
    this.commits = new CommitQueue({ database, clock, latest, offer: (entries) => this.feed.offer(entries) });
    this.heartbeats = new HeartbeatQueue(database, clock);
    this.maintenance = new Maintenance({ database, clock, retention, warn });
  }

  async commit(set: ChangeSet): Promise<CommitResult> {
    this.assertOpen();
    return this.commits.commit(set);
  }

  async get(key: ObjectKey, at?: Revision): Promise<StoredObject | undefined> {
    this.assertOpen();
    return readObject(this.database.read, key, at);
  }

  async list(query: ListQuery): Promise<ListResult> {
    this.assertOpen();
    return listObjects(this.database.read, query);
  }

  async revision(): Promise<Revision> {
    this.assertOpen();
    const [row] = await this.database.read<{ latest: Revision }>('SELECT latest::float8 FROM head WHERE id = 1', []);
    const latest = row?.latest ?? 0;
    this.commits.saw(latest);
    return latest;
  }

  async revisionAt(timeMs: number): Promise<Revision> {
    this.assertOpen();
    const text = 'SELECT revision_at(to_timestamp($1::float8 / 1000))::float8 AS revision';
    const [row] = await this.database.read<{ revision: Revision | null }>(text, [timeMs]);
    if (row?.revision != null) return row.revision;
    const { floor } = await readHead(this.database);
    throw tooOldError(floor - 1, floor);
  }

  async floor(): Promise<Revision> {
    this.assertOpen();
    return (await readHead(this.database)).floor;
  }

  async history(since: Revision, limit: number): Promise<readonly RevisionChanges[]> {
    this.assertOpen();
    return readHistory(this.database.read, { since, limit, withPrevious: true });
  }

  async historyOf(key: ObjectKey, limit: number): Promise<readonly RevisionChanges[]> {
    this.assertOpen();
    return readHistoryOf(this.database.read, key, limit);
  }

  follow(since: Revision, follower: Follower): { stop(): void } {
    return this.feed.follow(since, follower);
  }

  async renew(beats: readonly Heartbeat[]): Promise<{ readonly missing: readonly ObjectKey[] }> {
    this.assertOpen();
    return this.heartbeats.renew(beats);
  }

  async holdSessionLock(token: string): Promise<SessionLock> {
    this.assertOpen();
    return holdSessionLock(this.options.databaseUrl, token);
  }

  async waitSessionLock(token: string, signal: AbortSignal): Promise<boolean> {
    this.assertOpen();
    return waitSessionLock(this.database.read, { token, signal, clock: this.options.clock });
  }

  async compact(floor: Revision): Promise<void> {
    this.assertOpen();
    await compact(this.database, floor);
  }

  async ping(): Promise<void> {
    this.assertOpen();
    await this.database.read('SELECT 1', []);
  }

  /** Writes that were accepted are finished first. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.feed.close();
    await this.maintenance.stop();
    await this.commits.drained();
    await this.database.close();
  }

  private assertOpen(): void {
    if (this.closed) throw new ApiError('ServiceUnavailable', 'the store is closed');
  }
}
