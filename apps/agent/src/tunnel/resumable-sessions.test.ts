import { PassThrough } from 'node:stream';
import { Tunnel } from '@portolan/client/tunnel/tunnel.ts';
import { channels, type SessionRequest, sessionGraceMs } from '@portolan/client/tunnel/tunnel-request.ts';
import type { TunnelStream } from '@portolan/client/tunnel/tunnel-stream.ts';
import { VirtualClock } from '@portolan/client/virtual-clock.ts';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Session } from '../runtime/runtime-service.ts';
import { ResumableSessions } from './resumable-sessions.ts';

/** A command that a test plays. */
class Command implements Session {
  readonly stdin = new PassThrough();
  readonly stdout = new PassThrough();
  isClosed = false;
  exit: (exitCode: number) => void = () => undefined;
  readonly ended = new Promise<{ exitCode: number }>((resolve) => {
    this.exit = (exitCode) => {
      this.stdout.end();
      resolve({ exitCode });
    };
  });

  close(): void {
    this.isClosed = true;
    this.exit(137);
  }
}

const id = 'x'.repeat(22);
let clock: VirtualClock;
let sessions: ResumableSessions;
let commands: Command[];

beforeEach(() => {
  clock = new VirtualClock();
  sessions = new ResumableSessions(clock);
  commands = [];
});

/** A client's end of a session, over a connection of its own. */
function connect(asked: Partial<SessionRequest> = {}, container = 'main') {
  const api: Tunnel = new Tunnel('opener', (frame) => node.receive(frame));
  const node = new Tunnel(
    'acceptor',
    (frame) => api.receive(frame),
    (stream) => void serve(stream),
  );
  const request = { kind: 'exec', namespace: 'a', name: 'b', uid: 'u', container, command: [], stdin: true } as const;
  const session = { id, user: 'me', received: 0, isResumed: false, ...asked };
  const serve = async (stream: TunnelStream) => {
    const start = async () => {
      const command = new Command();
      commands.push(command);
      return command;
    };
    stream.close(
      await sessions
        .serve(stream, { ...request, tty: true, session }, start)
        .catch(({ name, message }: Error) => ({ error: { reason: name, message } })),
    );
  };
  return {
    stream: api.open({}),
    cut: () => {
      node.lost();
      api.lost();
    },
  };
}

/** The text that comes next, after the position. */
async function next(stream: TunnelStream, channel: number = channels.stdout): Promise<string> {
  for await (const received of stream)
    if (received.channel === channel) return Buffer.from(received.data ?? []).toString();
  throw new Error('the stream ended');
}

async function settled(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('resumable sessions', () => {
  it('give the one who comes back what he has not received, and take his input from where it was lost', async () => {
    const first = connect();
    expect(await next(first.stream, channels.session)).toBe('{"output":0,"input":0}');
    commands[0]?.stdout.write('hello');
    expect(await next(first.stream)).toBe('hello');
    await first.stream.send(channels.stdin, Buffer.from('abc'));
    await settled();
    first.cut();
    commands[0]?.stdout.write(' world');
    await settled();
    const second = connect({ isResumed: true, received: 3 });
    expect(await next(second.stream, channels.session)).toBe('{"output":3,"input":3}');
    expect(await next(second.stream)).toBe('lo world');
    expect(commands).toHaveLength(1);
    expect(commands[0]?.stdin.read()?.toString()).toBe('abc');
  });

  it('end the command when nobody came back in time, and not before', async () => {
    const first = connect();
    await next(first.stream, channels.session);
    first.cut();
    await settled();
    clock.advance(sessionGraceMs - 1);
    expect(commands[0]?.isClosed).toBe(false);
    clock.advance(1);
    expect(commands[0]?.isClosed).toBe(true);
    const late = connect({ isResumed: true });
    expect(await late.stream.closed).toEqual({ error: { reason: 'NotFound', message: 'the session is gone' } });
    expect(clock.timers).toBe(0);
  });

  it('end the command at once when its client closes it', async () => {
    const { stream } = connect();
    await next(stream, channels.session);
    stream.close();
    await settled();
    expect(commands[0]?.isClosed).toBe(true);
    expect(clock.timers).toBe(0);
  });

  it('belong to the user and the container that began them', async () => {
    const first = connect();
    await next(first.stream, channels.session);
    for (const other of [connect({ user: 'you', isResumed: true }), connect({ user: 'you' }), connect({}, 'side')])
      expect(await other.stream.closed).toMatchObject({ error: { reason: 'NotFound' } });
    expect(first.stream.isOver).toBe(false);
    expect(commands).toHaveLength(1);
  });

  it('go to the newest connection: the one before it may be dead without knowing', async () => {
    const first = connect();
    await next(first.stream, channels.session);
    const second = connect({ isResumed: true });
    await next(second.stream, channels.session);
    expect(await first.stream.closed).toMatchObject({ error: { reason: 'Conflict' } });
    first.cut();
    commands[0]?.stdout.write('still here');
    expect(await next(second.stream)).toBe('still here');
    expect(clock.timers).toBe(0);
  });

  it('wait for a client that confirms nothing, and drop the oldest for one that is away', async () => {
    const first = connect();
    await next(first.stream, channels.session);
    const { stdout } = commands[0] as Command; // The one that was started.
    for (let block = 0; block < 40; block++) stdout.write(Buffer.alloc(16_384, 65 + block));
    const unread = () => stdout.readableLength + stdout.writableLength;
    await vi.waitFor(() => expect(unread()).toBeLessThan(16_384 * 26));
    for (let turn = 0; turn < 20; turn++) await settled();
    expect(unread()).toBeGreaterThan(16_384 * 22);
    first.cut();
    await vi.waitFor(() => expect(unread()).toBe(0));
    const second = connect({ isResumed: true, received: 16_384 });
    const { output } = JSON.parse(await next(second.stream, channels.session));
    expect(output).toBeGreaterThan(16_384 * 20);
    expect((await next(second.stream))[0]).toBe(String.fromCharCode(65 + Math.floor(output / 16_384)));
  });

  it('let the command go on for a client that comes back and has all that was waiting to be confirmed', async () => {
    const first = connect();
    await next(first.stream, channels.session);
    const { stdout } = commands[0] as Command; // The one that was started.
    for (let block = 0; block < 40; block++) stdout.write(Buffer.alloc(16_384));
    const unread = () => stdout.readableLength + stdout.writableLength;
    await vi.waitFor(() => expect(unread()).toBeLessThan(16_384 * 26));
    connect({ isResumed: true, received: 16_384 * 13 });
    await vi.waitFor(() => expect(unread()).toBeLessThan(16_384 * 14));
  });

  it('tell their end again to a client that lost its connection just then', async () => {
    const first = connect();
    await next(first.stream, channels.session);
    commands[0]?.stdout.write('bye');
    commands[0]?.exit(4);
    expect(await first.stream.closed).toEqual({ exitCode: 4 });
    const second = connect({ isResumed: true, received: 1 });
    expect(await next(second.stream)).toBe('ye');
    expect(await second.stream.closed).toEqual({ exitCode: 4 });
    clock.advance(sessionGraceMs);
    expect(await connect({ isResumed: true }).stream.closed).toMatchObject({ error: { reason: 'NotFound' } });
  });

  it('are limited in number; those that have ended make room', async () => {
    for (let number = 0; number < 100; number++) await next(connect({ id: `${id}${number}` }).stream, channels.session);
    const refused = { error: { reason: 'TooManyRequests', message: 'the node holds 100 resumable sessions already' } };
    expect(await connect().stream.closed).toEqual(refused);
    commands[7]?.exit(0);
    await settled();
    expect(await next(connect().stream, channels.session)).toContain('output');
  });
});
