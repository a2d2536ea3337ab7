// The rows of one kind and selection, kept current. Whatever arrives within a frame is applied at once, so that a page
// paints at most once a frame however much happens.
import type { ApiError } from '@portolan/client/errors.ts';
import type { LiveRow } from './live-kind.ts';
import type { RowSource } from './row-source.ts';

export type CollectionStatus =
  /** Nothing came yet. */
  | { readonly state: 'loading' }
  | { readonly state: 'live' }
  /** The rows are as of the moment the connection was lost. */
  | { readonly state: 'reconnecting'; readonly why: string }
  | { readonly state: 'refused'; readonly error: ApiError };

/** What changed with a frame; undefined: everything. */
export type Change<Row> =
  | {
      readonly changed: ReadonlyMap<string, Row>;
      readonly removed: ReadonlySet<string>;
      /** What was there before, of all that were changed or removed. */
      readonly previous: ReadonlyMap<string, Row>;
    }
  | undefined;

export interface CollectionListener<Row> {
  onRows(change: Change<Row>): void;
  onStatus(): void;
}

/** What an interruption made one miss. */
export interface Recovery {
  readonly changes: number;
  /** Everything was read anew: what happened meanwhile is not known one by one. */
  readonly isResynced: boolean;
}

export interface CollectionOptions {
  onRecovery?(recovery: Recovery): void;
  /** Beside what the listeners see. */
  onRefused?(error: ApiError): void;
}

/** Runs a function before the next paint. */
export type NextFrame = (run: () => void) => void;

export class Collection<Row extends LiveRow> {
  readonly rows = new Map<string, Row>();
  /** Grows with every frame that changed something. */
  version = 0;
  private readonly source: RowSource<Row>;
  private readonly nextFrame: NextFrame;
  private readonly options: CollectionOptions;
  private readonly listeners = new Set<CollectionListener<Row>>();
  private running: { stop(): void } | undefined;
  private current: CollectionStatus = { state: 'loading' };
  /** By key; `undefined` for what was deleted. A later change of the same object replaces the earlier. */
  private readonly pending = new Map<string, Row | undefined>();
  private pendingSnapshot: Map<string, Row> | undefined;
  /** Since the connection was lost; undefined while it holds. */
  private missed: Recovery | undefined;
  private isFrameAsked = false;
  private isPausedNow = false;

  constructor(source: RowSource<Row>, nextFrame: NextFrame, options: CollectionOptions = {}) {
    this.source = source;
    this.nextFrame = nextFrame;
    this.options = options;
  }

  get status(): CollectionStatus {
    return this.current;
  }

  get isPaused(): boolean {
    return this.isPausedNow;
  }

  /** Objects that changed since the pause began. */
  get waiting(): number {
    return this.isPausedNow ? this.pending.size : 0;
  }

  /** The source runs from the first listener on. */
  listen(listener: CollectionListener<Row>): () => void {
    this.listeners.add(listener);
    this.start();
    return () => this.listeners.delete(listener);
  }

  get isUsed(): boolean {
    return this.listeners.size > 0;
  }

  pause(): void {
    this.isPausedNow = true;
    this.tellStatus();
  }

  resume(): void {
    this.isPausedNow = false;
    this.askFrame();
    this.tellStatus();
  }

  /** Lets go of the source; the next listener starts it anew. */
  stop(): void {
    this.running?.stop();
    this.running = undefined;
  }

  /** After a refusal. */
  retry(): void {
    this.stop();
    this.setStatus({ state: 'loading' });
    this.start();
  }

  private start(): void {
    this.running ??= this.source({
      onPart: (rows) => {
        // Rows that are shown already are better than a part of what will replace them.
        if (this.current.state !== 'loading') return;
        for (const row of rows) this.pending.set(row.key, row);
        this.askFrame();
      },
      onSnapshot: (rows) => {
        if (this.missed) this.missed = { ...this.missed, isResynced: true };
        this.pending.clear();
        this.pendingSnapshot = new Map(rows.map((row) => [row.key, row]));
        this.askFrame();
      },
      onEvents: (events) => {
        if (this.missed) this.missed = { ...this.missed, changes: this.missed.changes + events.length };
        for (const { type, object } of events) this.pending.set(object.key, type === 'DELETED' ? undefined : object);
        this.askFrame();
      },
      onLive: (isLive, why) => this.hearLive(isLive, why),
      onEnd: (error) => {
        this.running = undefined;
        if (!error) return;
        this.setStatus({ state: 'refused', error });
        this.options.onRefused?.(error);
      },
    });
  }

  /** What was missed is delivered before it is said to be live. */
  private hearLive(isLive: boolean, why: Error | undefined): void {
    if (isLive) {
      const { missed } = this;
      this.missed = undefined;
      this.setStatus({ state: 'live' });
      if (missed) this.options.onRecovery?.(missed);
    } else if (this.current.state !== 'loading') {
      this.missed ??= { changes: 0, isResynced: false };
      this.setStatus({ state: 'reconnecting', why: why?.message ?? '' });
    }
  }

  private askFrame(): void {
    if (this.isPausedNow) return this.tellStatus();
    if (this.isFrameAsked) return;
    this.isFrameAsked = true;
    this.nextFrame(() => {
      this.isFrameAsked = false;
      if (!this.isPausedNow) this.apply();
    });
  }

  private apply(): void {
    const snapshot = this.pendingSnapshot;
    if (!snapshot && this.pending.size === 0) return;
    this.pendingSnapshot = undefined;
    if (snapshot) {
      this.rows.clear();
      for (const [key, row] of snapshot) this.rows.set(key, row);
    }
    const changed = new Map<string, Row>();
    const removed = new Set<string>();
    const previous = new Map<string, Row>();
    for (const [key, row] of this.pending) {
      const before = this.rows.get(key);
      if (before) previous.set(key, before);
      if (row) {
        this.rows.set(key, row);
        changed.set(key, row);
      } else {
        this.rows.delete(key);
        removed.add(key);
      }
    }
    this.pending.clear();
    this.version++;
    for (const { onRows } of this.listeners) onRows(snapshot ? undefined : { changed, removed, previous });
  }

  private setStatus(status: CollectionStatus): void {
    this.current = status;
    this.tellStatus();
  }

  private tellStatus(): void {
    for (const { onStatus } of this.listeners) onStatus();
  }
}
