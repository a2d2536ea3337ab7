// Group commit: whatever waits when the database is idle goes to it in one statement. Nothing waits for a timer. Under load
// a second batch is on its way while the first is being made durable.
//
// A batch is sent until each of its sets is settled:
//
//   sent ── answered ───────────────────────────→ settled
//    │ ├── nothing written (lock, overload) ────→ sent again, until the deadline
//    │ ├── cannot be held (`data`) ─────────────→ halved, until the bad set stands alone and fails alone
//    │ └── connection lost, outcome unknown ────→ resolved: what was written is settled, the rest is sent again as a new
//    │                                             batch, since the old one can no longer be written
//    └── a mistake of ours ─────────────────────→ all rejected
import { randomUUID } from 'node:crypto';
import { ApiError } from '../../resource/api-error.ts';
import { type Clock, delay } from '../../resource/clock.ts';
import type { ChangeSet, CommitResult, Revision, RevisionChanges } from '../store.ts';
import { assertWellFormed } from '../stored-object.ts';
import {
  type Batch,
  type BatchAnswer,
  batchTexts,
  type PendingSet,
  resultsOf,
  takeBatch,
  writeTexts,
} from './commit-batch.ts';
import type { Database } from './database.ts';
import { databaseMessage, failureOf, unavailableError } from './database-errors.ts';
import { writtenEntries } from './own-writes.ts';

const commitTimeoutMs = 20_000;
const maxQueuedSets = 50_000;
/** How many sets must wait for a batch to be sent, by the number of batches on their way. */
const waitingSetsToSend = [1, 64];
const retryDelaysMs = { first: 20, longest: 1_000 };

export interface CommitQueueOptions {
  readonly database: Database;
  readonly clock: Clock;
  /** A revision that is known to be committed. */
  readonly latest: Revision;
  /** Told what was written, before those who wait for it are. */
  readonly offer: (entries: () => readonly RevisionChanges[]) => void;
}

export class CommitQueue {
  private readonly database: Database;
  private readonly clock: Clock;
  private readonly offer: (entries: () => readonly RevisionChanges[]) => void;
  private queue: PendingSet[] = [];
  private isScheduled = false;
  private readonly onTheirWay = new Map<Batch, Promise<void>>();
  private readonly whenIdle: Array<() => void> = [];
  /** The last revision this process knows of: from before any batch that is sent from now on. */
  private latest: Revision;

  constructor({ database, clock, latest, offer }: CommitQueueOptions) {
    this.database = database;
    this.clock = clock;
    this.latest = latest;
    this.offer = offer;
  }

  commit(set: ChangeSet): Promise<CommitResult> {
    assertWellFormed(set);
    if (this.queue.length >= maxQueuedSets) {
      throw new ApiError('TooManyRequests', 'too many writes are waiting', { retryAfterSeconds: 1 });
    }
    return new Promise((resolve, reject) => {
      const deadlineMs = this.clock.monotonic() + commitTimeoutMs;
      this.queue.push({ set, writes: writeTexts(set), deadlineMs, resolve, reject });
      this.schedule();
    });
  }

  /** Someone saw this revision; the closer, the less history has to be searched for a batch whose answer was lost. */
  saw(revision: Revision): void {
    this.latest = Math.max(this.latest, revision);
  }

  /** Resolves when nothing is waiting any more. */
  drained(): Promise<void> {
    return new Promise((resolve) => {
      this.whenIdle.push(resolve);
      this.tellIfIdle();
    });
  }

  /** What else arrives in this turn of the event loop, or was waiting for the last answer, shares the statement. */
  private schedule(): void {
    if (this.isScheduled || this.queue.length < this.setsToWaitFor()) return;
    this.isScheduled = true;
    setImmediate(() => {
      this.isScheduled = false;
      this.sendWaiting();
    });
  }

  private setsToWaitFor(): number {
    return waitingSetsToSend[this.onTheirWay.size] ?? Number.POSITIVE_INFINITY;
  }

  private sendWaiting(): void {
    while (this.queue.length >= this.setsToWaitFor()) {
      const keysOnTheirWay = [...this.onTheirWay.keys()].map(({ keys }) => keys);
      const { batch, rest } = takeBatch(this.queue, keysOnTheirWay);
      this.queue = rest;
      if (batch.sets.length === 0) return;
      const sets = this.withoutExpired(batch.sets, () => unavailableError('every batch before it failed'));
      const sent = this.send(sets).then(() => {
        this.onTheirWay.delete(batch);
        this.schedule();
        this.tellIfIdle();
      });
      this.onTheirWay.set(batch, sent);
    }
  }

  /** Resolves when what is on its way is answered; undefined when nothing is. */
  answered(): Promise<unknown> | undefined {
    return this.onTheirWay.size === 0 ? undefined : Promise.all([...this.onTheirWay.values()]);
  }

  private tellIfIdle(): void {
    if (this.queue.length > 0 || this.onTheirWay.size > 0) return;
    for (const resolve of this.whenIdle.splice(0)) resolve();
  }

  private async send(batch: readonly PendingSet[]): Promise<void> {
    let left = batch;
    for (let delayMs = retryDelaysMs.first; left.length > 0; delayMs = Math.min(delayMs * 2, retryDelaysMs.longest)) {
      const sent = { id: randomUUID(), since: this.latest };
      try {
        this.settle(left, await this.write(sent.id, left));
        return;
      } catch (error) {
        const failure = failureOf(error);
        if (failure === 'fault') return rejectAll(left, error);
        if (failure === 'data') return this.halve(left, error);
        if (failure === 'unknown') left = await this.resolve(left, sent);
        if (left.length === 0) return;
        await delay(this.clock, delayMs);
        left = this.withoutExpired(left, () => unavailableError(error));
      }
    }
  }

  private async write(id: string, batch: readonly PendingSet[]): Promise<BatchAnswer> {
    const { writes, bodies } = batchTexts(batch);
    const [answer] = await this.database.write<BatchAnswer>(commitStatement, [id, writes, bodies]);
    if (!answer) throw new Error('write_change_sets gave no answer');
    return answer;
  }

  private settle(batch: readonly PendingSet[], answer: BatchAnswer): void {
    const results = resultsOf(answer, batch.length);
    this.saw(Math.max(answer.base, ...results.map((result) => (result.ok ? result.revision : 0))));
    this.offer(() => writtenEntries(batch, results, answer.committed_at_ms));
    for (const [place, pending] of batch.entries()) {
      const result = results[place];
      if (result) pending.resolve(result);
    }
  }

  private async halve(batch: readonly PendingSet[], error: unknown): Promise<void> {
    const [only] = batch;
    if (batch.length === 1 && only) return only.reject(invalidFor(only.set, error));
    const middle = batch.length >> 1;
    await this.send(batch.slice(0, middle));
    await this.send(batch.slice(middle));
  }

  /** Settles what turns out to be written and returns the rest. Until the database answers, nobody knows. */
  private async resolve(batch: readonly PendingSet[], sent: SentBatch): Promise<readonly PendingSet[]> {
    let left = batch;
    for (let delayMs = retryDelaysMs.first; left.length > 0; delayMs = Math.min(delayMs * 2, retryDelaysMs.longest)) {
      try {
        const written = await this.database.write<WrittenSet>(resolveStatement, [sent.id, sent.since]);
        for (const { ordinal, revision } of written) batch[ordinal]?.resolve({ ok: true, revision });
        return left.filter((pending) => !written.some(({ ordinal }) => batch[ordinal] === pending));
      } catch (error) {
        if (failureOf(error) === 'fault') {
          rejectAll(left, error);
          return [];
        }
        await delay(this.clock, delayMs);
        left = this.withoutExpired(left, () => unknownOutcomeError(error));
      }
    }
    return [];
  }

  private withoutExpired(batch: readonly PendingSet[], error: () => Error): readonly PendingSet[] {
    const now = this.clock.monotonic();
    if (batch.every(({ deadlineMs }) => deadlineMs > now)) return batch;
    const expired = batch.filter(({ deadlineMs }) => deadlineMs <= now);
    rejectAll(expired, error());
    return batch.filter(({ deadlineMs }) => deadlineMs > now);
  }
}

interface SentBatch {
  readonly id: string;
  /** A revision from before it was sent. */
  readonly since: Revision;
}

interface WrittenSet {
  /** Its place in the batch. */
  readonly ordinal: number;
  readonly revision: Revision;
}

const commitStatement =
  'SELECT base::float8, (extract(epoch FROM committed_at) * 1000)::float8 AS committed_at_ms, refused FROM write_change_sets($1::uuid, $2::json, $3)';
const resolveStatement = 'SELECT ordinal, revision::float8 FROM resolve_batch($1::uuid, $2::bigint) ORDER BY revision';

function rejectAll(batch: readonly PendingSet[], error: unknown): void {
  for (const pending of batch) pending.reject(error instanceof Error ? error : new Error(String(error)));
}

function invalidFor(set: ChangeSet, cause: unknown): ApiError {
  const names = set.writes.map(({ key }) => `${key.kind} "${key.name}"`);
  const message = `${names.join(', ')} cannot be stored: ${databaseMessage(cause)}`;
  return new ApiError('Invalid', message, {}, { cause });
}

function unknownOutcomeError(cause: unknown): ApiError {
  const message = 'the connection to the database was lost; whether the change was made is not known';
  return new ApiError('Timeout', message, {}, { cause });
}
