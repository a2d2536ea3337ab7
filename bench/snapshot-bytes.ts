// What a browser takes in to have a snapshot: the same subscription over a WebSocket that offers compression as browsers do,
// counted at the socket.
import { once } from 'node:events';
import { gzipSync } from 'node:zlib';
import { WebSocket } from 'ws';
import type { ApiProcess } from './api-process.ts';

export interface SnapshotBytes {
  /** As text. */
  readonly plainKb: number;
  readonly onTheWireKb: number;
  /** All of it packed at once, as far as that goes. */
  readonly gzipKb: number;
  readonly milliseconds: number;
}

/** `subscription`: the message that asks for it. */
export async function snapshotBytes(api: ApiProcess, subscription: string): Promise<SnapshotBytes> {
  const socket = new WebSocket(api.url.replace('http', 'ws').concat('/graphql'), 'graphql-transport-ws');
  let stream: { bytesRead: number } = { bytesRead: 0 };
  socket.once('upgrade', (response) => {
    stream = response.socket;
  });
  await once(socket, 'open');
  const texts: string[] = [];
  const startMs = performance.now();
  const beforeBytes = stream.bytesRead;
  socket.send(JSON.stringify({ type: 'connection_init', payload: { authorization: `Bearer ${api.token}` } }));
  await new Promise<void>((resolve, reject) => {
    socket.on('error', reject);
    socket.on('close', (code, reason) => reject(new Error(`closed: ${code} ${reason}`)));
    socket.on('message', (data) => {
      const text = String(data);
      if (text.includes('"connection_ack"')) return socket.send(subscription);
      texts.push(text);
      if (text.slice(0, 400).includes('"SNAPSHOT"') && text.slice(0, 400).includes('"more":false')) resolve();
    });
  });
  const milliseconds = Math.round(performance.now() - startMs);
  const bytes = stream.bytesRead - beforeBytes;
  socket.removeAllListeners('close');
  socket.terminate();
  const plain = texts.join('');
  return {
    plainKb: kb(Buffer.byteLength(plain)),
    onTheWireKb: kb(bytes),
    gzipKb: kb(gzipSync(plain).length),
    milliseconds,
  };
}

function kb(bytes: number): number {
  return Math.round(bytes / 1000);
}
