import { describe, expect, it } from 'vitest';
import { ConnectionError } from './errors.ts';
import { PodSession } from './pod-streams.ts';
import { ResumableSession } from './resumable-session.ts';
import type { WebSocketLike } from './socket.ts';
import { channels, sessionGraceMs } from './tunnel/tunnel-request.ts';
import { VirtualClock } from './virtual-clock.ts';

class FakeSocket implements WebSocketLike {
  readonly bufferedAmount = 0;
  binaryType = '';
  sent: string[] = [];
  closedWith: number | undefined;
  onopen: WebSocketLike['onopen'] = null;
  onmessage: WebSocketLike['onmessage'] = null;
  onclose: WebSocketLike['onclose'] = null;
  onerror: WebSocketLike['onerror'] = null;

  send(data: string | Uint8Array): void {
    const bytes = Buffer.from(data);
    this.sent.push(`${bytes[0]} ${bytes.subarray(1)}`);
  }

  close(code?: number): void {
    this.closedWith = code;
  }

  receive(channel: number, text: string): void {
    this.onmessage?.({ data: new Uint8Array([channel, ...Buffer.from(text)]) });
  }
}

function setUp() {
  const clock = new VirtualClock();
  const sockets: FakeSocket[] = [];
  const asked: number[] = [];
  const told: string[] = [];
  let isReachable = true;
  const open = () => {
    const socket = new FakeSocket();
    sockets.push(socket);
    const session = new PodSession(socket, clock);
    socket.onopen?.();
    return session;
  };
  const session = new ResumableSession(open(), {
    clock,
    reopen: async (received) => {
      asked.push(received);
      if (!isReachable) throw new ConnectionError('no answer', { mayHaveHappened: true });
      return open();
    },
    listener: {
      onReconnecting: () => void told.push('reconnecting'),
      onResumed: (missedBytes) => void told.push(`missed ${missedBytes}`),
    },
  });
  const last = () => sockets.at(-1) as FakeSocket; // The first one is made above.
  return { clock, session, asked, told, last, sockets, unreachable: () => (isReachable = false) };
}

const text = (data: Uint8Array) => Buffer.from(data).toString();

async function turns(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

/** Time goes on in steps, since what falls due begins what falls due later. */
async function pass(clock: VirtualClock, ms: number): Promise<void> {
  for (let at = 0; at < ms; at += 1_000) {
    clock.advance(Math.min(1_000, ms - at));
    await turns();
  }
}

describe('a session that is resumed', () => {
  it('sends the size of the terminal and the input that did not arrive, what was typed meanwhile too', async () => {
    const { clock, session, asked, told, last } = setUp();
    const output = session.output();
    session.resize({ columns: 80, rows: 24 });
    session.write(Buffer.from('abc'));
    last().receive(channels.stdout, 'hello');
    expect(text((await output.next()).value?.data ?? new Uint8Array())).toBe('hello');
    last().onclose?.({ code: 1006, reason: '' });
    const next = output.next();
    await turns();
    session.write(Buffer.from('def'));
    await pass(clock, 1_000);
    last().receive(channels.session, '{"output":8,"input":2}');
    last().receive(channels.stdout, 'again');
    expect(text((await next).value?.data ?? new Uint8Array())).toBe('again');
    expect(asked).toEqual([5]);
    expect(told).toEqual(['reconnecting', 'missed 3']);
    expect(last().sent).toEqual(['4 {"Width":80,"Height":24}', '0 cdef']);
    expect(clock.timers).toBe(0);
  });

  it('is given up after as long as the node keeps it', async () => {
    const { clock, session, asked, last, unreachable } = setUp();
    unreachable();
    last().onclose?.({ code: 1001, reason: 'Going away' });
    let failure: unknown;
    const reading = session
      .output()
      .next()
      .catch((error: unknown) => {
        failure = error;
      });
    await turns();
    await pass(clock, sessionGraceMs - 1);
    expect(failure).toBeUndefined();
    await pass(clock, 1);
    await reading;
    expect(failure).toBeInstanceOf(ConnectionError);
    expect(asked.length).toBeGreaterThan(10);
  });

  it.each([
    ['was closed by this side', 1000],
    ['lost its right to be there', 4401],
  ])('is not what %s', async (_what, code) => {
    const { session, told, last } = setUp();
    last().onclose?.({ code, reason: '' });
    await expect(session.output().next()).rejects.toThrow();
    expect(told).toEqual([]);
  });

  it('ends the command when it was closed while it was being resumed', async () => {
    const { clock, session, sockets, last } = setUp();
    last().onclose?.({ code: 1006, reason: '' });
    const reading = session.output().next();
    await turns();
    await pass(clock, 1_000);
    session.close();
    last().receive(channels.session, '{"output":0,"input":0}');
    await expect(reading).rejects.toMatchObject({ code: 'GONE' });
    expect(sockets).toHaveLength(2);
    expect(last().closedWith).toBe(1000);
  });
});
