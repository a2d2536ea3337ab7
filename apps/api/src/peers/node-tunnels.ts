// Reaches the agent of any node: over its own connection where it ends here, through the API process where it ends otherwise.
// Which that is nobody keeps a record of: it is asked for each stream, so nothing can be out of date.
import { Tunnel } from '@portolan/client/tunnel/tunnel.ts';
import type { TunnelRequest } from '@portolan/client/tunnel/tunnel-request.ts';
import type { TunnelStream } from '@portolan/client/tunnel/tunnel-stream.ts';
import { delay } from '@portolan/core/resource/clock.ts';
import { WebSocket } from 'ws';
import type { AgentTunnels } from '../pod-streams/agent-tunnels.ts';
import { nodeUnreachable } from '../pod-streams/pod-target.ts';
import type { Services } from '../services.ts';
import { Heard } from './heard.ts';
import { type PeerRequest, peerPath, peerProtocol } from './peer-endpoint.ts';
import type { Peer, PeerLease } from './peer-lease.ts';

interface Connection {
  readonly socket: WebSocket;
  readonly tunnel: Tunnel;
  readonly heard: Heard;
  /** Rejects when the other process cannot be reached. */
  readonly opened: Promise<void>;
}

/** How long another process may take to say whether it has the node. */
const answerMs = 3_000;
const frameBytes = 1 << 20;

export class NodeTunnels {
  private readonly services: Pick<Services, 'log' | 'clock' | 'limits'>;
  private readonly lease: PeerLease;
  private readonly own: AgentTunnels;
  private readonly connections = new Map<string, Connection>();

  constructor(services: Pick<Services, 'log' | 'clock' | 'limits'>, lease: PeerLease, own: AgentTunnels) {
    this.services = services;
    this.lease = lease;
    this.own = own;
  }

  /** Throws ServiceUnavailable when no process has the node's agent. */
  async open(node: string, request: TunnelRequest): Promise<TunnelStream> {
    const own = this.own.find(node);
    if (own) return own.open(request);
    const found = await this.find(node);
    // It may have come here meanwhile.
    const tunnel = this.own.find(node);
    if (tunnel) return tunnel.open(request);
    if (!found) throw nodeUnreachable(node);
    return found.tunnel.open({ node, stream: request } satisfies PeerRequest);
  }

  /** To be called about once a second. */
  check(): void {
    for (const { heard } of this.connections.values()) heard.check();
  }

  stop(): void {
    for (const { socket } of this.connections.values()) socket.close(1001, 'Going away');
  }

  /** The connection to the first process that says it has the node. */
  private async find(node: string): Promise<Connection | undefined> {
    const questions = this.lease.peers().map(async (peer) => {
      const connection = this.connectionTo(peer);
      await connection.opened;
      const { error } = await connection.tunnel.open({ node } satisfies PeerRequest).closed;
      if (error) throw new Error(error.message);
      return connection;
    });
    const late = delay(this.services.clock, answerMs).then(() => undefined);
    // All have said no, or cannot be reached: there is none.
    return Promise.race([Promise.any(questions).catch(() => undefined), late]);
  }

  private connectionTo(peer: Peer): Connection {
    const known = this.connections.get(peer.name);
    if (known) return known;
    const connection = this.connect(peer);
    this.connections.set(peer.name, connection);
    return connection;
  }

  private connect({ name, url, certificate }: Peer): Connection {
    const { clock, limits, log } = this.services;
    const address = new URL(peerPath, url);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    const socket = new WebSocket(address, peerProtocol, {
      headers: { authorization: `Bearer ${this.lease.token}` },
      perMessageDeflate: false,
      maxPayload: frameBytes,
      handshakeTimeout: answerMs,
      ...(certificate !== undefined && trustOnly(certificate)),
    });
    const tunnel = new Tunnel('opener', (frame) => socket.send(frame));
    const opened = new Promise<void>((resolve, reject) => {
      socket.once('open', resolve);
      socket.once('close', () => reject(new Error(`${name} cannot be reached`)));
    });
    // Who asks hears of it; nobody may.
    opened.catch(() => undefined);
    socket.on('message', (data: Buffer, isBinary) => {
      if (!isBinary || !tunnel.receive(data)) socket.close(4400, 'Malformed frame');
    });
    socket.on('error', (error) => log.debug({ err: error, name, url }, 'another API process cannot be reached'));
    socket.on('close', () => {
      this.connections.delete(name);
      tunnel.lost();
    });
    return { socket, tunnel, heard: new Heard(socket, clock, limits.pingMs), opened };
  }
}

/** The very certificate that the other process's lease shows, whoever issued it and whatever names are in it. */
function trustOnly(certificate: string) {
  return { ca: certificate, allowPartialTrustChain: true, checkServerIdentity: () => undefined };
}
