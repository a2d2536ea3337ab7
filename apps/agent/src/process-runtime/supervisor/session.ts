// A client's connection to the streams of a command run in a container (exec) or of the container itself (attach).
import { execFile } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import type { Socket } from 'node:net';
import type { Readable } from 'node:stream';
import { readProcesses, signal, treeOf } from '../process-table.ts';
import { encodeFrame, FrameReader, frameTypes, type ProcessSpec } from '../protocol.ts';
import type { Contained } from './contained.ts';
import type { PipeStock } from './pipes.ts';
import { type Spawned, spawnProcess } from './spawned.ts';

/** How long a command's streams may stay open after it ended, held by what it left behind. */
const lingerMs = 500;

export async function serveExec(
  client: Socket,
  early: Buffer,
  command: { readonly container: Contained; readonly process: ProcessSpec; readonly pipes: PipeStock },
): Promise<void> {
  let spawned: Spawned;
  try {
    spawned = await spawnProcess(command.process, command.pipes);
  } catch (error) {
    endSession(client, { exitCode: 126, message: (error as Error).message });
    return;
  }
  const forget = command.container.addSession(spawned.pid);
  spawned.stdin?.on('error', () => spawned.stdin?.destroy());
  receive(client, early, spawned.stdin, (columns, rows) => resizeTerminal(spawned.pid, columns, rows));
  client.once('close', () => signal(-spawned.pid, 'SIGKILL'));
  const closed = [pump(spawned.stdout, frameTypes.stdout, client), pump(spawned.stderr, frameTypes.stderr, client)];
  const { exitCode } = await spawned.exited;
  await Promise.race([Promise.all(closed), new Promise((resolve) => setTimeout(resolve, lingerMs).unref())]);
  spawned.stdout.destroy();
  spawned.stderr.destroy();
  spawned.stdin?.destroy();
  forget();
  const message = await spawned.launchError;
  endSession(client, message ? { exitCode: 126, message } : { exitCode });
}

export function serveAttach(client: Socket, early: Buffer, container: Contained): void {
  const { stdin } = container;
  const detach = container.attach({
    output: (stream, chunk) => {
      // A viewer that does not read gets no more: the container and its log must not wait for it.
      if (client.writableLength > slowViewerBytes) client.destroy();
      else client.write(encodeFrame(frameTypes[stream], chunk));
    },
    ended: (exitCode) => endSession(client, { exitCode }),
  });
  receive(client, early, stdin, (columns, rows) => resizeTerminal(container.run.pid, columns, rows));
  client.once('close', () => {
    detach();
    if (container.closesStdinOnce) stdin?.end();
  });
}

const slowViewerBytes = 8 * 1024 * 1024;

export function endSession(client: Socket, status: { exitCode: number; message?: string }): void {
  client.end(encodeFrame(frameTypes.ended, Buffer.from(JSON.stringify(status))));
}

function receive(
  client: Socket,
  early: Buffer,
  stdin: Spawned['stdin'],
  resize: (columns: number, rows: number) => void,
): void {
  const frames = new FrameReader((type, payload) => {
    if (type === frameTypes.resize) return resize(payload.readUInt16BE(0), payload.readUInt16BE(2));
    if (!stdin || stdin.destroyed) return;
    if (type === frameTypes.stdinEnd) stdin.end();
    else if (type === frameTypes.stdin && !stdin.write(payload)) {
      client.pause();
      stdin.once('drain', () => client.resume());
    }
  });
  const push = (chunk: Buffer) => {
    try {
      frames.push(chunk);
    } catch (error) {
      client.destroy(error as Error);
    }
  };
  client.on('data', push);
  client.on('error', () => client.destroy());
  if (early.length > 0) push(early);
}

function pump(from: Readable, type: number, client: Socket): Promise<void> {
  from.on('data', (chunk: Buffer) => {
    if (client.destroyed || client.write(encodeFrame(type, chunk))) return;
    from.pause();
    client.once('drain', () => from.resume());
  });
  return new Promise((resolve) => from.once('close', () => resolve()));
}

/** How long a command that has just started may take to have its terminal, and how often that is looked for. */
const terminalPatience = { attempts: 100, everyMs: 20 };

/** The terminal belongs to `script`; whatever runs in it holds its other end and is told by the kernel. */
function resizeTerminal(pid: number, columns: number, rows: number, attempt = 1): void {
  const members = treeOf(pid, readProcesses());
  const terminal = members.map((member) => terminalOf(member.pid)).find((path) => path !== undefined);
  if (!terminal) {
    if (members.length === 0 || attempt === terminalPatience.attempts) return;
    setTimeout(() => resizeTerminal(pid, columns, rows, attempt + 1), terminalPatience.everyMs).unref();
    return;
  }
  execFile('stty', ['-F', terminal, 'cols', String(columns), 'rows', String(rows)], (error) => {
    if (error) console.error(`resize ${terminal}: ${error.message}`);
  });
}

function terminalOf(pid: number): string | undefined {
  try {
    const target = readlinkSync(`/proc/${pid}/fd/0`);
    return target.startsWith('/dev/pts/') && !target.endsWith('/ptmx') ? target : undefined;
  } catch {
    // Ended meanwhile, or another user's.
    return undefined;
  }
}
