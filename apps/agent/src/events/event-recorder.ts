// Tells what happens on the node as Events, many in one call. An event that repeats within six minutes becomes a series of
// the first one. Events are worth less than what they tell of: they wait in a bounded queue, and the oldest are dropped.
import { ApiError, type Client, ConnectionError, type Event, type ObjectReference } from '@portolan/client';
import type { Timer } from '@portolan/client/clock.ts';
import { RetryDelay } from '@portolan/client/retry-delay.ts';
import { type AgentClock, microTimeText } from '../clock.ts';

export interface EventDraft {
  readonly regarding: ObjectReference;
  readonly type: 'Normal' | 'Warning';
  readonly reason: string;
  readonly note: string;
}

export interface EventRecorderOptions {
  readonly client: Client;
  readonly clock: AgentClock;
  readonly nodeName: string;
  report(error: unknown, where: string): void;
}

interface Series {
  readonly event: Event;
  count: number;
  lastMs: number;
  /** The API has the event itself. */
  isCreated: boolean;
  /** Occurrences the API does not know of yet. */
  isDirty: boolean;
}

const reportingController = 'kubelet';
const seriesMs = 6 * 60_000;
const gatherMs = 200;
const maxWaiting = 1_000;
const maxNote = 1_024;
const batchSize = 200;
const outage = { firstMs: 1_000, maxMs: 30_000 };

export class EventRecorder {
  private readonly options: EventRecorderOptions;
  private readonly series = new Map<string, Series>();
  private readonly retry: RetryDelay;
  private timer: Timer | undefined;
  private isWriting = false;
  private isStopped = false;
  private counter = 0;

  constructor(options: EventRecorderOptions) {
    this.options = options;
    this.retry = new RetryDelay(options.clock, outage);
  }

  record(draft: EventDraft): void {
    if (this.isStopped) return;
    const nowMs = this.options.clock.now();
    const key = keyOf(draft);
    const known = this.series.get(key);
    if (known && nowMs - known.lastMs < seriesMs) {
      known.count += 1;
      known.lastMs = nowMs;
      known.isDirty = true;
      this.series.delete(key);
      this.series.set(key, known); // Keeps the map in the order of last occurrence.
    } else {
      this.series.delete(key);
      this.series.set(key, {
        event: this.eventOf(draft, nowMs),
        count: 1,
        lastMs: nowMs,
        isCreated: false,
        isDirty: true,
      });
    }
    this.dropOld(nowMs);
    this.schedule(gatherMs);
  }

  stop(): void {
    this.isStopped = true;
    this.timer?.cancel();
  }

  private eventOf({ regarding, type, reason, note }: EventDraft, nowMs: number): Event {
    const suffix = (BigInt(nowMs) * 1_000_000n + BigInt(this.counter++ % 1_000_000)).toString(16);
    return {
      apiVersion: 'events.k8s.io/v1',
      kind: 'Event',
      metadata: {
        name: `${(regarding.name ?? '').slice(0, 230)}.${suffix}`,
        namespace: regarding.namespace || 'default',
      },
      eventTime: microTimeText(nowMs),
      type,
      reason,
      action: reason,
      note: note.length > maxNote ? `${note.slice(0, maxNote - 3)}...` : note,
      regarding,
      reportingController,
      reportingInstance: this.options.nodeName.slice(0, 128),
    };
  }

  private dropOld(nowMs: number): void {
    for (const [key, { lastMs, isDirty }] of this.series) {
      if (this.series.size <= maxWaiting && (isDirty || nowMs - lastMs < seriesMs)) break;
      this.series.delete(key);
    }
  }

  private schedule(delayMs: number): void {
    if (this.isStopped || this.isWriting || this.timer) return;
    this.timer = this.options.clock.setTimer(delayMs, () => {
      this.timer = undefined;
      void this.flush();
    });
  }

  private async flush(): Promise<void> {
    this.isWriting = true;
    const batch = [...this.series.values()].filter(({ isDirty }) => isDirty).slice(0, batchSize);
    for (const each of batch) each.isDirty = false;
    let nextMs = gatherMs;
    try {
      await this.create(batch.filter(({ isCreated }) => !isCreated));
      await this.continue(batch.filter(({ isCreated, count }) => isCreated && count > 1));
      this.retry.works();
    } catch (error) {
      nextMs = this.retry.fails();
      if (error instanceof ConnectionError) for (const each of batch) each.isDirty = true;
      else this.options.report(error, 'write events');
    }
    this.isWriting = false;
    if ([...this.series.values()].some(({ isDirty }) => isDirty)) this.schedule(nextMs);
  }

  private async create(batch: readonly Series[]): Promise<void> {
    if (batch.length === 0) return;
    const events = batch.map((each) => (each.count > 1 ? { ...each.event, series: seriesOf(each) } : each.event));
    const { createEvents } = await this.options.client.request<CreateEventsData>(createEventsDocument, { events });
    for (const [index, { error }] of createEvents.results.entries()) {
      const each = batch[index];
      if (!each) continue;
      // An event that was written although its answer was lost is there already.
      if (!error || error.code === 'ALREADY_EXISTS') each.isCreated = true;
      else if (!isHopeless(error.code)) this.options.report(new ApiError(error.message, error), 'write an event');
    }
  }

  private async continue(batch: readonly Series[]): Promise<void> {
    for (const each of batch) {
      const { name, namespace } = each.event.metadata;
      const patch = { series: seriesOf(each) };
      await this.options.client.events.patch({ name, namespace }, patch, { type: 'MERGE' });
    }
  }
}

interface CreateEventsData {
  readonly createEvents: {
    readonly results: ReadonlyArray<{ readonly error: { readonly message: string; readonly code: string } | null }>;
  };
}

const createEventsDocument = `mutation CreateEvents($events: [JSON!]!) {
  createEvents(events: $events) { results { error { message code } } }
}`;

/** The namespace is going or gone, and with it whoever would read of it. */
function isHopeless(code: string): boolean {
  return code === 'FORBIDDEN' || code === 'NOT_FOUND';
}

function seriesOf({ count, lastMs }: Series) {
  return { count, lastObservedTime: microTimeText(lastMs) };
}

function keyOf({ regarding: { kind, namespace, name, uid, fieldPath }, type, reason, note }: EventDraft): string {
  return JSON.stringify([kind, namespace, name, uid, fieldPath, type, reason, note]);
}
