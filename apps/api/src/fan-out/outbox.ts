// The bytes on their way to one socket. Messages wait here, not in Node's stream, so that those of a slow consumer can
// still be dropped, and so that all messages of one window leave in a single write.
import type { Writable } from 'node:stream';
import type { WriteWindow } from './write-window.ts';

/** A message in pieces; large pieces are shared between sockets and never copied. */
export type Message = readonly Buffer[];

interface Entry {
  readonly message: Message;
  readonly size: number;
  readonly owner: object | undefined;
}

export interface OutboxOptions {
  readonly window: WriteWindow;
  readonly maxBytes: number;
}

/** At most this much is handed to the stream at once: what was handed over can no longer be dropped. */
const maxWriteBytes = 1 << 20;
/** Messages up to this size are cheaper to copy into one buffer than to write piece by piece. */
const maxCopyBytes = 16 << 10;

export class Outbox {
  private readonly writable: Writable;
  private readonly options: OutboxOptions;
  private queue: Entry[] = [];
  private queuedBytes = 0;
  private isWriting = false;
  private isClosed = false;
  private waiting: Array<() => void> = [];

  constructor(writable: Writable, options: OutboxOptions) {
    this.writable = writable;
    this.options = options;
    writable.once('close', () => this.discard());
  }

  get isFull(): boolean {
    return this.queuedBytes >= this.options.maxBytes;
  }

  get bytes(): number {
    return this.queuedBytes;
  }

  push(message: Message, owner?: object): void {
    if (this.isClosed) return;
    let size = 0;
    for (const piece of message) size += piece.length;
    this.queue.push({ message, size, owner });
    this.queuedBytes += size;
    if (!this.isWriting) this.options.window.request(this);
  }

  /** Forgets what waits for `owner`. */
  drop(owner: object): void {
    this.queue = this.queue.filter((entry) => entry.owner !== owner);
    this.queuedBytes = this.queue.reduce((sum, entry) => sum + entry.size, 0);
  }

  /** Resolves when less than half of the bound is queued, or the socket is gone. */
  ready(): Promise<void> {
    if (this.hasRoom()) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** One write of what is queued, unless the one before has not left yet: then its end continues. */
  flush(): void {
    if (this.isWriting || this.isClosed || this.queue.length === 0) return;
    this.isWriting = true;
    this.write(this.take(maxWriteBytes), () => {
      this.isWriting = false;
      this.flush();
    });
    if (this.hasRoom()) this.release();
  }

  /** Hands everything over at once, before an orderly close. Nothing can be queued afterwards. */
  finish(): void {
    if (this.isClosed) return;
    if (this.queue.length > 0) this.write(this.take(Number.POSITIVE_INFINITY));
    this.discard();
  }

  private discard(): void {
    this.isClosed = true;
    this.queue = [];
    this.queuedBytes = 0;
    this.release();
  }

  private hasRoom(): boolean {
    return this.isClosed || this.queuedBytes < this.options.maxBytes / 2;
  }

  private release(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }

  private take(limit: number): Entry[] {
    let bytes = 0;
    let count = 0;
    for (const entry of this.queue) {
      if (count > 0 && bytes + entry.size > limit) break;
      bytes += entry.size;
      count += 1;
    }
    this.queuedBytes -= bytes;
    return this.queue.splice(0, count);
  }

  private write(entries: readonly Entry[], written?: () => void): void {
    const pieces = joinSmall(entries);
    const [only] = pieces;
    // The common case: one message or a few small ones. Corking costs as much as all else here.
    if (only && pieces.length === 1) return void this.writable.write(only, written);
    this.writable.cork();
    for (const [position, piece] of pieces.entries()) {
      this.writable.write(piece, position === pieces.length - 1 ? written : undefined);
    }
    this.writable.uncork();
  }
}

/** Copies runs of small messages into one buffer each; pieces of large ones stay as they are. */
function joinSmall(entries: readonly Entry[]): Buffer[] {
  const pieces: Buffer[] = [];
  let run: Buffer[] = [];
  const endRun = () => {
    if (run.length > 0) pieces.push(run.length === 1 && run[0] ? run[0] : Buffer.concat(run));
    run = [];
  };
  for (const { message, size } of entries) {
    if (size > maxCopyBytes) {
      endRun();
      pieces.push(...message);
    } else {
      run.push(...message);
    }
  }
  endRun();
  return pieces;
}
