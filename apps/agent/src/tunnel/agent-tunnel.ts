// The connection that the agent keeps open to the API, so that logs, exec, attach and port-forward reach a node that
// listens on nothing. Lost, it is made again with growing, jittered delays.
import type { Clock, Timer } from '@portolan/client/clock.ts';
import { RetryDelay } from '@portolan/client/retry-delay.ts';
import { Tunnel } from '@portolan/client/tunnel/tunnel.ts';
import { tunnelPath, tunnelProtocol } from '@portolan/client/tunnel/tunnel-request.ts';
import { WebSocket } from 'ws';
import { ResumableSessions } from './resumable-sessions.ts';
import { type PodStreamHandlers, serveStream } from './serve-stream.ts';

export interface AgentTunnelOptions {
  /** `http://127.0.0.1:4000` */
  readonly server: string;
  /** The node's own. */
  readonly token: string;
  readonly clock: Clock;
  readonly handlers: PodStreamHandlers;
  /** Hears why the connection was lost. */
  onLost(why: string): void;
}

const reconnect = { firstMs: 200, maxMs: 10_000 };
/** The API pings every 15 s: a connection that heard nothing for so long is dead. */
const silenceMs = 40_000;

export class AgentTunnel {
  private readonly options: AgentTunnelOptions;
  private readonly delay: RetryDelay;
  /** They outlive a connection. */
  private readonly sessions: ResumableSessions;
  private socket: WebSocket | undefined;
  private timer: Timer | undefined;
  private isStopped = false;

  constructor(options: AgentTunnelOptions) {
    this.options = options;
    this.delay = new RetryDelay(options.clock, reconnect);
    this.sessions = new ResumableSessions(options.clock);
    this.connect();
  }

  stop(): void {
    this.isStopped = true;
    this.timer?.cancel();
    this.socket?.close(1000);
    this.sessions.stop();
  }

  private connect(): void {
    const { server, token, handlers, onLost } = this.options;
    const url = new URL(tunnelPath, server);
    url.protocol = url.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(url, tunnelProtocol, {
      headers: { authorization: `Bearer ${token}` },
      perMessageDeflate: false,
    });
    this.socket = socket;
    const tunnel = new Tunnel(
      'acceptor',
      (frame) => socket.send(frame),
      (stream, request) => void serveStream({ handlers, sessions: this.sessions }, stream, request),
    );
    let why = 'the API closed it';
    socket.on('open', () => this.delay.works());
    socket.on('message', (data: Buffer) => {
      this.expectSound(socket);
      if (!tunnel.receive(data)) socket.close(4400, 'Malformed frame');
    });
    socket.on('ping', () => this.expectSound(socket));
    socket.on('error', ({ message }) => {
      why = message;
    });
    socket.on('close', () => {
      tunnel.lost();
      this.timer?.cancel();
      if (this.isStopped) return;
      onLost(why);
      this.timer = this.options.clock.setTimer(this.delay.fails(), () => this.connect());
    });
    this.expectSound(socket);
  }

  private expectSound(socket: WebSocket): void {
    this.timer?.cancel();
    this.timer = this.options.clock.setTimer(silenceMs, () => socket.terminate());
  }
}
