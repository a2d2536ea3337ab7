// One stream of a tunnel. What is received waits for its reader, at most a window of it: the other side may send more only
// when that was read.

/** How the stream ended, as the side that did the work tells it. */
export interface StreamStatus {
  /** The connection of the side that says so broke off: nobody has closed the stream. */
  readonly isCut?: boolean;
  /** Of a command that ran. */
  readonly exitCode?: number;
  /** Why there was nothing to do or to be read: Kubernetes' reason, and a text for people. */
  readonly error?: { readonly reason: string; readonly message: string };
}

export type Received =
  | { readonly channel: number; readonly data: Uint8Array }
  /** Nothing more comes on the channel. */
  | { readonly channel: number; readonly data: undefined };

/** What the stream tells its tunnel. */
export interface StreamFrames {
  data(channel: number, bytes: Uint8Array): void;
  end(channel: number): void;
  credit(bytes: number): void;
  close(status: StreamStatus): void;
  forget(): void;
}

const windowBytes = 256 * 1024;
const chunkBytes = 32 * 1024;

export class TunnelStream implements AsyncIterable<Received> {
  private readonly frames: StreamFrames;
  private credit = windowBytes;
  private readonly waitingForCredit: Array<() => void> = [];
  private readonly received: Received[] = [];
  /** Bytes received and not yet granted anew. */
  private unreadBytes = 0;
  private readBytes = 0;
  private wakeReader: (() => void) | undefined;
  private status: StreamStatus | undefined;
  private failure: Error | undefined;
  private isClosedHere = false;
  private settle: (status: StreamStatus) => void = () => undefined;
  private reject: (error: Error) => void = () => undefined;
  /** Resolves when the other side has closed the stream; rejects with ConnectionError when the connection was lost. */
  readonly closed: Promise<StreamStatus>;

  constructor(frames: StreamFrames) {
    this.frames = frames;
    this.closed = new Promise((resolve, reject) => {
      this.settle = resolve;
      this.reject = reject;
    });
    // Who does not ask how it ended need not hear of it.
    this.closed.catch(() => undefined);
  }

  get isOver(): boolean {
    return this.isClosedHere || this.status !== undefined || this.failure !== undefined;
  }

  /** Resolves when the bytes are on their way; at once and without effect when the stream is over. */
  async send(channel: number, data: Uint8Array): Promise<void> {
    for (let at = 0; at < data.length && !this.isOver; ) {
      if (this.credit === 0) {
        await new Promise<void>((resolve) => this.waitingForCredit.push(resolve));
        continue;
      }
      const chunk = data.subarray(at, at + Math.min(chunkBytes, this.credit));
      this.credit -= chunk.length;
      at += chunk.length;
      this.frames.data(channel, chunk);
    }
  }

  /** Nothing more is sent on the channel. */
  end(channel: number): void {
    if (!this.isOver) this.frames.end(channel);
  }

  /** Ends the stream; the first call counts. */
  close(status: StreamStatus = {}): void {
    if (this.isClosedHere || this.failure) return;
    this.isClosedHere = true;
    this.frames.close(status);
    this.settle(status);
    this.wake();
  }

  /** Ends when the stream does; what came before is read first. Throws ConnectionError when the connection was lost. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Received, void, undefined> {
    for (;;) {
      const next = this.received.shift();
      if (next) {
        yield next;
        if (next.data) this.grant(next.data.length);
        continue;
      }
      if (this.failure) throw this.failure;
      if (this.isOver) return;
      await new Promise<void>((resolve) => {
        this.wakeReader = resolve;
      });
    }
  }

  /** Returns false when the other side sent more than it may. */
  receiveData(channel: number, data: Uint8Array): boolean {
    if (this.isClosedHere) return true;
    this.unreadBytes += data.length;
    if (this.unreadBytes > windowBytes) return false;
    this.received.push({ channel, data });
    this.wake();
    return true;
  }

  receiveEnd(channel: number): void {
    this.received.push({ channel, data: undefined });
    this.wake();
  }

  receiveCredit(bytes: number): void {
    this.credit += bytes;
    this.wakeSenders();
  }

  receiveClose(status: unknown): void {
    this.status = (status ?? {}) as StreamStatus; // Only our own agents and servers speak on a tunnel.
    this.frames.forget();
    this.settle(this.status);
    this.wake();
  }

  fail(error: Error): void {
    if (this.isOver) return;
    this.failure = error;
    this.reject(error);
    this.wake();
  }

  /** Credits go out in halves of the window, so that few frames carry them. */
  private grant(bytes: number): void {
    this.readBytes += bytes;
    if (this.readBytes < windowBytes / 2 || this.isOver) return;
    this.frames.credit(this.readBytes);
    this.unreadBytes -= this.readBytes;
    this.readBytes = 0;
  }

  private wake(): void {
    this.wakeReader?.();
    this.wakeReader = undefined;
    if (this.isOver) this.wakeSenders();
  }

  private wakeSenders(): void {
    for (const wake of this.waitingForCredit.splice(0)) wake();
  }
}
