// A session as the agent sees it: streams over the frames of a connection to the supervisor.
import type { Socket } from 'node:net';
import { PassThrough, type Readable, Writable } from 'node:stream';
import { type ExecResult, RuntimeError, type Session } from '../runtime/runtime-service.ts';
import { encodeFrame, FrameReader, frameTypes } from './protocol.ts';

export interface SessionEnd {
  readonly exitCode: number;
  /** Why the command could not be run at all. */
  readonly message?: string;
}

export interface SupervisedSession extends Session {
  readonly stdout: PassThrough;
  readonly stderr: PassThrough;
  readonly ended: Promise<SessionEnd>;
}

export function openSession(
  socket: Socket,
  options: { readonly stdin: boolean; readonly tty: boolean },
): SupervisedSession {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const end = deferred<SessionEnd>();
  const frames = new FrameReader((type, payload) => {
    if (type === frameTypes.ended) return end.resolve(JSON.parse(payload.toString('utf8')) as SessionEnd);
    const stream = type === frameTypes.stdout ? stdout : stderr;
    if (stream.write(payload)) return;
    socket.pause();
    stream.once('drain', () => socket.resume());
  });
  socket.on('data', (chunk: Buffer) => frames.push(chunk));
  socket.on('error', () => socket.destroy());
  socket.on('close', () => {
    stdout.end();
    stderr.end();
    // Without a word of how it ended the supervisor or this side let go.
    end.resolve({ exitCode: 137, message: 'the session was cut off' });
  });
  return {
    stdout,
    stderr,
    ...(options.stdin ? { stdin: stdinOf(socket) } : {}),
    ...(options.tty ? { resize: (columns: number, rows: number) => resize(socket, columns, rows) } : {}),
    ended: end.promise,
    close: () => socket.destroy(),
  };
}

function stdinOf(socket: Socket): Writable {
  const send = (frame: Buffer, done: () => void) => {
    // What cannot be delivered any more is dropped, as by a pipe whose reader has ended.
    if (socket.destroyed || socket.write(frame)) return done();
    const go = () => {
      socket.off('drain', go);
      socket.off('close', go);
      done();
    };
    socket.once('drain', go);
    socket.once('close', go);
  };
  return new Writable({
    write: (chunk: Buffer, _encoding, done) => send(encodeFrame(frameTypes.stdin, chunk), () => done()),
    final: (done) => send(encodeFrame(frameTypes.stdinEnd, Buffer.alloc(0)), () => done()),
  });
}

function resize(socket: Socket, columns: number, rows: number): void {
  const size = Buffer.alloc(4);
  size.writeUInt16BE(columns, 0);
  size.writeUInt16BE(rows, 2);
  if (!socket.destroyed) socket.write(encodeFrame(frameTypes.resize, size));
}

function deferred<T>(): { promise: Promise<T>; resolve(value: T): void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((done) => {
    resolve = done;
  });
  return { promise, resolve };
}

const longestOutputBytes = 16 * 1024 * 1024;
const longestTimerMs = 2 ** 31 - 1;

/** Waits for the command's end. Throws `DeadlineExceeded` when it takes too long; no time means no limit. */
export async function collectOutput(
  session: SupervisedSession,
  command: readonly string[],
  timeoutSeconds: number,
): Promise<ExecResult> {
  const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
  let bytes = 0;
  for (const name of ['stdout', 'stderr'] as const) {
    session[name].on('data', (chunk: Buffer) => {
      bytes += chunk.length;
      // Read on, or the command would wait for ever; what is more than anybody looks at is dropped.
      if (bytes <= longestOutputBytes) output[name].push(chunk);
    });
  }
  let isLate = false;
  const giveUp = () => {
    isLate = true;
    session.close();
  };
  const timer = setTimeout(giveUp, timeoutSeconds > 0 ? timeoutSeconds * 1000 : longestTimerMs);
  const { exitCode, message } = await session.ended.finally(() => clearTimeout(timer));
  await Promise.all([ended(session.stdout), ended(session.stderr)]);
  if (isLate) throw new RuntimeError('DeadlineExceeded', `command "${command.join(' ')}" timed out`);
  if (message) throw new RuntimeError('ExecError', message);
  return { stdout: Buffer.concat(output.stdout), stderr: Buffer.concat(output.stderr), exitCode };
}

function ended(stream: Readable): Promise<void> {
  return stream.readableEnded ? Promise.resolve() : new Promise((resolve) => stream.once('end', () => resolve()));
}
