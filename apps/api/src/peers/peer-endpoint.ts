// What other API processes ask of this one: whether it has the connection of a node's agent, and streams over it.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { Tunnel } from '@portolan/client/tunnel/tunnel.ts';
import type { TunnelRequest } from '@portolan/client/tunnel/tunnel-request.ts';
import type { TunnelStream } from '@portolan/client/tunnel/tunnel-stream.ts';
import { type WebSocket, WebSocketServer } from 'ws';
import { refuseUpgrade } from '../http/refuse-upgrade.ts';
import type { AgentTunnels } from '../pod-streams/agent-tunnels.ts';
import type { Services } from '../services.ts';
import { Heard } from './heard.ts';
import type { PeerLease } from './peer-lease.ts';
import { relay } from './relay.ts';

export const peerPath = '/peer';
export const peerProtocol = 'peer.portolan.dev';

/** Without `stream` no more is asked than whether the node is connected here. */
export interface PeerRequest {
  readonly node: string;
  readonly stream?: TunnelRequest;
}

const notConnected = 'NotConnected';

const frameBytes = 1 << 20;

export class PeerEndpoint {
  private readonly services: Pick<Services, 'log' | 'clock' | 'limits'>;
  private readonly lease: PeerLease;
  private readonly tunnels: AgentTunnels;
  private readonly sockets = new Map<WebSocket, Heard>();
  private readonly server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: frameBytes,
    handleProtocols: (offered) => (offered.has(peerProtocol) ? peerProtocol : false),
  });

  constructor(services: Pick<Services, 'log' | 'clock' | 'limits'>, lease: PeerLease, tunnels: AgentTunnels) {
    this.services = services;
    this.lease = lease;
    this.tunnels = tunnels;
  }

  async upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): Promise<void> {
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined || !(await this.lease.isPeer(token))) return refuseUpgrade(stream, '401 Unauthorized');
    this.server.handleUpgrade(request, stream, head, (socket) => this.add(socket));
  }

  check(): void {
    for (const heard of this.sockets.values()) heard.check();
  }

  stop(): void {
    for (const socket of this.sockets.keys()) socket.close(1001, 'Going away');
  }

  private add(socket: WebSocket): void {
    const { clock, limits, log } = this.services;
    const tunnel = new Tunnel(
      'acceptor',
      (frame) => socket.send(frame),
      (stream, request) => this.serve(stream, request as PeerRequest), // Only our own processes are let in.
    );
    this.sockets.set(socket, new Heard(socket, clock, limits.pingMs));
    socket.on('message', (data: Buffer, isBinary) => {
      if (!isBinary || !tunnel.receive(data)) socket.close(4400, 'Malformed frame');
    });
    socket.on('error', (error) => log.debug({ err: error }, 'the connection of another API process failed'));
    socket.on('close', () => {
      this.sockets.delete(socket);
      tunnel.lost();
    });
  }

  private serve(asker: TunnelStream, { node, stream }: PeerRequest): void {
    const tunnel = this.tunnels.find(node);
    if (!tunnel) {
      asker.close({ error: { reason: notConnected, message: `node ${node} is not connected here` } });
    } else if (stream) {
      void relay(asker, tunnel.open(stream));
    } else {
      asker.close();
    }
  }
}
