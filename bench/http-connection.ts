// One keep-alive connection that sends one request at a time. It knows no more of HTTP than our servers' answers need, so
// that a benchmark measures the server and not its own client.
import { connect, type Socket } from 'node:net';

const endOfHead = Buffer.from('\r\n\r\n');

export class HttpConnection {
  private readonly socket: Socket;
  private readonly head: string;
  private answer: Answer | undefined;

  private constructor(socket: Socket, head: string) {
    this.socket = socket;
    this.head = head;
    socket.on('data', (chunk) => this.answer?.take(chunk));
    socket.on('error', (error) => this.answer?.reject(error));
    socket.on('close', () => this.answer?.reject(new Error('the server closed the connection')));
  }

  /** `path` is POSTed to with JSON. */
  static async open(url: string, path: string, token?: string): Promise<HttpConnection> {
    const { host, hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    const authorization = token === undefined ? '' : `authorization: Bearer ${token}\r\n`;
    const head = `POST ${path} HTTP/1.1\r\nhost: ${host}\r\n${authorization}content-type: application/json\r\n`;
    return new HttpConnection(socket, head);
  }

  /** The body of the answer, which must have the status 200. */
  post(body: string): Promise<Buffer> {
    return new Promise((resolve, reject) => {
      this.answer = new Answer(resolve, reject);
      this.socket.write(`${this.head}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
    });
  }

  close(): void {
    this.answer = undefined;
    this.socket.destroy();
  }
}

class Answer {
  private readonly resolve: (body: Buffer) => void;
  readonly reject: (error: Error) => void;
  private head: Buffer = Buffer.alloc(0);
  private body: Buffer | undefined;
  private received = 0;

  constructor(resolve: (body: Buffer) => void, reject: (error: Error) => void) {
    this.resolve = resolve;
    this.reject = reject;
  }

  take(chunk: Buffer): void {
    if (this.body) return this.append(this.body, chunk);
    this.head = this.head.length === 0 ? chunk : Buffer.concat([this.head, chunk]);
    const end = this.head.indexOf(endOfHead);
    if (end < 0) return;
    const text = this.head.toString('latin1', 0, end);
    const length = /\r\ncontent-length: (\d+)/i.exec(text)?.[1];
    if (!text.startsWith('HTTP/1.1 200') || length === undefined) return this.reject(new Error(this.head.toString()));
    this.body = Buffer.allocUnsafe(Number(length));
    this.append(this.body, this.head.subarray(end + endOfHead.length));
  }

  private append(body: Buffer, chunk: Buffer): void {
    this.received += chunk.copy(body, this.received);
    if (this.received === body.length) this.resolve(body);
  }
}
