// A watch that does not end: it resumes after a lost connection and lists again when history was lost.
//
// The listener sees a sequence that always adds up: a snapshot replaces everything it knew, events change it, in revision
// order, each exactly once. It is told nothing twice and misses no final state.
import type { Clock, Timer } from './clock.ts';
import type { ApiError } from './errors.ts';
import type { Socket, Subscription } from './socket.ts';

export interface WatchOptions {
  /** `Pod`, `Deployment.apps`. */
  readonly kinds: readonly string[];
  /** All namespaces when absent. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  /** Resume after this resourceVersion instead of beginning with a snapshot. */
  readonly since?: string;
  /** Longest time that the API may hold back events to send them together. */
  readonly batchMs?: number;
}

export interface WatchEvent<T> {
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  readonly object: T;
}

export interface WatchListener<T> {
  /** All selected objects at this resourceVersion: whatever is not among them is gone. */
  onSnapshot(objects: readonly T[], resourceVersion: string): void;
  onEvents(events: readonly WatchEvent<T>[], resourceVersion: string): void;
  /** Everything up to this resourceVersion has been delivered. */
  onBookmark?(resourceVersion: string): void;
  /** `false`: what was delivered may be old, until `true`. */
  onLive?(isLive: boolean): void;
  /** The API refuses this watch for good (rights, arguments); nothing follows. */
  onRefused(error: ApiError): void;
}

interface Frame<T> {
  readonly type: 'SNAPSHOT' | 'DELTA' | 'BOOKMARK' | 'RELIST_REQUIRED';
  readonly resourceVersion: string;
  readonly more: boolean;
  readonly events: ReadonlyArray<{ readonly type: WatchEvent<T>['type']; readonly object: { readonly manifest: T } }>;
}

const watchDocument = `subscription Watch(
  $kinds: [String!]!, $namespace: String, $labelSelector: String, $fieldSelector: String, $since: String, $batchMs: Int
) {
  watch(
    kinds: $kinds, namespace: $namespace, labelSelector: $labelSelector, fieldSelector: $fieldSelector,
    since: $since, batchMs: $batchMs
  ) { type resourceVersion more events { type object { manifest } } }
}`;

/** The API sends a frame at least every 10 s; a stream silent for this long is dead. */
const deadAfterMs = 25_000;
const checkEveryMs = 5_000;
const firstRetryMs = 250;
const maxRetryMs = 15_000;

/** Refusals that pass by themselves. */
const passing: ReadonlySet<string> = new Set(['TOO_MANY_REQUESTS', 'SERVICE_UNAVAILABLE', 'TIMEOUT', 'INTERNAL_ERROR']);

export interface WatchParts {
  readonly socket: Socket;
  readonly clock: Clock;
}

export class Watch<T> {
  private readonly parts: WatchParts;
  private readonly options: WatchOptions;
  private readonly listener: WatchListener<T>;
  private subscription: Subscription | undefined;
  private timer: Timer | undefined;
  /** Where to resume; `undefined` asks for a snapshot. */
  private since: string | undefined;
  private snapshot: T[] = [];
  private heardAtMs = 0;
  private isLive = false;
  private failures = 0;
  private isStopped = false;

  constructor(parts: WatchParts, options: WatchOptions, listener: WatchListener<T>) {
    this.parts = parts;
    this.options = options;
    this.listener = listener;
    this.since = options.since;
    this.start();
  }

  stop(): void {
    this.isStopped = true;
    this.release();
  }

  private start(): void {
    if (this.isStopped) return;
    this.snapshot = [];
    this.heardAtMs = this.parts.clock.now();
    const { since: _, ...options } = this.options;
    const variables = { ...options, ...(this.since !== undefined && { since: this.since }) };
    this.subscription = this.parts.socket.subscribe(watchDocument, variables, {
      next: (data) => this.receive(data.watch as Frame<T>),
      error: (error) => this.refused(error),
      complete: () => this.retry(),
      lost: () => this.retry(0),
    });
    this.watchOver();
  }

  private watchOver(): void {
    this.timer = this.parts.clock.setTimer(checkEveryMs, () => {
      if (this.isLive && this.parts.clock.now() - this.heardAtMs >= deadAfterMs) this.retry(0);
      else this.watchOver();
    });
  }

  private receive(frame: Frame<T>): void {
    this.heardAtMs = this.parts.clock.now();
    this.failures = 0;
    if (frame.type === 'RELIST_REQUIRED') return this.relist();
    if (frame.type === 'SNAPSHOT') {
      for (const { object } of frame.events) this.snapshot.push(object.manifest);
      if (frame.more) return;
    }
    this.since = frame.resourceVersion;
    if (frame.type === 'SNAPSHOT') this.listener.onSnapshot(this.snapshot.splice(0), frame.resourceVersion);
    else if (frame.type === 'BOOKMARK') this.listener.onBookmark?.(frame.resourceVersion);
    else
      this.listener.onEvents(
        frame.events.map(({ type, object }) => ({ type, object: object.manifest })),
        frame.resourceVersion,
      );
    this.setLive(true);
  }

  private relist(): void {
    this.since = undefined;
    this.retry();
  }

  private refused(error: ApiError): void {
    if (error.code === 'GONE') return this.relist();
    if (passing.has(error.code)) return this.retry((error.retryAfterSeconds ?? 0) * 1000 || undefined);
    this.stop();
    this.setLive(false);
    this.listener.onRefused(error);
  }

  /** Subscribes again, after a jittered delay that grows with failures unless the socket itself paces the attempt (0). */
  private retry(atLeastMs?: number): void {
    this.release();
    this.setLive(false);
    if (this.isStopped) return;
    if (atLeastMs === 0) return this.start();
    const { clock } = this.parts;
    const backoffMs = Math.min(maxRetryMs, firstRetryMs * 2 ** Math.min(this.failures++, 10));
    const waitMs = Math.max(atLeastMs ?? 0, backoffMs) * (0.5 + clock.random() / 2);
    this.timer = clock.setTimer(waitMs, () => this.start());
  }

  private release(): void {
    this.timer?.cancel();
    this.subscription?.stop();
    this.subscription = undefined;
  }

  private setLive(isLive: boolean): void {
    if (this.isLive === isLive) return;
    this.isLive = isLive;
    this.listener.onLive?.(isLive);
  }
}
