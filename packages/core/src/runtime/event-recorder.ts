// Writes events behind the back of whoever records them: they are gathered for a moment, counted into series, and written
// many at a time. Recording never waits and never throws; above a limit, new events are dropped.
import type { Operation } from '../registry/operation.ts';
import type { Registry } from '../registry/registry.ts';
import type { Request } from '../registry/request.ts';
import { ApiError, isReason } from '../resource/api-error.ts';
import { type Clock, microTimeText, type Timer } from '../resource/clock.ts';
import type { Event } from '../resource/generated/kubernetes.ts';
import type { EventDraft } from './controller.ts';
import { eventName, newEvent, type Reporter, SimilarEvents, seriesEndMs } from './event-series.ts';
import { SpamFilter } from './event-spam.ts';

export interface EventRecorderOptions {
  readonly registry: Registry;
  readonly clock: Clock;
  readonly request: Request;
  readonly warn: (text: string, error: unknown) => void;
}

/** Events that wait to be written; as client-go's queue. */
const maxWaiting = 1_000;
/** Series that may still grow. */
const maxSeries = 4_096;
const maxBatch = 200;
/** New events and the first repeat are gathered for so long; later repeats are written at most this often. */
const gatherMs = 100;
const repeatIntervalMs = 10_000;
/** As client-go. */
const maxAttempts = 12;
const retryMs = 10_000;

/** One event and how often it has happened. */
interface Series {
  event: Event;
  count: number;
  lastObservedMs: number;
  isStored: boolean;
  dueMs: number;
  attempts: number;
}

export class EventRecorder {
  private readonly options: EventRecorderOptions;
  private readonly similar = new SimilarEvents();
  /** In the order in which they last grew. */
  private readonly series = new Map<string, Series>();
  /** Those with something to write. */
  private readonly waiting = new Set<Series>();
  private timer: { readonly dueMs: number; readonly timer: Timer } | undefined;
  private writing: Promise<void> | undefined;
  private readonly spam = new SpamFilter();
  private droppedCount = 0;

  constructor(options: EventRecorderOptions) {
    this.options = options;
  }

  /** Events that were not recorded because too many waited. */
  get dropped(): number {
    return this.droppedCount;
  }

  record(draft: EventDraft, reporter: Reporter): void {
    const { clock } = this.options;
    const nowMs = clock.now();
    if (!this.spam.allows(sourceOf(draft, reporter), nowMs)) return;
    const { key, note } = this.similar.identify(draft, reporter, nowMs);
    const before = this.series.get(key);
    if (before && nowMs - before.lastObservedMs < seriesEndMs) {
      this.series.delete(key);
      this.series.set(key, before);
      this.repeat(before, nowMs);
      return;
    }
    if (this.waiting.size >= maxWaiting) {
      this.droppedCount++;
      if (this.droppedCount === 1) this.options.warn('events are dropped: too many wait to be written', undefined);
      return;
    }
    const event = newEvent(draft, reporter, note, clock);
    const dueMs = nowMs + gatherMs;
    const added = { event, count: 1, lastObservedMs: nowMs, isStored: false, dueMs, attempts: 0 };
    this.series.delete(key);
    this.series.set(key, added);
    this.forgetOld(nowMs);
    this.wait(added);
  }

  /** Writes what waits, once; nothing is recorded after the call. */
  async stop(): Promise<void> {
    this.timer?.timer.cancel();
    await this.writing;
    await this.write([...this.waiting]);
    this.timer?.timer.cancel();
  }

  private repeat(series: Series, nowMs: number): void {
    series.count++;
    series.lastObservedMs = nowMs;
    if (this.waiting.has(series)) return;
    series.dueMs = nowMs + (series.count === 2 ? gatherMs : repeatIntervalMs);
    this.wait(series);
  }

  private forgetOld(nowMs: number): void {
    for (const [key, { lastObservedMs }] of this.series) {
      if (nowMs - lastObservedMs < seriesEndMs && this.series.size <= maxSeries) return;
      this.series.delete(key);
    }
  }

  private wait(series: Series): void {
    this.waiting.add(series);
    this.wakeAt(series.dueMs);
  }

  private wakeAt(dueMs: number): void {
    if (this.timer && this.timer.dueMs <= dueMs) return;
    this.timer?.timer.cancel();
    const timer = this.options.clock.setTimer(dueMs - this.options.clock.now(), () => {
      this.timer = undefined;
      this.writing = (this.writing ?? Promise.resolve()).then(() => this.writeDue());
    });
    this.timer = { dueMs, timer };
  }

  private async writeDue(): Promise<void> {
    const nowMs = this.options.clock.now();
    await this.write([...this.waiting].filter(({ dueMs }) => dueMs <= nowMs));
    const next = Math.min(...[...this.waiting].map(({ dueMs }) => dueMs));
    if (next !== Number.POSITIVE_INFINITY) this.wakeAt(next);
  }

  private async write(due: readonly Series[]): Promise<void> {
    for (let start = 0; start < due.length; start += maxBatch) {
      const batch = due.slice(start, start + maxBatch);
      const isWritten = await this.writeTogether(batch);
      // One that is refused fails all of a set: each has to show by itself.
      if (!isWritten) await Promise.all(batch.map((series) => this.writeOne(series)));
    }
  }

  private async writeTogether(batch: readonly Series[]): Promise<boolean> {
    if (batch.length < 2) return false;
    const counts = batch.map(({ count }) => count);
    try {
      await this.options.registry.execute(this.options.request, batch.map(operationOf));
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      return false;
    }
    for (const [position, series] of batch.entries()) this.noteWritten(series, counts[position] ?? series.count);
    return true;
  }

  private async writeOne(series: Series): Promise<void> {
    const { count } = series;
    try {
      await this.options.registry.execute(this.options.request, [operationOf(series)]);
      this.noteWritten(series, count);
    } catch (error) {
      // The write before this one may have been done, and only its answer lost.
      if (!series.isStored && isReason(error, 'AlreadyExists') && (await this.isWritten(series))) {
        this.noteWritten(series, 1);
      } else this.noteRefused(series, error);
    }
  }

  /** Whether the event of that name is this one. */
  private async isWritten({ event }: Series): Promise<boolean> {
    const { registry, request } = this.options;
    const { namespace = 'default', name } = event.metadata;
    try {
      const found = (await registry.get(request, { kind: 'Event.events.k8s.io', namespace, name })) as object as Event; // Sound: of that kind.
      return found.eventTime === event.eventTime && found.reportingInstance === event.reportingInstance;
    } catch (error) {
      if (error instanceof ApiError) return false;
      throw error;
    }
  }

  private noteWritten(series: Series, count: number): void {
    series.isStored = true;
    series.attempts = 0;
    if (series.count === count) this.waiting.delete(series);
    else series.dueMs = this.options.clock.now() + repeatIntervalMs;
  }

  private noteRefused(series: Series, error: unknown): void {
    const { clock, warn } = this.options;
    series.attempts++;
    series.dueMs = clock.now() + retryMs;
    if (!series.isStored && isReason(error, 'AlreadyExists')) {
      // A name that another process drew.
      series.event = renamed(series.event, clock);
    } else if (series.isStored && isReason(error, 'NotFound')) {
      // Its event was deleted meanwhile: the series goes on in another.
      series.isStored = false;
      series.event = renamed(series.event, clock);
    } else if (!isReason(error, 'ServiceUnavailable', 'Timeout', 'Conflict', 'TooManyRequests', 'InternalError')) {
      this.waiting.delete(series);
      // Nothing more can be said in a namespace that is being deleted.
      if (!isReason(error, 'Forbidden', 'NotFound')) warn('an event was refused', error);
    }
    if (series.attempts >= maxAttempts && this.waiting.delete(series)) warn('an event could not be written', error);
  }
}

function sourceOf(
  { regarding: { apiVersion, kind, metadata } }: EventDraft,
  { controller, instance }: Reporter,
): string {
  const { namespace = '', name, uid = '' } = metadata;
  return [controller, instance, apiVersion, kind, namespace, name, uid].join('\n');
}

function renamed(event: Event, clock: Clock): Event {
  const { regarding, metadata } = event;
  const name = eventName({ apiVersion: '', kind: '', metadata: { name: regarding?.name ?? metadata.name } }, clock);
  return { ...event, metadata: { ...metadata, name } };
}

function operationOf({ event, count, lastObservedMs, isStored }: Series): Operation {
  const series = { count, lastObservedTime: microTimeText(lastObservedMs) };
  if (!isStored) return { verb: 'create', manifest: { ...event, ...(count > 1 && { series }) } };
  const { namespace = 'default', name } = event.metadata;
  const ref = { kind: 'Event.events.k8s.io', namespace, name };
  return { verb: 'patch', ref, patchType: 'merge', patch: { series } };
}
