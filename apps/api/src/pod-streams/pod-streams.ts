// exec, attach and port-forward, at Kubernetes' own paths:
//
//   /api/v1/namespaces/NAMESPACE/pods/NAME/exec?container=C&command=ls&command=-l&stdin=true&tty=true
//     &session=ID&received=0 lets the command outlive a lost connection, &session=ID&received=N&resume=true goes on with it
//   /api/v1/namespaces/NAMESPACE/pods/NAME/attach?container=C&stdin=true
//   /api/v1/namespaces/NAMESPACE/pods/NAME/portforward?ports=8080
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { channels, type SessionRequest, type TunnelRequest } from '@portolan/client/tunnel/tunnel-request.ts';
import type { Registry } from '@portolan/core/registry/registry.ts';
import { ApiError, badRequestError } from '@portolan/core/resource/api-error.ts';
import { type WebSocket, WebSocketServer } from 'ws';
import { isOwnOrigin } from '../http/origin.ts';
import { refusalOf } from '../http/refusal.ts';
import { refuseUpgrade } from '../http/refuse-upgrade.ts';
import type { NodeTunnels } from '../peers/node-tunnels.ts';
import type { Services } from '../services.ts';
import { type Client, clientOf, openSession, type Session } from '../session.ts';
import { channelProtocols, joinStreams } from './channel-socket.ts';
import { containerOf, findPod, type PodTarget } from './pod-target.ts';

const path = /^\/api\/v1\/namespaces\/([^/]+)\/pods\/([^/]+)\/(exec|attach|portforward)$/;
/** How a browser, which can set no header, hands over its token: Kubernetes' subprotocol. */
const tokenProtocol = 'base64url.bearer.authorization.k8s.io.';
const messageBytes = 1 << 20;
const maxCommandBytes = 1 << 20;
/** 128 bits at the least, as base64url. */
const sessionId = /^[\w-]{22,64}$/;

type Stream = 'exec' | 'attach' | 'portforward';

export class PodStreams {
  private readonly services: Services;
  private readonly registry: Registry;
  private readonly tunnels: NodeTunnels;
  private readonly sessions = new Map<WebSocket, Session>();
  private readonly server = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: messageBytes,
    handleProtocols: (offered) => channelProtocols.find((each) => offered.has(each)) ?? false,
  });

  constructor(services: Services, registry: Registry, tunnels: NodeTunnels) {
    this.services = services;
    this.registry = registry;
    this.tunnels = tunnels;
  }

  get size(): number {
    return this.sessions.size;
  }

  serves(url: URL): boolean {
    return path.test(url.pathname);
  }

  /** Whatever is wrong before the stream is there is an HTTP answer. */
  async upgrade(request: IncomingMessage, url: URL, socket: Duplex, head: Buffer): Promise<void> {
    const { log } = this.services;
    try {
      if (!isOwnOrigin(request.headers)) return refuseUpgrade(socket, '403 Forbidden');
      const session = await openSession(this.services.tokens, clientWithToken(request));
      if (!session) return refuseUpgrade(socket, '401 Unauthorized');
      const [, namespace = '', name = '', kind] = path.exec(url.pathname) ?? [];
      const stream = kind as Stream; // One of the three that the path allows.
      const target = await findPod(this.registry, session.request, {
        namespace: decodeURIComponent(namespace),
        name: decodeURIComponent(name),
        stream,
      });
      const { user } = session.request.identity;
      const asked = tunnelRequest(stream, { target, query: url.searchParams, user });
      const tunnelStream = await this.tunnels.open(target.node, asked);
      // Whoever asked has left meanwhile.
      if (socket.destroyed) return tunnelStream.close({ isCut: true });
      this.server.handleUpgrade(request, socket, head, (webSocket) => {
        this.sessions.set(webSocket, session);
        webSocket.once('close', () => this.sessions.delete(webSocket));
        void joinStreams(webSocket, tunnelStream, { fromClient: clientChannels[stream], log });
      });
    } catch (error) {
      if (!(error instanceof ApiError)) throw error;
      const { status } = refusalOf(error);
      refuseUpgrade(socket, `${status} ${error.reason}`, `${error.message}\n`);
    }
  }

  /** To be called at a steady pace: a stream ends soon after its token was withdrawn. */
  check(): void {
    for (const [socket, session] of this.sessions) if (!session.isValid()) socket.close(4401, 'Unauthorized');
  }

  stop(): void {
    for (const socket of this.sessions.keys()) socket.close(1001, 'Going away');
  }
}

const clientChannels: Readonly<Record<Stream, ReadonlySet<number>>> = {
  exec: new Set([channels.stdin, channels.resize, channels.session]),
  attach: new Set([channels.stdin, channels.resize]),
  portforward: new Set([channels.stdin]),
};

interface Asked {
  readonly target: PodTarget;
  readonly query: URLSearchParams;
  readonly user: string;
}

function tunnelRequest(stream: Stream, { target, query, user }: Asked): TunnelRequest {
  const flag = (name: string) => ['true', '1'].includes(query.get(name) ?? '');
  const container = () => containerOf(target, query.get('container') ?? undefined);
  switch (stream) {
    case 'exec':
      return {
        kind: 'exec',
        ...target.pod,
        container: container(),
        command: commandOf(query),
        stdin: flag('stdin'),
        tty: flag('tty'),
        ...sessionOf(query, user),
      };
    case 'attach':
      return { kind: 'attach', ...target.pod, container: container(), stdin: flag('stdin') };
    case 'portforward':
      return { kind: 'portForward', ...target.pod, port: portOf(query) };
  }
}

function commandOf(query: URLSearchParams): string[] {
  const command = query.getAll('command');
  if (command.length === 0) throw badRequestError('you must specify at least one command for the container');
  if (command.join('').length > maxCommandBytes)
    throw badRequestError(`command: may not be longer than ${maxCommandBytes}`);
  return command;
}

function sessionOf(query: URLSearchParams, user: string): { readonly session?: SessionRequest } {
  const id = query.get('session');
  if (id === null) return {};
  if (!sessionId.test(id)) throw badRequestError('session: must be 22 to 64 letters, digits, dashes and underscores');
  const received = Number(query.get('received') ?? 0);
  if (!Number.isSafeInteger(received) || received < 0)
    throw badRequestError(
      `received: Invalid value: ${JSON.stringify(query.get('received'))}: must be a number of bytes`,
    );
  return { session: { id, user, received, isResumed: query.get('resume') === 'true' } };
}

function portOf(query: URLSearchParams): number {
  const port = Number(query.get('ports'));
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw badRequestError(`ports: Invalid value: ${JSON.stringify(query.get('ports'))}: must be one port, 1-65535`);
}

function clientWithToken(request: IncomingMessage): Client {
  const { authorization } = request.headers;
  const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((each) => each.trim());
  const token = offered.find((each) => each.startsWith(tokenProtocol))?.slice(tokenProtocol.length);
  if (authorization !== undefined || token === undefined) return clientOf(request);
  return clientOf(request, `Bearer ${Buffer.from(token, 'base64url').toString('utf8')}`);
}
