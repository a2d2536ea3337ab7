// One stream that the API opened: a log to read, a command to run, a container to attach to, a port to connect to.
import type { Duplex } from 'node:stream';
import type { NodeStats } from '@portolan/client/tunnel/node-stats.ts';
import type { ProxyRule } from '@portolan/client/tunnel/proxy-rules.ts';
import type {
  AttachRequest,
  ExecRequest,
  LogsRequest,
  PortForwardRequest,
  TunnelRequest,
} from '@portolan/client/tunnel/tunnel-request.ts';
import { channels } from '@portolan/client/tunnel/tunnel-request.ts';
import type { StreamStatus, TunnelStream } from '@portolan/client/tunnel/tunnel-stream.ts';
import type { Session } from '../runtime/runtime-service.ts';
import type { ResumableSessions } from './resumable-sessions.ts';
import { resizeSession, writeInput } from './session-input.ts';

/** What the agent can do for a pod of its node. Each throws an Error whose message people understand. */
export interface PodStreamHandlers {
  logs(request: LogsRequest, signal: AbortSignal): AsyncIterable<Uint8Array>;
  exec(request: ExecRequest): Promise<Session>;
  attach(request: AttachRequest): Promise<Session>;
  portForward(request: PortForwardRequest): Promise<Duplex>;
  /** Absent: the node does not tell what it uses. */
  stats?(): Promise<NodeStats>;
  /** Absent: the node has no service proxy. */
  proxyRules?(): readonly ProxyRule[];
}

export interface StreamParts {
  readonly handlers: PodStreamHandlers;
  readonly sessions: ResumableSessions;
}

/** Serves the stream to its end; never rejects. */
export async function serveStream(parts: StreamParts, stream: TunnelStream, asked: unknown): Promise<void> {
  try {
    stream.close(await serve(parts, stream, asked as TunnelRequest)); // The API makes no other requests.
  } catch (error) {
    const { name, message } = error as Error;
    stream.close({ error: { reason: name === 'Error' ? 'InternalError' : name, message } });
  }
}

function serve(
  { handlers, sessions }: StreamParts,
  stream: TunnelStream,
  request: TunnelRequest,
): Promise<StreamStatus> {
  switch (request.kind) {
    case 'logs':
      return sendLogs(handlers, stream, request);
    case 'exec': {
      const { session } = request;
      if (session) return sessions.serve(stream, { ...request, session }, () => handlers.exec(request));
      return handlers.exec(request).then((started) => joinSession(stream, started));
    }
    case 'attach':
      return handlers.attach(request).then((session) => joinSession(stream, session));
    case 'portForward':
      return handlers.portForward(request).then((connection) => joinConnection(stream, connection));
    case 'stats':
      return sendStats(handlers, stream);
    case 'proxyRules':
      return sendProxyRules(handlers, stream);
  }
}

async function sendStats(handlers: PodStreamHandlers, stream: TunnelStream): Promise<StreamStatus> {
  if (!handlers.stats) throw new Error('the node does not measure what it uses');
  return sendJson(stream, await handlers.stats());
}

async function sendProxyRules(handlers: PodStreamHandlers, stream: TunnelStream): Promise<StreamStatus> {
  if (!handlers.proxyRules) throw new Error('the node has no service proxy');
  return sendJson(stream, handlers.proxyRules());
}

async function sendJson(stream: TunnelStream, answer: unknown): Promise<StreamStatus> {
  await stream.send(channels.stdout, Buffer.from(JSON.stringify(answer)));
  return {};
}

async function sendLogs(
  handlers: PodStreamHandlers,
  stream: TunnelStream,
  request: LogsRequest,
): Promise<StreamStatus> {
  const ending = new AbortController();
  const abort = () => ending.abort();
  stream.closed.then(abort, abort);
  for await (const bytes of handlers.logs(request, ending.signal)) {
    await stream.send(channels.stdout, bytes);
    if (stream.isOver) break;
  }
  return {};
}

async function joinSession(stream: TunnelStream, session: Session): Promise<StreamStatus> {
  const closed = () => session.close();
  stream.closed.then(closed, closed);
  const outputs = [sendAll(stream, channels.stdout, session.stdout)];
  if (session.stderr) outputs.push(sendAll(stream, channels.stderr, session.stderr));
  void takeInput(stream, session);
  const { exitCode } = await session.ended;
  // What the command wrote before it ended is sent before its end is told.
  await Promise.all(outputs);
  return { exitCode };
}

async function takeInput(stream: TunnelStream, session: Session): Promise<void> {
  const { stdin } = session;
  // A command that closes its input leaves the rest unread.
  stdin?.on('error', () => undefined);
  try {
    for await (const { channel, data } of stream) {
      if (channel === channels.resize && data) resizeSession(session, data);
      else if (channel === channels.stdin && data) await writeInput(stdin, data);
      else if (channel === channels.stdin) stdin?.end();
    }
  } catch {
    // The connection was lost, which `closed` tells too: the session is closed there.
  }
}

async function sendAll(stream: TunnelStream, channel: number, source: NodeJS.ReadableStream): Promise<void> {
  for await (const chunk of source) await stream.send(channel, chunk as Buffer);
  stream.end(channel);
}

async function joinConnection(stream: TunnelStream, connection: Duplex): Promise<StreamStatus> {
  const closed = () => connection.destroy();
  stream.closed.then(closed, closed);
  const input = (async () => {
    for await (const { channel, data } of stream) {
      if (channel !== channels.stdin) continue;
      if (data) await writeInput(connection, data);
      else connection.end();
    }
  })().catch(() => connection.destroy());
  await sendAll(stream, channels.stdout, connection);
  if (!connection.writableEnded) connection.end();
  void input;
  return {};
}
