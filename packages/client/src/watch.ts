// A watch that does not end: it resumes after a lost connection and lists again when history was lost.
//
// The listener sees a sequence that always adds up: a snapshot replaces everything it knew, events change it, in revision
// order, each exactly once. It is told nothing twice and misses no final state.
import type { Clock, Timer } from './clock.ts';
import type { ApiError, ReportError } from './errors.ts';
import { RetryDelay } from './retry-delay.ts';
import type { Socket, Subscription } from './socket.ts';

export interface WatchOptions extends WatchSelection {
  /** `Pod`, `Deployment.apps`. */
  readonly kinds: readonly string[];
}

export interface WatchSelection {
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

/** `false`: what was delivered may be old, until `true`. Called again with each failure meanwhile, which says why. */
export type LiveListener = (isLive: boolean, why?: Error) => void;

export interface WatchListener<T> {
  /** Objects of a snapshot that is not complete yet; they come again with it. For whoever wants to show them early. */
  onPart?(objects: readonly T[]): void;
  /** All selected objects at this resourceVersion: whatever is not among them is gone. */
  onSnapshot(objects: readonly T[], resourceVersion: string): void;
  onEvents(events: readonly WatchEvent<T>[], resourceVersion: string): void;
  /** Everything up to this resourceVersion has been delivered. */
  onBookmark(resourceVersion: string): void;
  readonly onLive: LiveListener;
  /** Nothing follows: the API refuses the watch for good (rights, arguments), or without an error the client was closed. */
  onEnd(refusal?: ApiError): void;
}

interface Frame {
  readonly type: 'SNAPSHOT' | 'DELTA' | 'BOOKMARK' | 'RELIST_REQUIRED';
  readonly resourceVersion: string;
  readonly more: boolean;
  readonly events: ReadonlyArray<WatchEvent<unknown>>;
}

/** A subscription whose result is frames: what it selects of `object`, and how that becomes what the listener hears of. */
export interface WatchDocument<T> {
  readonly text: string;
  /** The field of the subscription: `podChanges`. */
  readonly field: string;
  read(object: unknown): T;
}

export const watchText = `subscription Watch(
  $kinds: [String!]!, $namespace: String, $labelSelector: String, $fieldSelector: String, $since: String, $batchMs: Int
) {
  watch(
    kinds: $kinds, namespace: $namespace, labelSelector: $labelSelector, fieldSelector: $fieldSelector,
    since: $since, batchMs: $batchMs
  ) { type resourceVersion more events { type object { manifest } } }
}`;

/** Whole objects of any kinds. */
export function manifestDocument<T>(): WatchDocument<T> {
  return { text: watchText, field: 'watch', read: (object) => (object as { manifest: T }).manifest };
}

const resubscribe = { firstMs: 250, maxMs: 15_000 };

/** Refusals that pass by themselves. */
const passing: ReadonlySet<string> = new Set(['TOO_MANY_REQUESTS', 'SERVICE_UNAVAILABLE', 'TIMEOUT', 'INTERNAL_ERROR']);

/** What everything that watches shares within a client. */
export interface WatchParts {
  readonly socket: Socket;
  readonly clock: Clock;
  /** Aborted when the client is closed. */
  readonly closed: AbortSignal;
  readonly report: ReportError;
}

export class Watch<T> {
  private readonly parts: WatchParts;
  private readonly document: WatchDocument<T>;
  private readonly options: WatchSelection;
  private readonly listener: WatchListener<T>;
  private readonly delay: RetryDelay;
  private readonly abort = () => this.end();
  private subscription: Subscription | undefined;
  private timer: Timer | undefined;
  /** Where to resume; `undefined` asks for a snapshot. */
  private since: string | undefined;
  private snapshot: T[] = [];
  private isLive = false;
  private isStopped = false;

  constructor(
    parts: WatchParts,
    { document, ...options }: WatchSelection & { readonly document: WatchDocument<T> },
    listener: WatchListener<T>,
  ) {
    if (parts.closed.aborted) throw new Error('the client is closed');
    this.parts = parts;
    this.document = document;
    this.options = options;
    this.listener = listener;
    this.delay = new RetryDelay(parts.clock, resubscribe);
    this.since = options.since;
    parts.closed.addEventListener('abort', this.abort);
    this.subscribe();
  }

  /** The listener hears nothing more. */
  stop(): void {
    this.isStopped = true;
    this.release();
    this.parts.closed.removeEventListener('abort', this.abort);
  }

  private subscribe(): void {
    this.snapshot = [];
    const { since: _, ...options } = this.options;
    const variables = { ...options, ...(this.since !== undefined && { since: this.since }) };
    this.subscription = this.parts.socket.subscribe(this.document.text, variables, {
      next: (data) => this.receive(data[this.document.field] as Frame),
      error: (error) => this.refused(error),
      ended: (why) => this.retry(why),
      lost: (error) => {
        this.interrupted(error);
        // The socket paces its attempts.
        if (!this.isStopped) this.subscribe();
      },
    });
  }

  private receive(frame: Frame): void {
    if (frame.type === 'RELIST_REQUIRED') return this.relist();
    if (frame.type === 'SNAPSHOT') {
      const part = frame.events.map(({ object }) => this.document.read(object));
      for (const object of part) this.snapshot.push(object);
      if (frame.more) return this.listener.onPart?.(part);
    }
    this.delay.works();
    this.since = frame.resourceVersion;
    this.deliver(frame);
    if (this.isLive || this.isStopped) return;
    this.isLive = true;
    this.listener.onLive(true);
  }

  private deliver({ type, events, resourceVersion }: Frame): void {
    if (type === 'SNAPSHOT') return this.listener.onSnapshot(this.snapshot.splice(0), resourceVersion);
    if (type === 'BOOKMARK') return this.listener.onBookmark(resourceVersion);
    const plain = events.map((event) => ({ type: event.type, object: this.document.read(event.object) }));
    this.listener.onEvents(plain, resourceVersion);
  }

  private relist(): void {
    this.since = undefined;
    this.retry(new Error('the API no longer has what happened meanwhile'));
  }

  private refused(error: ApiError): void {
    if (error.code === 'GONE') return this.relist();
    if (passing.has(error.code)) return this.retry(error, (error.retryAfterSeconds ?? 0) * 1000);
    this.end(error);
  }

  private retry(why: Error, atLeastMs = 0): void {
    this.interrupted(why);
    if (this.isStopped) return;
    this.timer = this.parts.clock.setTimer(atLeastMs + this.delay.fails(), () => this.subscribe());
  }

  private interrupted(why: Error): void {
    this.release();
    this.isLive = false;
    this.listener.onLive(false, why);
  }

  private end(refusal?: ApiError): void {
    this.stop();
    this.isLive = false;
    this.listener.onLive(false, refusal);
    this.listener.onEnd(refusal);
  }

  private release(): void {
    this.timer?.cancel();
    this.subscription?.stop();
    this.subscription = undefined;
  }
}
