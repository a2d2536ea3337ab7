// A WebSocket that says exactly what a test wants it to say.
import { once } from 'node:events';
import { type ClientOptions, WebSocket } from 'ws';
import type { ApiClient } from './api-process.ts';

export interface ProtocolMessage {
  readonly type: string;
  readonly id?: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests read payloads of many shapes and compare them with literals.
  readonly payload?: any;
}

export class RawSocket {
  readonly socket: WebSocket;
  readonly closed: Promise<{ code: number; reason: string }>;
  private readonly received: ProtocolMessage[] = [];
  private waiting: Array<() => void> = [];

  constructor(url: string, protocols: string[] = ['graphql-transport-ws'], options: ClientOptions = {}) {
    // What goes over the wire is as long as it looks, unless a test wants it compressed.
    this.socket = new WebSocket(url, protocols, { perMessageDeflate: false, ...options });
    this.closed = new Promise((resolve) => {
      this.socket.on('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    // A close follows; tests look at its code.
    this.socket.on('error', () => undefined);
    this.socket.on('message', (data) => {
      this.received.push(JSON.parse(data.toString()) as ProtocolMessage);
      for (const wake of this.waiting.splice(0)) wake();
    });
  }

  /** Opened and acknowledged. */
  static async connect(api: ApiClient, token: string = api.token): Promise<RawSocket> {
    const socket = new RawSocket(api.webSocketUrl);
    await socket.opened();
    socket.send({ type: 'connection_init', payload: { authorization: `Bearer ${token}` } });
    await socket.next('connection_ack');
    return socket;
  }

  async opened(): Promise<void> {
    if (this.socket.readyState !== WebSocket.OPEN) await once(this.socket, 'open');
  }

  send(message: unknown): void {
    this.socket.send(typeof message === 'string' ? message : JSON.stringify(message));
  }

  subscribe(id: string, query: string, variables: object = {}): void {
    this.send({ id, type: 'subscribe', payload: { query, variables } });
  }

  /** The next message of this type; others that come before it are an error. */
  async next(type: string): Promise<ProtocolMessage> {
    const message = await this.take();
    if (message.type !== type) throw new Error(`expected ${type}, got ${JSON.stringify(message)}`);
    return message;
  }

  async take(): Promise<ProtocolMessage> {
    while (true) {
      const message = this.received.shift();
      if (message) return message;
      await new Promise<void>((resolve) => this.waiting.push(resolve));
    }
  }

  close(): void {
    this.socket.close();
  }
}
