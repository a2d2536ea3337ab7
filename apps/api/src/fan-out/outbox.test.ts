import { Writable } from 'node:stream';
import { VirtualClock } from '@portolan/core/resource/virtual-clock.ts';
import { describe, expect, it } from 'vitest';
import { Outbox } from './outbox.ts';
import { WriteWindow } from './write-window.ts';

/** Takes a write at a time and holds it until the test lets it go. */
class Pipe extends Writable {
  readonly writes: Buffer[][] = [];
  private written: (() => void) | undefined;

  constructor() {
    super({ highWaterMark: 1 });
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.writes.push([chunk]);
    this.written = done;
  }

  override _writev(chunks: Array<{ chunk: Buffer }>, done: () => void): void {
    this.writes.push(chunks.map(({ chunk }) => chunk));
    this.written = done;
  }

  /** The kernel has taken the last write. */
  async taken(): Promise<void> {
    this.written?.();
    await turn();
  }

  get texts(): string[] {
    return this.writes.map((chunks) => Buffer.concat(chunks).toString());
  }
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
}

function open(maxBytes = 100) {
  const clock = new VirtualClock();
  const pipe = new Pipe();
  const outbox = new Outbox(pipe, { window: new WriteWindow(clock, 5), maxBytes });
  const push = (text: string, owner?: object) => outbox.push([Buffer.from(text)], owner);
  return { clock, pipe, outbox, push };
}

describe('Outbox', () => {
  it('writes what comes in one turn of the event loop at once, together', async () => {
    const { pipe, push } = open();
    push('a');
    push('b');
    await turn();
    expect(pipe.texts).toEqual(['ab']);
  });

  it('gathers what comes within the window into one write', async () => {
    const { clock, pipe, push } = open();
    push('a');
    await turn();
    await pipe.taken();
    push('b');
    clock.advance(3);
    push('c');
    await turn();
    expect(pipe.texts).toEqual(['a']);
    clock.advance(2);
    expect(pipe.texts).toEqual(['a', 'bc']);
  });

  it('holds back while the last write has not left, and can still drop what waits', async () => {
    const { pipe, outbox, push } = open();
    const owner = {};
    push('a');
    await turn();
    push('lost', owner);
    push('b');
    outbox.drop(owner);
    await pipe.taken();
    expect(pipe.texts).toEqual(['a', 'b']);
  });

  it('does not copy large pieces', async () => {
    const { pipe, outbox } = open(1 << 20);
    const large = Buffer.alloc(50_000, 'x');
    outbox.push([Buffer.from('<'), large, Buffer.from('>')]);
    await turn();
    await pipe.taken();
    expect(pipe.writes.flat()).toContain(large);
  });

  it('is full at its bound and ready again when half of it has left', async () => {
    const { pipe, outbox, push } = open(10);
    push('first');
    await turn();
    push('0123456789');
    expect(outbox.isFull).toBe(true);
    let isReady = false;
    void outbox.ready().then(() => {
      isReady = true;
    });
    await turn();
    expect(isReady).toBe(false);
    await pipe.taken();
    expect([outbox.isFull, isReady]).toEqual([false, true]);
  });

  it('lets nobody wait for a socket that is gone', async () => {
    const { pipe, outbox, push } = open(1);
    push('a');
    push('b');
    const ready = outbox.ready();
    pipe.destroy();
    await ready;
    push('c');
    expect(outbox.isFull).toBe(false);
  });

  it('hands everything over before the end', async () => {
    const { pipe, outbox, push } = open();
    push('a');
    await turn();
    push('b');
    push('c');
    outbox.finish();
    push('too late');
    await pipe.taken();
    expect(pipe.texts.join('')).toBe('abc');
  });
});
