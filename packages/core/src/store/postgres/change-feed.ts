// The feed: every process has one connection that LISTENs and reads what followed.
//
// A notification is only a wake-up; a slow poll covers a lost one and notices a dead connection. Followers that have seen
// the same are served by the same read, so in the long run there is one read for all. After a lost connection each goes on
// where it was.
import pg from 'pg';
import { type Clock, delay, type Timer } from '../../resource/clock.ts';
import type { Follower, Revision } from '../store.ts';
import { connectionSettings, type Query, type QueryValue, statementName } from './database.ts';
import { type BeatsPage, readBeats } from './heartbeat-reads.ts';
import { type HistoryPage, readHistoryPage } from './history-reads.ts';

export interface ChangeFeedOptions {
  readonly databaseUrl: string;
  readonly clock: Clock;
  readonly warn: (text: string, error: unknown) => void;
  /** Told the last committed revision with every read. */
  readonly saw: (latest: Revision) => void;
}

interface Following {
  readonly follower: Follower;
  last: Revision;
  /** The last beat it has seen. */
  beat: number;
}

const pageChanges = 1_000;
const pollMs = 1_000;
/** Heartbeats are shown at most this often. */
const beatsIntervalMs = 200;
/** How long an answer may take before the connection counts as dead. */
const silenceMs = 5_000;
const reconnectDelaysMs = { first: 50, longest: 2_000 };

export class ChangeFeed {
  private readonly options: ChangeFeedOptions;
  private readonly followings = new Set<Following>();
  private running: Promise<void> | undefined;
  private closed = false;
  private isAwake = false;
  private endSleep: () => void = () => {};
  private beatsTimer: Timer | undefined;
  private areBeatsDue = false;

  constructor(options: ChangeFeedOptions) {
    this.options = options;
  }

  follow(since: Revision, follower: Follower): { stop(): void } {
    const following: Following = { follower, last: since, beat: follower.onHeartbeats ? 0 : Number.POSITIVE_INFINITY };
    this.followings.add(following);
    this.running ??= this.run();
    this.wake();
    return { stop: () => this.followings.delete(following) };
  }

  async close(): Promise<void> {
    this.closed = true;
    this.followings.clear();
    this.beatsTimer?.cancel();
    this.wake();
    await this.running;
  }

  private async run(): Promise<void> {
    const { clock, warn } = this.options;
    let delayMs = reconnectDelaysMs.first;
    while (!this.closed) {
      try {
        await this.serve(() => {
          delayMs = reconnectDelaysMs.first;
        });
      } catch (error) {
        warn('the change feed lost its connection and will connect again', error);
        await delay(clock, delayMs * (0.5 + clock.random()));
        delayMs = Math.min(delayMs * 2, reconnectDelaysMs.longest);
      }
    }
  }

  /** Serves the followers over one connection until it breaks or the feed is closed. */
  private async serve(onServed: () => void): Promise<void> {
    const client = new pg.Client({ ...connectionSettings(this.options.databaseUrl), query_timeout: silenceMs });
    let broken: Error | undefined;
    client.on('error', (error) => {
      broken = error;
      this.wake();
    });
    client.on('notification', ({ channel }) => (channel === 'portolan_heartbeat' ? this.noticeBeats() : this.wake()));
    try {
      await client.connect();
      // Listening comes before the first read: what is committed after that read is notified.
      await client.query('LISTEN portolan_revision; LISTEN portolan_heartbeat');
      while (!this.closed && !broken) {
        this.isAwake = false;
        await this.serveOnce(queryOn(client));
        onServed();
        await this.sleep();
      }
    } finally {
      await client.end();
    }
    if (broken) throw broken;
  }

  private async serveOnce(query: Query): Promise<void> {
    const beats = this.areBeatsDue ? await this.readNewBeats(query) : undefined;
    await this.catchUp(query);
    // The beats were read first: the leases they belong to are among the changes just delivered.
    if (beats) this.deliverBeats(beats);
  }

  private async catchUp(query: Query): Promise<void> {
    let page: HistoryPage;
    do {
      const since = Math.min(...[...this.followings].map(({ last }) => last));
      if (since === Number.POSITIVE_INFINITY) return;
      page = await readHistoryPage(query, { since, limit: pageChanges, withPrevious: false });
      this.options.saw(page.latest);
      for (const following of this.followings) if (following.last === since) this.deliver(page, following);
    } while ([...this.followings].some(({ last }) => last < page.latest));
    if ([...this.followings].some(({ beat }) => beat < page.beat)) this.noticeBeats();
  }

  private deliver({ floor, latest, entries }: HistoryPage, following: Following): void {
    // A database that was set back knows less than the follower: what it will say is another history.
    if (following.last < floor || following.last > latest) {
      this.followings.delete(following);
      orCrash(() => following.follower.onExpired(floor));
      return;
    }
    if (entries.length === 0) return;
    following.last = entries.at(-1)?.revision ?? following.last;
    orCrash(() => following.follower.onChanges(entries));
  }

  private async readNewBeats(query: Query): Promise<BeatsPage> {
    this.areBeatsDue = false;
    return readBeats(query, Math.min(...[...this.followings].map(({ beat }) => beat)));
  }

  private deliverBeats({ beat, beats }: BeatsPage): void {
    for (const following of this.followings) {
      if (following.beat >= beat) continue;
      following.beat = beat;
      orCrash(() => following.follower.onHeartbeats?.(beats));
    }
  }

  private noticeBeats(): void {
    if (this.closed) return;
    this.beatsTimer ??= this.options.clock.setTimer(beatsIntervalMs, () => {
      this.beatsTimer = undefined;
      this.areBeatsDue = true;
      this.wake();
    });
  }

  private wake(): void {
    this.isAwake = true;
    this.endSleep();
  }

  private async sleep(): Promise<void> {
    if (this.isAwake) return;
    let timer: Timer | undefined;
    await new Promise<void>((resolve) => {
      this.endSleep = resolve;
      timer = this.options.clock.setTimer(pollMs, resolve);
    });
    timer?.cancel();
  }
}

function queryOn(client: pg.Client): Query {
  return async <Row>(text: string, values: readonly QueryValue[]) => {
    const { rows } = await client.query({ name: statementName(text), text, values: [...values] });
    return rows as Row[];
  };
}

/** What a follower throws is a mistake of ours: it must not be taken for a lost connection. */
function orCrash(call: () => void): void {
  try {
    call();
  } catch (error) {
    queueMicrotask(() => {
      throw error;
    });
  }
}
