// The connections that node agents keep open, so that the API reaches agents that listen on nothing.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Tunnel } from '@portolan/client/tunnel/tunnel.ts';
import { tunnelProtocol } from '@portolan/client/tunnel/tunnel-request.ts';
import { nodesGroup, nodeUserPrefix } from '@portolan/core/registry/request.ts';
import { type WebSocket, WebSocketServer } from 'ws';
import { refuseUpgrade } from '../http/refuse-upgrade.ts';
import type { Services } from '../services.ts';
import { clientOf, openSession, type Session } from '../session.ts';

type TunnelServices = Pick<Services, 'tokens' | 'log' | 'clock' | 'limits'>;

interface Connection {
  readonly tunnel: Tunnel;
  readonly socket: WebSocket;
  readonly session: Session;
  heardSincePing: boolean;
}

const frameBytes = 1 << 20;

export class AgentTunnels {
  private readonly services: TunnelServices;
  private lastPingMs: number;
  private readonly server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: frameBytes,
    handleProtocols: (offered) => (offered.has(tunnelProtocol) ? tunnelProtocol : false),
  });
  private readonly byNode = new Map<string, Connection>();

  constructor(services: TunnelServices) {
    this.services = services;
    this.lastPingMs = services.clock.monotonic();
  }

  get size(): number {
    return this.byNode.size;
  }

  find(node: string): Tunnel | undefined {
    return this.byNode.get(node)?.tunnel;
  }

  async upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    const session = await openSession(this.services.tokens, clientOf(request));
    if (!session) return refuseUpgrade(stream, '401 Unauthorized');
    const { user, groups } = session.request.identity;
    if (!groups.includes(nodesGroup) || !user.startsWith(nodeUserPrefix)) return refuseUpgrade(stream, '403 Forbidden');
    this.server.handleUpgrade(request, stream, head, (socket) => {
      this.add(user.slice(nodeUserPrefix.length), socket, session);
    });
  }

  /** To be called about once a second: half-open connections answer no ping, and a node's token may be withdrawn. */
  check(): void {
    const { clock, limits } = this.services;
    const isPingDue = clock.monotonic() - this.lastPingMs >= limits.pingMs;
    if (isPingDue) this.lastPingMs = clock.monotonic();
    for (const connection of this.byNode.values()) {
      const { socket, session } = connection;
      if (!session.isValid()) socket.close(4401, 'Unauthorized');
      else if (isPingDue && !connection.heardSincePing) socket.terminate();
      else if (isPingDue) {
        connection.heardSincePing = false;
        socket.ping();
      }
    }
  }

  stop(): void {
    for (const { socket } of this.byNode.values()) socket.close(1001, 'Going away');
  }

  /** A node has one tunnel: the newest, since an agent that lost its connection knows it before we do. */
  private add(node: string, socket: WebSocket, session: Session): void {
    this.byNode.get(node)?.socket.terminate();
    const tunnel = new Tunnel('opener', (frame) => socket.send(frame));
    const connection: Connection = { tunnel, socket, session, heardSincePing: true };
    this.byNode.set(node, connection);
    const heard = () => {
      connection.heardSincePing = true;
    };
    socket.on('pong', heard);
    socket.on('message', (data: Buffer, isBinary) => {
      heard();
      if (!isBinary || !tunnel.receive(data)) socket.close(4400, 'Malformed frame');
    });
    socket.on('error', (error) => this.services.log.debug({ error, node }, 'a tunnel failed'));
    socket.on('close', () => {
      tunnel.lost();
      if (this.byNode.get(node) === connection) this.byNode.delete(node);
    });
  }
}
