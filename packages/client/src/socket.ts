// One WebSocket for all subscriptions of a client, in the graphql-transport-ws protocol.
//
//   idle ──subscribe──▶ waiting ──delay over──▶ connecting ──connection_ack──▶ open
//    ▲                                              │                           │
//    └───────────────── lost, or no subscription left ──────────────────────────┘
//
// When the connection is lost or cannot be made, every subscription is told once and forgotten; who wants to go on
// subscribes again and is served by the next attempt, which comes after a growing, jittered delay. A connection that says
// nothing for 25 seconds is lost, whatever the network believes. So is a subscription: the API sends a frame of each watch
// at least every 10 seconds.
import type { Clock, Timer } from './clock.ts';
import { ApiError, apiErrorOf, ConnectionError } from './errors.ts';
import { RetryDelay } from './retry-delay.ts';
import { authorizationOf, endpointOf, type Target } from './target.ts';
import type { Variables } from './transport.ts';

export interface Sink {
  next(data: Record<string, unknown>): void;
  /** The API refused the subscription; nothing follows. */
  error(error: ApiError): void;
  /** The API ended the subscription, or it said nothing for 25 seconds; nothing follows. */
  ended(why: Error): void;
  /** The connection is gone or could not be made; nothing follows. */
  lost(error: ConnectionError): void;
}

export interface Subscription {
  stop(): void;
}

/** What the browser's WebSocket and the `ws` package have in common. */
export interface WebSocketLike {
  send(data: string | Uint8Array): void;
  binaryType: string;
  /** Bytes that were sent and have not left yet. */
  readonly bufferedAmount: number;
  /** Stops and goes on reading, where the platform can. */
  pause?(): void;
  resume?(): void;
  close(code?: number, reason?: string): void;
  /** Ends the connection without the other side's consent, where the platform can. */
  terminate?(): void;
  onopen: (() => void) | null;
  onmessage: ((event: { data: unknown }) => void) | null;
  onclose: ((event: { code: number; reason: string }) => void) | null;
  /** `status`: of the HTTP answer that refused the connection, where the platform tells it. */
  onerror: ((event: { message?: string; status?: number }) => void) | null;
}

export type OpenWebSocket = (url: string, protocols: string | string[]) => WebSocketLike;

/** How the connection for watches fares. `idle`: nothing is watched. */
export type ConnectionStatus =
  | { readonly state: 'idle' | 'connecting' | 'open' | 'closed' }
  /** The next attempt comes `retryInMs` after this status was reported. */
  | { readonly state: 'waiting'; readonly retryInMs: number; readonly error: ConnectionError | undefined };

export interface SocketOptions {
  readonly clock: Clock;
  readonly open: OpenWebSocket;
  onStatus(status: ConnectionStatus): void;
}

const protocol = 'graphql-transport-ws';
const connectTimeoutMs = 10_000;
const checkEveryMs = 5_000;
const pingAfterMs = 10_000;
const deadAfterMs = 25_000;
const nothingCame = `nothing came for ${deadAfterMs / 1000} s`;
const reconnect = { firstMs: 500, maxMs: 15_000 };

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
  heardAtMs: number;
}

export class Socket {
  private readonly url: string;
  /** Private to the language, so that a client that is logged does not show it. */
  readonly #token: string | undefined;
  private readonly options: SocketOptions;
  private readonly entries = new Map<string, Entry>();
  private readonly delay: RetryDelay;
  private state: ConnectionStatus['state'] = 'idle';
  private socket: WebSocketLike | undefined;
  private timer: Timer | undefined;
  private notBeforeMs = Number.NEGATIVE_INFINITY;
  private lastError: ConnectionError | undefined;
  private heardAtMs = 0;
  private nextId = 1;

  constructor(target: Target, options: SocketOptions) {
    const url = endpointOf(target);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    this.url = url.href;
    this.#token = target.token;
    this.options = options;
    this.delay = new RetryDelay(options.clock, reconnect);
  }

  subscribe(document: string, variables: Variables, sink: Sink): Subscription {
    const id = String(this.nextId++);
    const entry = { document, variables, sink, heardAtMs: 0 };
    this.entries.set(id, entry);
    if (this.state === 'open') this.sendSubscribe(id, entry);
    else if (this.state === 'idle') this.connectSoon();
    return { stop: () => this.unsubscribe(id) };
  }

  /** For good. Subscriptions are forgotten, not told. */
  close(): void {
    this.entries.clear();
    this.release();
    this.setState({ state: 'closed' });
  }

  private unsubscribe(id: string): void {
    if (!this.entries.delete(id)) return;
    if (this.state === 'open') this.send({ id, type: 'complete' });
    this.restIfUnused();
  }

  private restIfUnused(): void {
    if (this.entries.size > 0 || this.state === 'closed' || this.state === 'idle') return;
    this.release();
    this.setState({ state: 'idle' });
  }

  /** Attempts keep their distance, however often the last subscription ends and another begins. */
  private connectSoon(): void {
    const { clock } = this.options;
    const retryInMs = this.notBeforeMs - clock.monotonic();
    if (retryInMs <= 0) return this.connect();
    this.timer = clock.setTimer(retryInMs, () => this.connect());
    this.setState({ state: 'waiting', retryInMs, error: this.lastError });
  }

  private connect(): void {
    const { clock } = this.options;
    this.setState({ state: 'connecting' });
    this.timer = clock.setTimer(connectTimeoutMs, () => this.lose('no answer'));
    const socket = this.tryOpen();
    if (!socket) return;
    this.socket = socket;
    socket.onopen = () => this.send({ type: 'connection_init', payload: authorizationOf(this.#token) });
    socket.onmessage = ({ data }) => this.receive(String(data));
    socket.onclose = ({ code, reason }) => this.closedByServer(code, reason);
    socket.onerror = ({ message }) => this.lose(message || 'the connection failed');
  }

  /** A page may not be allowed to; that is told later like any other failure, never from inside `subscribe`. */
  private tryOpen(): WebSocketLike | undefined {
    try {
      return this.options.open(this.url, protocol);
    } catch (error) {
      this.timer?.cancel();
      this.timer = this.options.clock.setTimer(0, () => this.lose(String(error)));
      return undefined;
    }
  }

  private receive(text: string): void {
    this.heardAtMs = this.options.clock.monotonic();
    const message = parseMessage(text);
    if (!message) return this.lose('what came is not of the protocol');
    if (message.type === 'connection_ack') this.opened();
    else if (message.type === 'ping') this.send({ type: 'pong' });
    else if (message.id !== undefined) this.deliver(message.id, message.type, message.payload);
  }

  private opened(): void {
    this.timer?.cancel();
    this.delay.works();
    this.setState({ state: 'open' });
    for (const [id, entry] of this.entries) this.sendSubscribe(id, entry);
    this.watchOver();
  }

  /** Pings a quiet connection, and gives up a dead one and dead subscriptions. */
  private watchOver(): void {
    const { clock } = this.options;
    this.timer = clock.setTimer(checkEveryMs, () => {
      this.watchOver();
      const nowMs = clock.monotonic();
      if (nowMs - this.heardAtMs >= deadAfterMs) return this.lose(nothingCame);
      if (nowMs - this.heardAtMs >= pingAfterMs) this.send({ type: 'ping' });
      for (const [id, { sink, heardAtMs }] of [...this.entries]) {
        if (nowMs - heardAtMs < deadAfterMs) continue;
        sink.ended(new Error(nothingCame));
        this.unsubscribe(id);
      }
    });
  }

  private deliver(id: string, type: string, payload: unknown): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    if (type === 'next') {
      entry.heardAtMs = this.heardAtMs;
      const { data, errors } = payload as { data?: Record<string, unknown>; errors?: unknown[] };
      if (!errors?.length) return entry.sink.next(data ?? {});
      entry.sink.error(apiErrorOf(errors));
      return this.unsubscribe(id);
    }
    this.entries.delete(id);
    if (type === 'error') entry.sink.error(apiErrorOf(payload as unknown[]));
    else entry.sink.ended(new Error('the API ended the subscription'));
    this.restIfUnused();
  }

  private closedByServer(code: number, reason: string): void {
    const fatal = fatalCodes.get(code);
    if (fatal === undefined) return this.lose(`the connection was closed: ${code}${reason && ` ${reason}`}`);
    const error = new ApiError(reason || 'the API closed the connection', { code: fatal });
    this.end((sink) => sink.error(error));
  }

  private lose(why: string): void {
    const error = new ConnectionError(`no connection to ${this.url}: ${why}`, { mayHaveHappened: true });
    this.lastError = error;
    this.end((sink) => sink.lost(error));
  }

  /** Ends the connection and tells every subscription; those who subscribe again on hearing it wait for the next attempt. */
  private end(tell: (sink: Sink) => void): void {
    const entries = [...this.entries.values()];
    this.entries.clear();
    this.release('at once');
    this.notBeforeMs = this.options.clock.monotonic() + this.delay.fails();
    this.state = 'idle';
    for (const { sink } of entries) tell(sink);
    if (this.state === 'idle') this.setState({ state: 'idle' });
  }

  private release(how?: 'at once'): void {
    this.timer?.cancel();
    const { socket } = this;
    this.socket = undefined;
    if (!socket) return;
    socket.onopen = socket.onmessage = socket.onclose = null;
    socket.onerror = () => undefined; // An error of a connection that is given up concerns nobody.
    if (how === 'at once' && socket.terminate) socket.terminate();
    else socket.close(1000);
  }

  private setState(status: ConnectionStatus): void {
    this.state = status.state;
    this.options.onStatus(status);
  }

  private sendSubscribe(id: string, entry: Entry): void {
    const { document, variables } = entry;
    entry.heardAtMs = this.options.clock.monotonic();
    this.send({ id, type: 'subscribe', payload: { query: document, variables } });
  }

  private send(message: Record<string, unknown>): void {
    this.socket?.send(JSON.stringify(message));
  }
}

interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

function parseMessage(text: string): Message | undefined {
  try {
    return JSON.parse(text) as Message;
  } catch {
    return undefined; // Whatever it is, the connection is of no use.
  }
}
