// One WebSocket for all subscriptions of a client, in the graphql-transport-ws protocol.
//
//   idle ──subscribe──▶ connecting ──connection_ack──▶ open ──lost──▶ waiting ──delay over──▶ connecting
//     ▲                                                  │               │
//     └───────────────── no subscription left ───────────┴───────────────┘
//
// When the connection is lost every subscription is told once and forgotten; who wants to go on subscribes again and is
// served by the next connection. A connection that says nothing for 25 seconds is lost, whatever the network believes.
import type { Clock, Timer } from './clock.ts';
import type { Target } from './config.ts';
import { ApiError, apiErrorOf } from './errors.ts';
import type { Variables } from './transport.ts';

export interface Sink {
  next(data: Record<string, unknown>): void;
  /** The API refused or ended the subscription; nothing follows. */
  error(error: ApiError): void;
  complete(): void;
  /** The connection is gone; nothing follows. */
  lost(): void;
}

export interface Subscription {
  stop(): void;
}

/** What the browser's WebSocket and the `ws` package have in common. */
interface WebSocketLike {
  send(text: string): void;
  close(code?: number, reason?: string): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  onerror: (() => void) | null;
}
type WebSocketClass = new (url: string, protocol: string) => WebSocketLike;

const protocol = 'graphql-transport-ws';
const connectTimeoutMs = 10_000;
const checkEveryMs = 5_000;
const pingAfterMs = 10_000;
const deadAfterMs = 25_000;
const firstDelayMs = 500;
const maxDelayMs = 15_000;
/** A connection that lived this long was a good one: the next failure starts from a short delay again. */
const stableAfterMs = 10_000;

/** Close codes after which another attempt would fare no better. */
const fatalCodes: ReadonlyMap<number, string> = new Map([
  [4400, 'BAD_REQUEST'],
  [4401, 'UNAUTHORIZED'],
  [4403, 'FORBIDDEN'],
]);

interface Entry {
  readonly document: string;
  readonly variables: Variables;
  readonly sink: Sink;
}

type State = 'idle' | 'waiting' | 'connecting' | 'open' | 'closed';

export class Socket {
  private readonly target: Target;
  private readonly clock: Clock;
  private readonly entries = new Map<string, Entry>();
  private state: State = 'idle';
  private socket: WebSocketLike | undefined;
  private timer: Timer | undefined;
  private heardAtMs = 0;
  private openedAtMs = 0;
  private failures = 0;
  private nextId = 1;

  constructor(target: Target, clock: Clock) {
    this.target = target;
    this.clock = clock;
  }

  subscribe(document: string, variables: Variables, sink: Sink): Subscription {
    const id = String(this.nextId++);
    const entry = { document, variables, sink };
    this.entries.set(id, entry);
    if (this.state === 'open') this.sendSubscribe(id, entry);
    else if (this.state === 'idle') this.connect();
    else if (this.state === 'closed') throw new Error('the client is closed');
    return { stop: () => this.unsubscribe(id) };
  }

  close(): void {
    this.state = 'closed';
    this.timer?.cancel();
    this.entries.clear();
    this.release(1000, 'client closed');
  }

  private unsubscribe(id: string): void {
    if (!this.entries.delete(id)) return;
    if (this.state === 'open') this.send({ id, type: 'complete' });
    if (this.entries.size > 0 || this.state === 'closed') return;
    this.timer?.cancel();
    this.release(1000, 'no subscription left');
    this.state = 'idle';
  }

  private connect(): void {
    this.state = 'connecting';
    void this.openSocket().catch(() => this.lose());
  }

  private async openSocket(): Promise<void> {
    const WebSocket = await webSocketClass();
    if (this.state !== 'connecting') return;
    const url = new URL('/graphql', this.target.server);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url.href, protocol);
    this.socket = socket;
    this.timer = this.clock.setTimer(connectTimeoutMs, () => this.lose());
    socket.onopen = () =>
      this.send({ type: 'connection_init', payload: { authorization: `Bearer ${this.target.token}` } });
    socket.onmessage = ({ data }) => this.receive(String(data));
    socket.onclose = ({ code, reason }) => this.closedByServer(code, reason);
    socket.onerror = () => this.lose();
  }

  private receive(text: string): void {
    this.heardAtMs = this.clock.now();
    const message = JSON.parse(text) as { type: string; id?: string; payload?: unknown };
    if (message.type === 'connection_ack') this.opened();
    else if (message.type === 'ping') this.send({ type: 'pong' });
    else if (message.id !== undefined) this.deliver(message.id, message.type, message.payload);
  }

  private opened(): void {
    this.timer?.cancel();
    this.state = 'open';
    this.openedAtMs = this.clock.now();
    for (const [id, entry] of this.entries) this.sendSubscribe(id, entry);
    this.watchOver();
  }

  /** Pings a quiet connection and gives up a dead one. */
  private watchOver(): void {
    this.timer = this.clock.setTimer(checkEveryMs, () => {
      const quietMs = this.clock.now() - this.heardAtMs;
      if (quietMs >= deadAfterMs) return this.lose();
      if (quietMs >= pingAfterMs) this.send({ type: 'ping' });
      this.watchOver();
    });
  }

  private deliver(id: string, type: string, payload: unknown): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    if (type === 'next') {
      const { data, errors } = payload as { data?: Record<string, unknown>; errors?: unknown[] };
      if (!errors?.length) return entry.sink.next(data ?? {});
      this.unsubscribe(id);
      return entry.sink.error(apiErrorOf(errors));
    }
    this.entries.delete(id);
    if (type === 'error') entry.sink.error(apiErrorOf(payload as unknown[]));
    else entry.sink.complete();
  }

  private closedByServer(code: number, reason: string): void {
    const fatal = fatalCodes.get(code);
    if (fatal === undefined) return this.lose();
    const error = new ApiError(reason || 'the API closed the connection', { code: fatal });
    const entries = this.takeEntries();
    this.release(1000, '');
    this.state = 'idle';
    for (const { sink } of entries) sink.error(error);
  }

  /** Tells every subscription, then tries again after a jittered delay if any of them wants to go on. */
  private lose(): void {
    if (this.state !== 'connecting' && this.state !== 'open') return;
    const wasStable = this.state === 'open' && this.clock.now() - this.openedAtMs >= stableAfterMs;
    this.failures = wasStable ? 0 : this.failures + 1;
    const wasOpen = this.state === 'open';
    this.release(4000, 'connection lost');
    this.state = 'waiting';
    const waitMs = Math.min(maxDelayMs, firstDelayMs * 2 ** Math.min(this.failures, 10));
    this.timer = this.clock.setTimer(waitMs * (0.5 + this.clock.random() / 2), () => {
      if (this.entries.size > 0) this.connect();
      else this.state = 'idle';
    });
    if (wasOpen) for (const { sink } of this.takeEntries()) sink.lost();
  }

  private takeEntries(): Entry[] {
    const entries = [...this.entries.values()];
    this.entries.clear();
    return entries;
  }

  private release(code: number, reason: string): void {
    this.timer?.cancel();
    const socket = this.socket;
    this.socket = undefined;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.onerror = () => undefined; // An error of a socket that is given up concerns nobody.
    socket.close(code, reason);
  }

  private sendSubscribe(id: string, { document, variables }: Entry): void {
    this.send({ id, type: 'subscribe', payload: { query: document, variables } });
  }

  private send(message: Record<string, unknown>): void {
    this.socket?.send(JSON.stringify(message));
  }
}

/** The platform's own, or the `ws` package where there is none (Node before 22). */
async function webSocketClass(): Promise<WebSocketClass> {
  if (typeof globalThis.WebSocket === 'function') return globalThis.WebSocket as unknown as WebSocketClass; // Same shape.
  const { WebSocket } = await import('ws');
  return WebSocket as unknown as WebSocketClass; // Same shape.
}
