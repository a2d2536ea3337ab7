// Renewals of many callers in one statement: they come several hundred a second from every node there is, need no
// revision, and lose nothing by waiting for each other for a moment.
import type { Clock } from '../../resource/clock.ts';
import type { ObjectKey } from '../../resource/object.ts';
import type { Heartbeat } from '../store.ts';
import type { Database } from './database.ts';
import { toApiError } from './database-errors.ts';

const gatherMs = 50;

export class HeartbeatQueue {
  private readonly database: Database;
  private readonly clock: Clock;
  private gathered = new Map<string, Heartbeat>();
  /** Uids without an object, of the statement that takes what is gathered. */
  private flushed: Promise<ReadonlySet<string>> | undefined;

  constructor(database: Database, clock: Clock) {
    this.database = database;
    this.clock = clock;
  }

  async renew(beats: readonly Heartbeat[]): Promise<{ missing: ObjectKey[] }> {
    for (const beat of beats) {
      const before = this.gathered.get(beat.uid);
      if (!before || before.renewTime < beat.renewTime) this.gathered.set(beat.uid, beat);
    }
    this.flushed ??= new Promise<void>((resolve) => this.clock.setTimer(gatherMs, resolve)).then(() => this.flush());
    const missing = await this.flushed;
    return { missing: beats.filter(({ uid }) => missing.has(uid)).map(({ key }) => key) };
  }

  private async flush(): Promise<ReadonlySet<string>> {
    const beats = [...this.gathered.values()].map(({ key, uid, renewTime }) => ({ ...key, uid, renewTime }));
    this.gathered = new Map();
    this.flushed = undefined;
    try {
      const rows = await this.database.write<{ missing_uid: string }>(renewStatement, [JSON.stringify(beats)]);
      return new Set(rows.map(({ missing_uid }) => missing_uid));
    } catch (error) {
      throw toApiError(error);
    }
  }
}

const renewStatement = 'SELECT missing_uid FROM renew_heartbeats($1::jsonb)';
