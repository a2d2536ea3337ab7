// A connection that asks to become a WebSocket and may not.
import type { Duplex } from 'node:stream';

/** `status` with its words: `404 Not Found`. */
export function refuseUpgrade(stream: Duplex, status: string, text = ''): void {
  stream.on('error', () => stream.destroy());
  const head = `HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Type: text/plain; charset=utf-8\r\n`;
  stream.end(`${head}Content-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);
}
