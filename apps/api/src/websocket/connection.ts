// One WebSocket of the graphql-transport-ws protocol.
//
//   opened ──connection_init──> recognising ──> acknowledged ──close──> closed
//
// Whatever breaks the protocol closes the socket with the protocol's code; whatever is wrong with one operation is told to
// that operation alone.
import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { Outbox } from '../fan-out/outbox.ts';
import type { RunningOperation } from '../operations/operations.ts';
import { tooManyRequestsError } from '../request-limits.ts';
import type { Services } from '../services.ts';
import { type Client, openSession, type Session } from '../session.ts';
import { textMessage } from './frame.ts';
import {
  type ClientMessage,
  type Closing,
  closing,
  parseMessage,
  type SubscribeMessage,
  subscriberExists,
} from './messages.ts';
import { OperationSink } from './operation-sink.ts';

/** Reserves an id while its operation is being started. */
const starting: RunningOperation = { stop: () => undefined };

export class Connection {
  private readonly services: Services;
  private readonly socket: WebSocket;
  private readonly client: Client;
  private readonly ended: () => void;
  private readonly outbox: Outbox;
  private readonly operations = new Map<string, RunningOperation>();
  private session: Session | undefined;
  private hasInit = false;
  private heardSincePing = true;
  private isClosed = false;

  /** `stream` is what the socket runs on: messages are written to it directly. `ended` is called once. */
  constructor(services: Services, socket: WebSocket, stream: Duplex, client: Client, ended: () => void) {
    const { limits, writeWindow, clock, log } = services;
    this.services = services;
    this.socket = socket;
    this.client = client;
    this.ended = ended;
    this.outbox = new Outbox(stream, { window: writeWindow, maxBytes: limits.queueBytes });
    const initTimer = clock.setTimer(limits.initTimeoutMs, () => {
      if (!this.session) this.close(closing.initTimeout);
    });
    socket.on('message', (data, isBinary) => this.receive(data.toString(), isBinary));
    socket.on('pong', () => {
      this.heardSincePing = true;
    });
    // A `close` follows and does what is to be done.
    socket.on('error', (error) => log.debug({ error, client: client.address }, 'WebSocket failed'));
    socket.on('close', () => {
      initTimer.cancel();
      this.release();
    });
  }

  get hasOperations(): boolean {
    return this.operations.size > 0;
  }

  /** Closes in good order; what is queued still leaves. */
  shutDown(): void {
    for (const id of [...this.operations.keys()]) this.send({ id, type: 'complete' });
    this.close(closing.goingAway);
  }

  /** To be called at a steady pace: a token may have expired or been revoked, and half-open sockets answer no ping. */
  check(isPingDue: boolean): void {
    if (this.session?.isValid() === false) return this.close(closing.unauthorized);
    if (!isPingDue) return;
    if (!this.heardSincePing) return this.socket.terminate();
    this.heardSincePing = false;
    this.socket.ping();
  }

  private receive(text: string, isBinary: boolean): void {
    if (this.isClosed) return;
    this.heardSincePing = true;
    const message = isBinary ? undefined : parseMessage(text);
    if (message) this.answer(message);
    else this.close(closing.malformed);
  }

  private answer(message: ClientMessage): void {
    switch (message.type) {
      case 'connection_init':
        return void this.initialise(message.payload ?? {});
      case 'ping':
        return this.send({ type: 'pong', ...(message.payload && { payload: message.payload }) });
      case 'pong':
        return undefined;
      case 'subscribe':
        return this.subscribe(message);
      case 'complete':
        return this.stop(message.id);
    }
  }

  private async initialise(payload: Record<string, unknown>): Promise<void> {
    if (this.hasInit) return this.close(closing.secondInit);
    this.hasInit = true;
    const stated = payload.authorization ?? payload.Authorization;
    const authorization = typeof stated === 'string' ? stated : this.client.authorization;
    const session = await this.recognise({ ...this.client, authorization });
    if (!session || this.isClosed) return;
    const { user } = session.request.identity;
    if (!this.services.openStreams.enter(user)) return this.close(closing.tooManySockets);
    this.socket.once('close', () => this.services.openStreams.leave(user));
    this.session = session;
    this.send({ type: 'connection_ack' });
  }

  private async recognise(client: Client): Promise<Session | undefined> {
    try {
      const session = await openSession(this.services.tokens, client);
      if (!session) this.close(closing.unauthorized);
      return session;
    } catch (error) {
      // Not known to be a bad token: the database, which knows, is away.
      this.services.log.warn({ error }, 'cannot recognise a client');
      this.close(closing.unavailable);
      return undefined;
    }
  }

  private subscribe({ id, payload }: SubscribeMessage): void {
    const { session } = this;
    if (!session) return this.close(closing.unauthorized);
    if (this.operations.has(id)) return this.close(subscriberExists(id));
    const { operations, formatErrors, limits } = this.services;
    const sink = new OperationSink({
      id,
      outbox: this.outbox,
      isDeflated: this.socket.extensions.includes('permessage-deflate'),
      formatErrors,
      ended: () => this.operations.delete(id),
    });
    if (this.operations.size >= limits.operationsPerSocket) {
      return sink.fail(tooManyRequestsError(`at most ${limits.operationsPerSocket} operations may run on one socket`));
    }
    this.operations.set(id, starting);
    const operation = operations.start(payload, session, sink);
    if (this.operations.has(id)) this.operations.set(id, operation);
  }

  private stop(id: string): void {
    const operation = this.operations.get(id);
    this.operations.delete(id);
    operation?.stop();
  }

  private send(message: Record<string, unknown>): void {
    this.outbox.push(textMessage(JSON.stringify(message)));
  }

  private close({ code, reason }: Closing): void {
    if (this.isClosed) return;
    this.isClosed = true;
    this.outbox.finish();
    this.stopAll();
    this.socket.close(code, reason);
  }

  private stopAll(): void {
    const running = [...this.operations.values()];
    this.operations.clear();
    for (const operation of running) operation.stop();
  }

  private release(): void {
    this.isClosed = true;
    this.stopAll();
    this.ended();
  }
}
