// The feed: every process has one connection that LISTENs and reads what followed.
//
// A notification is only a wake-up; a slow poll covers a lost one and notices a dead connection. Followers that have seen
// the same are served by the same read, so in the long run there is one read for all. After a lost connection each goes on
// where it was. What this process wrote itself is offered to the feed and delivered without reading, as long as nothing is
// missing before it.
import pg from 'pg';
import { type Clock, delay, type Timer } from '../../resource/clock.ts';
import type { Follower, Revision, RevisionChanges } from '../store.ts';
import { connectionSettings, type Query, type QueryValue, statementName } from './database.ts';
import { type BeatsPage, readBeats } from './heartbeat-reads.ts';
import { type HistoryPage, readHistoryPage } from './history-reads.ts';

export interface ChangeFeedOptions {
  readonly databaseUrl: string;
  readonly clock: Clock;
  readonly warn: (text: string, error: unknown) => void;
  /** Told the last committed revision with every read. */
  readonly saw: (latest: Revision) => void;
  /** Resolves when the writes of this process that are on their way are answered; undefined when none is. */
  readonly answered: () => Promise<unknown> | undefined;
}

interface Following {
  readonly follower: Follower;
  last: Revision;
  /** The last beat it has seen. */
  beat: number;
}

const pageChanges = 1_000;
/** Own writes that wait for something before them. */
const maxOffered = 2_000;
const pollMs = 1_000;
/** How long a read waits for the answers to own writes. */
const ownAnswerMs = 100;
/** Heartbeats are shown at most this often. */
const beatsIntervalMs = 200;
/** How long an answer may take before the connection counts as dead: little where nothing new is expected. */
const answerLimitsMs = { poll: 5_000, read: 30_000 };
const reconnectDelaysMs = { first: 50, longest: 2_000 };

export class ChangeFeed {
  private readonly options: ChangeFeedOptions;
  private readonly followings = new Set<Following>();
  private running: Promise<void> | undefined;
  private closed = false;
  private readonly offered = new Map<Revision, RevisionChanges>();
  private isReadDue = false;
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
    this.readSoon();
    return { stop: () => this.followings.delete(following) };
  }

  /** Takes what this process wrote. Revisions that are not offered are read. */
  offer(entries: () => readonly RevisionChanges[]): void {
    if (this.followings.size === 0) return;
    for (const entry of entries()) this.offered.set(entry.revision, entry);
    for (const following of this.followings) this.deliver(this.offeredAfter(following.last), following);
    const seenByAll = this.seenByAll();
    for (const revision of this.offered.keys()) if (revision <= seenByAll) this.offered.delete(revision);
    if (this.offered.size > maxOffered) this.offered.clear();
  }

  async close(): Promise<void> {
    this.closed = true;
    this.followings.clear();
    this.beatsTimer?.cancel();
    this.endSleep();
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
    const client = new pg.Client(connectionSettings(this.options.databaseUrl));
    let broken: Error | undefined;
    client.on('error', (error) => {
      broken = error;
      this.endSleep();
    });
    client.on('notification', ({ channel, payload }) => {
      if (channel === 'portolan_heartbeat') this.noticeBeats();
      else this.noticeRevision(Number(payload));
    });
    try {
      await client.connect();
      // Listening comes before the first read: what is committed after that read is notified.
      await client.query('LISTEN portolan_revision; LISTEN portolan_heartbeat');
      this.isReadDue = true;
      while (!this.closed && !broken) {
        await this.serveOnce(queryOn(client, this.isReadDue ? answerLimitsMs.read : answerLimitsMs.poll));
        onServed();
        await this.sleep();
      }
    } finally {
      await client.end();
    }
    if (broken) throw broken;
  }

  private async serveOnce(query: Query): Promise<void> {
    this.isReadDue = false;
    const beats = this.areBeatsDue ? await this.readNewBeats(query) : undefined;
    await this.ownAnswers();
    await this.catchUp(query);
    // The beats were read first: the leases they belong to are among the changes just delivered.
    if (beats) this.deliverBeats(beats);
  }

  private async catchUp(query: Query): Promise<void> {
    let page: HistoryPage;
    do {
      const since = this.seenByAll();
      if (since === Number.POSITIVE_INFINITY) return;
      page = await readHistoryPage(query, { since, limit: pageChanges, withPrevious: false });
      this.options.saw(page.latest);
      this.expire(since, page);
      for (const following of this.followings) this.deliver(page.entries, following);
    } while (this.seenByAll() < page.latest);
    if ([...this.followings].some(({ beat }) => beat < page.beat)) this.noticeBeats();
  }

  private seenByAll(): Revision {
    return Math.min(...[...this.followings].map(({ last }) => last));
  }

  private expire(since: Revision, { floor, latest }: HistoryPage): void {
    // A database that was set back knows less than its followers: what it will say is another history.
    if (since >= floor && since <= latest) return;
    for (const following of this.followings) {
      if (following.last !== since) continue;
      this.followings.delete(following);
      orCrash(() => following.follower.onExpired(floor));
    }
  }

  /** `entries` are consecutive; a follower may have seen the first of them, or stand elsewhere altogether. */
  private deliver(entries: readonly RevisionChanges[], following: Following): void {
    const next = entries.findIndex(({ revision }) => revision === following.last + 1);
    if (next < 0) return;
    const unseen = next === 0 ? entries : entries.slice(next);
    following.last += unseen.length;
    orCrash(() => following.follower.onChanges(unseen));
  }

  private offeredAfter(last: Revision): RevisionChanges[] {
    const entries: RevisionChanges[] = [];
    for (let entry = this.offered.get(last + 1); entry; entry = this.offered.get(entry.revision + 1))
      entries.push(entry);
    return entries;
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

  private noticeRevision(revision: Revision): void {
    const isMissing = () => !this.closed && this.seenByAll() < revision;
    if (!isMissing()) return;
    void this.ownAnswers().then(() => {
      if (isMissing()) this.readSoon();
    });
  }

  /** What is new is most often an own write whose answer is on its way: that brings it without a read. */
  private async ownAnswers(): Promise<void> {
    const answered = this.options.answered();
    if (!answered) return;
    let limit: Timer | undefined;
    const atLimit = new Promise<void>((resolve) => {
      // An answer that came in while this process was busy is taken before the second timer.
      const lastCall = () => this.options.clock.setTimer(0, resolve);
      limit = this.options.clock.setTimer(ownAnswerMs, () => {
        limit = lastCall();
      });
    });
    await Promise.race([answered, atLimit]);
    limit?.cancel();
  }

  private noticeBeats(): void {
    if (this.closed) return;
    this.beatsTimer ??= this.options.clock.setTimer(beatsIntervalMs, () => {
      this.beatsTimer = undefined;
      this.areBeatsDue = true;
      this.readSoon();
    });
  }

  private readSoon(): void {
    this.isReadDue = true;
    this.endSleep();
  }

  private async sleep(): Promise<void> {
    if (this.isReadDue) return;
    let timer: Timer | undefined;
    await new Promise<void>((resolve) => {
      this.endSleep = resolve;
      timer = this.options.clock.setTimer(pollMs, resolve);
    });
    timer?.cancel();
  }
}

function queryOn(client: pg.Client, limitMs: number): Query {
  return async <Row>(text: string, values: readonly QueryValue[]) => {
    const query = { name: statementName(text), text, values: [...values], query_timeout: limitMs };
    const { rows } = await client.query(query);
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
