// A watcher that keeps watching: it resumes after whatever ends its subscription, at any process, and now and then ends it
// by itself or goes back to a revision it has long passed. Every subscription is recorded as a stream of its own.
//
//   connecting ──acknowledged──> subscribed ──lost, silent, tired or told to list again──> connecting
import { delay, systemClock, type Timer } from '@portolan/core/resource/clock.ts';
import { WebSocket } from 'ws';
import type { SeededRandom } from '../seeded-random.ts';
import type { Frame, LogEntry, Scope } from './history.ts';
import { isOurs, keyOf, namespace, objectFields, type ShownObject, seenAll, seenIn } from './objects.ts';
import type { Begun, Recorder } from './recorder.ts';

export interface WatcherOptions {
  readonly name: string;
  /** Where the API processes are reached. */
  readonly ports: readonly number[];
  readonly token: string;
  readonly scope: Scope;
  readonly variables: { readonly kinds: readonly string[]; readonly labels?: string; readonly batchMs?: number };
  readonly recorder: Recorder;
  readonly random: SeededRandom;
  /** How long it is content with one subscription, at most. */
  readonly patienceMs: number;
  /** How often, when it resumes, it goes back as far as this many revisions. */
  readonly rewind?: { readonly share: number; readonly revisions: number };
}

const watchText = `subscription (
  $kinds: [String!]!, $namespace: String!, $labels: String, $batchMs: Int, $since: String
) {
  watch(kinds: $kinds, namespace: $namespace, labelSelector: $labels, batchMs: $batchMs, since: $since) {
    type resourceVersion more events { type object { ${objectFields} } }
  }
}`;

interface WatchFrame {
  readonly type: 'SNAPSHOT' | 'DELTA' | 'BOOKMARK' | 'RELIST_REQUIRED';
  readonly resourceVersion: string;
  readonly more: boolean;
  readonly events: ReadonlyArray<{ readonly type: LogEntry['type']; readonly object: ShownObject }>;
}

interface RefusedWatch {
  readonly message: string;
  readonly extensions?: { readonly code?: string };
}

type Message =
  | { readonly type: 'connection_ack' | 'ping' | 'complete' }
  | { readonly type: 'error'; readonly payload: readonly RefusedWatch[] }
  | {
      readonly type: 'next';
      readonly payload: { readonly data?: { readonly watch: WatchFrame }; readonly errors?: readonly RefusedWatch[] };
    };

/** Refusals that a fault explains. */
const excused: ReadonlySet<string> = new Set(['SERVICE_UNAVAILABLE', 'TIMEOUT', 'TOO_MANY_REQUESTS', 'GONE']);

/** A connection on which nothing arrives for so long is taken for dead. */
const silenceMs = 3_000;
const reconnectDelayMs = 50;

export class Watcher {
  private readonly options: WatcherOptions;
  private readonly running: Promise<void>;
  private position: number | undefined;
  private socket: WebSocket | undefined;
  private isStopped = false;
  private mustStay = false;

  constructor(options: WatcherOptions) {
    this.options = options;
    this.running = this.run();
  }

  get name(): string {
    return this.options.name;
  }

  /** Everything up to here was delivered. */
  get reached(): number {
    return this.position ?? 0;
  }

  /** From here on it ends no subscription that works, and never goes back. */
  stay(): void {
    this.mustStay = true;
  }

  /** Cut off as by a death: what is on the way is lost. */
  kill(): void {
    this.socket?.terminate();
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.kill();
    await this.running;
  }

  private async run(): Promise<void> {
    while (!this.isStopped) {
      await this.watchOnce();
      if (!this.isStopped) await delay(systemClock, reconnectDelayMs);
    }
  }

  private async watchOnce(): Promise<void> {
    const { ports, random, recorder, token } = this.options;
    const socket = new WebSocket(`ws://127.0.0.1:${random.pick(ports)}/graphql`, ['graphql-transport-ws']);
    this.socket = socket;
    // A close follows, whatever the error.
    socket.on('error', () => undefined);
    const subscription = new Subscription(this.options, this.since());
    const watchdog = new Watchdog(() => socket.terminate());
    socket.on('open', () => {
      socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } }));
    });
    socket.on('message', (data) => {
      watchdog.heard();
      const message = JSON.parse(data.toString()) as Message;
      if (message.type === 'connection_ack') socket.send(subscription.request());
      else if (message.type === 'ping') socket.send('{"type":"pong"}');
      else this.take(subscription, message, socket);
    });
    const tired = systemClock.setTimer(random.spread(this.options.patienceMs / 20, this.options.patienceMs), () => {
      if (!this.mustStay) socket.terminate();
    });
    await new Promise((resolve) => socket.once('close', resolve));
    tired.cancel();
    watchdog.cancel();
    subscription.record(this.isStopped);
    recorder.count('watch subscriptions');
  }

  private since(): number | undefined {
    const { rewind, random, recorder } = this.options;
    if (this.position === undefined || !rewind || this.mustStay || !random.chance(rewind.share)) return this.position;
    recorder.count('watch rewinds');
    return Math.max(1, this.position - random.integer(rewind.revisions));
  }

  private take(subscription: Subscription, message: Message, socket: WebSocket): void {
    const frame = message.type === 'next' ? message.payload.data?.watch : undefined;
    if (!frame) {
      if (message.type === 'error') this.refused(message.payload[0]);
      if (message.type === 'next') this.refused(message.payload.errors?.[0]);
      socket.terminate();
      return;
    }
    this.position = subscription.take(frame) ?? this.position;
    if (frame.type !== 'RELIST_REQUIRED') return;
    this.position = undefined;
    socket.terminate();
  }

  private refused(error: RefusedWatch | undefined): void {
    const { recorder, name } = this.options;
    const code = error?.extensions?.code ?? '';
    recorder.count(`watch refused ${code}`.trim());
    if (!excused.has(code)) recorder.surprise('unexpected-answer', `${name}: ${code} ${error?.message}`);
  }
}

/** What came of one request to watch. */
class Subscription {
  private readonly options: WatcherOptions;
  private readonly since: number | undefined;
  private readonly begun: Begun;
  private readonly frames: Frame[] = [];
  private snapshot: ShownObject[] = [];
  private start: number | undefined;
  private expiredAt: number | undefined;

  constructor(options: WatcherOptions, since: number | undefined) {
    this.options = options;
    this.since = since;
    this.start = since;
    this.begun = options.recorder.begin();
  }

  request(): string {
    const { recorder, variables } = this.options;
    recorder.count(this.since === undefined ? 'watch snapshots' : 'watch resumes');
    const all = { ...variables, namespace, ...(this.since !== undefined && { since: String(this.since) }) };
    return JSON.stringify({ id: 'w', type: 'subscribe', payload: { query: watchText, variables: all } });
  }

  /** The revision up to which everything is delivered now; `undefined` while a snapshot has more to come. */
  take(frame: WatchFrame): number | undefined {
    const { recorder } = this.options;
    const revision = Number(frame.resourceVersion);
    recorder.count(`watch frames ${frame.type}`);
    if (this.expiredAt !== undefined)
      recorder.surprise('watch-ended', `${this.options.name}: ${frame.type} after the end`);
    if (frame.type === 'RELIST_REQUIRED') {
      this.expiredAt = recorder.now();
      return undefined;
    }
    recorder.saw(revision);
    if (frame.type === 'SNAPSHOT') return this.takeSnapshot(frame, revision);
    const entries = frame.events
      .filter(({ object }) => isOurs({ kind: object.kind, name: object.metadata.name }))
      .map(({ type, object }): LogEntry => {
        const { version, value } = seenIn(object);
        return { revision: version, key: keyOf(object), type, value };
      });
    this.frames.push({ revision, entries });
    return revision;
  }

  private takeSnapshot({ events, more }: WatchFrame, revision: number): number | undefined {
    const { recorder, scope } = this.options;
    this.snapshot.push(...events.map(({ object }) => object));
    if (more) return undefined;
    this.start = revision;
    recorder.lists.push({
      ...this.begun,
      returnedAt: recorder.now(),
      scope,
      revision,
      items: seenAll(this.snapshot),
      // Changes of objects that a selector leaves out need not be behind a snapshot: it promises what follows, not the present.
      ...(scope.suffix !== undefined && { at: revision }),
    });
    this.snapshot = [];
    return revision;
  }

  record(isComplete: boolean): void {
    const { recorder, scope, name } = this.options;
    if (this.start === undefined) return;
    const { expiredAt, frames, start: since } = this;
    const from = this.since === undefined ? 'snapshot' : 'resumed';
    recorder.streams.push({
      name: `${name} #${this.begun.id} (${from} at ${since})`,
      scope,
      since,
      frames,
      isComplete,
      ...(expiredAt !== undefined && { expiredAt }),
    });
  }
}

class Watchdog {
  private readonly bite: () => void;
  private timer: Timer;

  constructor(bite: () => void) {
    this.bite = bite;
    this.timer = systemClock.setTimer(silenceMs, bite);
  }

  heard(): void {
    this.timer.cancel();
    this.timer = systemClock.setTimer(silenceMs, this.bite);
  }

  cancel(): void {
    this.timer.cancel();
  }
}
