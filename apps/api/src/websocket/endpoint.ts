// The WebSockets of the server: how they come, are looked after and go.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { delay } from '@portolan/core/resource/clock.ts';
import { WebSocketServer } from 'ws';
import { isOwnOrigin } from '../http/origin.ts';
import { refuseUpgrade } from '../http/refuse-upgrade.ts';
import type { Services } from '../services.ts';
import { clientOf } from '../session.ts';
import { Connection } from './connection.ts';
import { deflateOptions } from './deflate.ts';
import { protocolName } from './messages.ts';

export class WebSocketEndpoint {
  private readonly services: Services;
  private readonly server: WebSocketServer;
  private readonly connections = new Set<Connection>();
  private lastPingMs: number;
  private isStopping = false;

  constructor(services: Services) {
    this.services = services;
    this.server = new WebSocketServer({
      noServer: true,
      perMessageDeflate: deflateOptions,
      maxPayload: services.limits.messageBytes,
      handleProtocols: (offered) => (offered.has(protocolName) ? protocolName : false),
    });
    this.lastPingMs = services.clock.monotonic();
  }

  get size(): number {
    return this.connections.size;
  }

  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    if (this.isStopping) return refuseUpgrade(stream, '503 Service Unavailable');
    if (!isOwnOrigin(request.headers)) return refuseUpgrade(stream, '403 Forbidden');
    this.server.handleUpgrade(request, stream, head, (socket) => {
      if (socket.protocol !== protocolName) return socket.close(4406, 'Subprotocol not acceptable');
      const connection = new Connection(this.services, socket, stream, clientOf(request), () => {
        this.connections.delete(connection);
      });
      this.connections.add(connection);
    });
  }

  /** Closes every socket with 1001; resolves when all are gone or `patienceMs` is over. */
  async stop(patienceMs: number): Promise<void> {
    this.isStopping = true;
    for (const connection of this.connections) connection.shutDown();
    const { clock } = this.services;
    const untilMs = clock.monotonic() + patienceMs;
    while (this.connections.size > 0 && clock.monotonic() < untilMs) await delay(clock, 10);
    for (const socket of this.server.clients) socket.terminate();
  }

  /** To be called about once a second. */
  check(): void {
    const nowMs = this.services.clock.monotonic();
    const isPingDue = nowMs - this.lastPingMs >= this.services.limits.pingMs;
    if (isPingDue) this.lastPingMs = nowMs;
    for (const connection of [...this.connections]) connection.check(isPingDue);
  }
}
