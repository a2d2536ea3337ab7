// A client's side of exec, attach and port-forward: Kubernetes' WebSocket protocols `v5.channel.k8s.io` and
// `v4.channel.k8s.io`. The first byte of each message names its channel; in version 5, channel 255 with a channel's number
// says that nothing more comes on it.

import { channels } from '@portolan/client/tunnel/tunnel-request.ts';
import type { Received, StreamStatus, TunnelStream } from '@portolan/client/tunnel/tunnel-stream.ts';
import type { Logger } from 'pino';
import type { WebSocket } from 'ws';

export const channelProtocols = ['v5.channel.k8s.io', 'v4.channel.k8s.io'] as const;
const closeChannel = 255;
/** Of a connection that ended without a word. When this process stops, its tunnels end as well, which tells agents the same. */
const lostCode = 1006;

/** Resolves when both sides are done. `fromClient`: the channels on which a client may send. */
export async function joinStreams(
  socket: WebSocket,
  stream: TunnelStream,
  { fromClient, log }: { fromClient: ReadonlySet<number>; log: Logger },
): Promise<void> {
  let sending = Promise.resolve();
  socket.on('message', (data: Buffer) => {
    const channel = data[0];
    const bytes = data.subarray(1);
    if (channel === closeChannel && bytes[0] !== undefined) {
      const ended = bytes[0];
      sending = sending.then(() => stream.end(ended));
    } else if (channel !== undefined && fromClient.has(channel)) {
      // What the other side does not take stops the client, by stopping its socket.
      socket.pause();
      sending = sending.then(() => stream.send(channel, bytes)).then(() => socket.resume());
    }
  });
  socket.on('error', (error) => log.debug({ error }, 'a stream of a pod failed'));
  socket.on('close', (code) => stream.close(code === lostCode ? { isCut: true } : {}));
  try {
    for await (const received of stream) await forward(socket, received);
    const status = await stream.closed;
    await end(socket, status);
  } catch (error) {
    const { message } = error as Error;
    await end(socket, { isCut: true, error: { reason: 'InternalError', message } });
  }
}

async function end(socket: WebSocket, status: StreamStatus): Promise<void> {
  await send(socket, channels.error, Buffer.from(JSON.stringify(statusObject(status))));
  if (status.isCut) socket.close(1011, 'the node is gone');
  else socket.close(1000);
}

async function forward(socket: WebSocket, { channel, data }: Received): Promise<void> {
  if (data) await send(socket, channel, data);
  else if (socket.protocol === channelProtocols[0]) await send(socket, closeChannel, Uint8Array.of(channel));
}

/** Resolves when the bytes are on the wire, so that a slow client slows the stream; at once when the client is gone. */
function send(socket: WebSocket, channel: number, data: Uint8Array): Promise<void> {
  const message = Buffer.allocUnsafe(data.length + 1);
  message[0] = channel;
  message.set(data, 1);
  return new Promise((resolve) => socket.send(message, { binary: true }, () => resolve()));
}

/** A Kubernetes Status, as its remote command protocol ends with. */
function statusObject({ exitCode = 0, error }: StreamStatus) {
  const base = { kind: 'Status', apiVersion: 'v1', metadata: {} };
  if (error) return { ...base, status: 'Failure', message: error.message, reason: error.reason, code: 500 };
  if (exitCode === 0) return { ...base, status: 'Success' };
  return {
    ...base,
    status: 'Failure',
    message: `command terminated with non-zero exit code: exit code ${exitCode}`,
    reason: 'NonZeroExitCode',
    details: { causes: [{ reason: 'ExitCode', message: String(exitCode) }] },
    code: 500,
  };
}
