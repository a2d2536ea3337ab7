// A spawned process with its standard streams as pipes: a container's first process, or a command run in a container.
import { type ChildProcess, type StdioOptions, spawn } from 'node:child_process';
import { closeSync } from 'node:fs';
import { Socket } from 'node:net';
import { constants } from 'node:os';
import type { Readable } from 'node:stream';
import type { ProcessSpec } from '../protocol.ts';
import type { Pipe, PipeStock } from './pipes.ts';

export interface Spawned {
  readonly pid: number;
  readonly stdin: Socket | undefined;
  readonly stdout: Socket;
  readonly stderr: Socket;
  /** Resolves when the process has ended; its streams may still hold something, or be held open by others. */
  readonly exited: Promise<{ readonly exitCode: number; readonly signal?: number }>;
  /** The launcher's words when it could not run the program; empty when it could. */
  readonly launchError: Promise<string>;
}

/** In a session and process group of its own. Throws what the system says where the program cannot be executed. */
export async function spawnProcess(spec: ProcessSpec, pipes: PipeStock): Promise<Spawned> {
  const [out, err] = [await pipes.take(), await pipes.take()];
  const input = spec.stdin ? await pipes.take() : undefined;
  const childEnds = [out.writeEnd, err.writeEnd, ...(input ? [input.readEnd] : [])];
  try {
    const child = spawn(spec.file, [...spec.args], {
      argv0: spec.argv0,
      env: { ...spec.env },
      cwd: spec.cwd,
      detached: true,
      stdio: standardStreams(spec, out, err, input),
      ...(spec.uid === undefined ? {} : { uid: spec.uid }),
      ...(spec.gid === undefined ? {} : { gid: spec.gid }),
    });
    const exited = exitOf(child);
    if (child.pid === undefined)
      await failedSpawn(child, [out.readEnd, err.readEnd, ...(input ? [input.writeEnd] : [])]);
    return {
      pid: child.pid ?? 0,
      stdin: input && new Socket({ fd: input.writeEnd, readable: false, writable: true }),
      stdout: new Socket({ fd: out.readEnd, readable: true, writable: false }),
      stderr: new Socket({ fd: err.readEnd, readable: true, writable: false }),
      exited,
      launchError: spec.launcher ? wordsOf(child.stdio[3] as Readable) : Promise.resolve(''),
    };
  } finally {
    for (const descriptor of childEnds) closeSync(descriptor);
  }
}

function standardStreams(spec: ProcessSpec, out: Pipe, err: Pipe, input: Pipe | undefined): StdioOptions {
  const streams: StdioOptions = [input?.readEnd ?? 'ignore', out.writeEnd, err.writeEnd];
  return spec.launcher ? [...streams, 'pipe'] : streams;
}

async function failedSpawn(child: ChildProcess, ownEnds: readonly number[]): Promise<never> {
  for (const descriptor of ownEnds) closeSync(descriptor);
  throw await new Promise<Error>((resolve) => child.once('error', resolve));
}

function exitOf(child: ChildProcess): Spawned['exited'] {
  return new Promise((resolve) => {
    child.once('exit', (code, name) => {
      const signal = name ? constants.signals[name] : undefined;
      resolve(signal === undefined ? { exitCode: code ?? 0 } : { exitCode: 128 + signal, signal });
    });
  });
}

async function wordsOf(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8').trim();
}
