// The entry of the SDK in Node. A browser takes `createClient` from client.ts, which needs nothing of Node.
import { WebSocket } from 'ws';
import { type Client, type ClientOptions, createClient } from './client.ts';
import { resolveTarget, type TargetOptions } from './config.ts';
import type { WebSocketLike } from './socket.ts';

export type { Access, AccessQuestion, Client, ClientOptions, Identity } from './client.ts';
export type { TargetOptions } from './config.ts';
export {
  Controller,
  type ControllerOptions,
  type ReconcileInput,
  type ReconcileResult,
  TerminalError,
} from './controller.ts';
export { ApiError, type Cause, ConfigurationError, ConnectionError, isCode } from './errors.ts';
export type * from './generated/kubernetes.ts';
export type { InformerHandlers } from './handler-lanes.ts';
export { Informer, type InformerOptions } from './informer.ts';
export { KindClient, type List, type ListOptions } from './kind-client.ts';
export { type ApiObject, keyOf, type Manifest } from './objects.ts';
export type { ObjectName, Operation } from './operations.ts';
export type { AttachOptions, ExecOptions, LogOptions, Output, PodSession } from './pod-streams.ts';
export { execResumable, type ResumableSession, type ResumeListener } from './resumable-session.ts';
export type { ConnectionStatus } from './socket.ts';
export type { WatchEvent } from './watch.ts';
export { type WatchItem, WatchStream } from './watch-stream.ts';
export type { ChangeSet, Refusal, WriteOptions, WriteResult } from './writes.ts';

/** A connection that is closed keeps the process until it has said goodbye, or for so many milliseconds. */
const socketOptions = { perMessageDeflate: false, closeTimeout: 1_000 };

/** A client of the API that options, environment or configuration file name. Throws ConfigurationError. */
export async function connect({
  server,
  token,
  context,
  config,
  ...options
}: TargetOptions & ClientOptions = {}): Promise<Client> {
  const target = await resolveTarget({
    ...(server !== undefined && { server }),
    ...(token !== undefined && { token }),
    ...(context !== undefined && { context }),
    ...(config !== undefined && { config }),
  });
  return createClient(target, { webSocket: openSocket, ...options });
}

function openSocket(url: string, protocols: string | string[]): WebSocketLike {
  const socket = new WebSocket(url, protocols, socketOptions);
  const like = socket as unknown as WebSocketLike; // The same members, typed with events that say more.
  socket.on('unexpected-response', (request, response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('close', () => {
      const text = Buffer.concat(chunks).toString('utf8').trim();
      const status = response.statusCode ?? 0;
      like.onerror?.({ message: text || `Unexpected server response: ${status}`, status });
      request.destroy();
    });
  });
  return like;
}
