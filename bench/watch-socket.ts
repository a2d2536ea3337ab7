// A WebSocket that watches (RFC 6455, graphql-transport-ws), made for a thousand of them in one process: it looks at no more
// of a message than tells which changes it brings, and reads into a buffer that all of them share.
import { connect, type Socket } from 'node:net';

export interface WatchSocketOptions {
  readonly url: string;
  readonly token: string;
  /** The document of the subscription; its events begin as `eventHead` says. */
  readonly query: string;
  /** The snapshot is complete: from here on changes come. */
  readonly live: () => void;
  readonly changed: (revision: number) => void;
  readonly failed: (why: string) => void;
}

const readBuffer = Buffer.allocUnsafe(1 << 20);
const opcodes = { text: 1, close: 8, ping: 9, pong: 10 };

/** Asked for by the document in this order, so that the revision follows right behind. */
export const eventFields = 'events { type object { metadata { resourceVersion } manifest } }';
const eventHead = Buffer.from('{"type":"MODIFIED","object":{"metadata":{"resourceVersion":"');
const snapshotMark = Buffer.from('"type":"SNAPSHOT"');
const moreMark = Buffer.from('"more":true');
/** The frame's own fields stand in front of its events. */
const frameHeadBytes = 160;

export class WatchSocket {
  private readonly options: WatchSocketOptions;
  private readonly socket: Socket;
  private rest: Buffer | undefined;
  private isUpgraded = false;

  constructor(options: WatchSocketOptions) {
    const { hostname, port, host } = new URL(options.url);
    this.options = options;
    this.socket = connect({
      host: hostname,
      port: Number(port),
      noDelay: true,
      onread: { buffer: readBuffer, callback: (size) => this.read(readBuffer.subarray(0, size)) },
    });
    this.socket.on('error', (error) => options.failed(error.message));
    this.socket.on('end', () => options.failed('the server closed a watching socket'));
    this.socket.write(
      `GET /graphql HTTP/1.1\r\nhost: ${host}\r\nconnection: Upgrade\r\nupgrade: websocket\r\n` +
        `sec-websocket-version: 13\r\nsec-websocket-key: ${Buffer.alloc(16).toString('base64')}\r\n` +
        'sec-websocket-protocol: graphql-transport-ws\r\n\r\n',
    );
  }

  close(): void {
    this.socket.removeAllListeners('end');
    this.socket.destroy();
  }

  /** The chunk is overwritten by the next read: what must stay is copied. */
  private read(chunk: Buffer): boolean {
    let bytes = this.rest ? Buffer.concat([this.rest, chunk]) : chunk;
    if (!this.isUpgraded) bytes = this.readUpgrade(bytes);
    if (this.isUpgraded) bytes = bytes.subarray(this.readFrames(bytes));
    this.rest = bytes.length === 0 ? undefined : Buffer.from(bytes);
    return true;
  }

  private readUpgrade(bytes: Buffer): Buffer {
    const end = bytes.indexOf('\r\n\r\n');
    if (end < 0) return bytes;
    if (!bytes.toString('latin1', 0, 12).endsWith(' 101')) this.options.failed(bytes.toString('latin1', 0, end));
    this.isUpgraded = true;
    this.send({ type: 'connection_init', payload: { authorization: `Bearer ${this.options.token}` } });
    return bytes.subarray(end + 4);
  }

  /** Returns how many bytes whole frames took. */
  private readFrames(bytes: Buffer): number {
    let position = 0;
    while (position + 2 <= bytes.length) {
      const short = (bytes[position + 1] ?? 0) & 127;
      const head = short < 126 ? 2 : short === 126 ? 4 : 10;
      if (position + head > bytes.length) break;
      const length = short < 126 ? short : readLength(bytes, position + 2, head - 2);
      const end = position + head + length;
      if (end > bytes.length) break;
      this.readFrame((bytes[position] ?? 0) & 15, bytes.subarray(position + head, end));
      position = end;
    }
    return position;
  }

  private readFrame(opcode: number, payload: Buffer): void {
    if (opcode === opcodes.text) this.readMessage(payload);
    else if (opcode === opcodes.ping) this.write(opcodes.pong, payload);
    else if (opcode === opcodes.close) this.options.failed(`closed: ${payload.toString('utf8', 2)}`);
  }

  private readMessage(message: Buffer): void {
    let count = 0;
    for (let at = message.indexOf(eventHead); at >= 0; at = message.indexOf(eventHead, at + eventHead.length)) {
      this.options.changed(readDigits(message, at + eventHead.length));
      count += 1;
    }
    if (count === 0) this.readOther(message);
  }

  private readOther(message: Buffer): void {
    const head = message.subarray(0, frameHeadBytes);
    if (head.includes(snapshotMark)) {
      if (!head.includes(moreMark)) this.options.live();
    } else if (head.includes('"connection_ack"')) {
      this.send({ id: '1', type: 'subscribe', payload: { query: this.options.query } });
    } else if (!head.includes('"type":"BOOKMARK"') && !head.includes('"type":"DELTA"')) {
      this.options.failed(message.toString('utf8', 0, 1_000));
    }
  }

  private send(message: unknown): void {
    this.write(opcodes.text, Buffer.from(JSON.stringify(message)));
  }

  /** A client must mask what it sends; the mask may be zero. */
  private write(opcode: number, payload: Buffer): void {
    const head = Buffer.alloc(payload.length < 126 ? 6 : 8);
    head.writeUInt8(0x80 | opcode, 0);
    head.writeUInt8(0x80 | Math.min(payload.length, 126), 1);
    if (payload.length >= 126) head.writeUInt16BE(payload.length, 2);
    this.socket.write(Buffer.concat([head, payload]));
  }
}

function readLength(bytes: Buffer, position: number, size: number): number {
  return size === 2 ? bytes.readUInt16BE(position) : Number(bytes.readBigUInt64BE(position));
}

function readDigits(bytes: Buffer, from: number): number {
  let value = 0;
  for (let at = from; ; at++) {
    const digit = (bytes[at] ?? 0) - 48;
    if (digit < 0 || digit > 9) return value;
    value = value * 10 + digit;
  }
}
