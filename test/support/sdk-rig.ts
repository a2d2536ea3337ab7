// The SDK against a real API through a network that can be broken, with all that the SDK says on its WebSockets on record.
import { type Client, type ClientOptions, type ConnectionStatus, connect } from '@portolan/client';
import type { WebSocketLike } from '@portolan/client/socket.ts';
import { WebSocket } from 'ws';
import type { ApiClient } from './api-process.ts';
import { TcpProxy } from './tcp-proxy.ts';

/** Subscriptions as they go out and end. */
class SubscriptionLog {
  /** Where each began, in order: `undefined` asked for a snapshot. */
  readonly begun: Array<string | undefined> = [];
  private readonly running = new Set<string>();
  /** The most that ran at one moment. */
  mostAtOnce = 0;
  connections = 0;
  /** Messages that came. */
  received = 0;
  /** Hears of each before the client does. */
  onMessage: (message: { readonly type: string; readonly payload?: unknown }) => void = () => undefined;

  open(url: string, protocol: string | string[]): WebSocketLike {
    const connection = ++this.connections;
    const socket = new WebSocket(url, protocol, { perMessageDeflate: false });
    const ended = (id: string) => this.running.delete(`${connection} ${id}`);
    const send = socket.send.bind(socket);
    socket.send = (text: string) => {
      const { type, id, payload } = JSON.parse(text);
      if (type === 'subscribe') this.began(`${connection} ${id}`, payload.variables.since);
      if (type === 'complete') ended(id);
      send(text);
    };
    socket.on('message', (data) => {
      this.received += 1;
      const message = JSON.parse(String(data));
      this.onMessage(message);
      const { type, id } = message;
      if (type === 'complete' || type === 'error') ended(id);
    });
    socket.on('close', () => {
      for (const each of [...this.running]) if (each.startsWith(`${connection} `)) this.running.delete(each);
    });
    return socket as unknown as WebSocketLike; // The same members, typed with events that say more.
  }

  private began(id: string, since: string | undefined): void {
    this.begun.push(since);
    this.running.add(id);
    this.mostAtOnce = Math.max(this.mostAtOnce, this.running.size);
  }
}

export interface SdkRig {
  readonly proxy: TcpProxy;
  /** Talks through the proxy. */
  readonly client: Client;
  readonly log: SubscriptionLog;
  /** What `client` reported of its connection. */
  readonly statuses: ConnectionStatus[];
  stop(): Promise<void>;
}

export async function startSdk(api: ApiClient, options: ClientOptions = {}): Promise<SdkRig> {
  const proxy = await TcpProxy.start({ port: Number(new URL(api.url).port) });
  const log = new SubscriptionLog();
  const statuses: ConnectionStatus[] = [];
  const client = await connect({
    server: `http://127.0.0.1:${proxy.port}`,
    token: api.token,
    webSocket: (url, protocol) => log.open(url, protocol),
    onConnection: (status) => statuses.push(status),
    ...options,
  });
  return {
    proxy,
    client,
    log,
    statuses,
    async stop() {
      client.close();
      await proxy.stop();
    },
  };
}
