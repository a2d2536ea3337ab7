// `tar` and `test` in a container, as the two ends of a copy.
import { PassThrough, type Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type { PodSession } from '@portolan/client';
import { ConnectionError } from '@portolan/client/errors.ts';
import type { Cli } from '../cli.ts';
import { CommandError } from '../failures.ts';
import { ByteOutput } from '../pod-streams/byte-output.ts';

export interface Container {
  readonly cli: Cli;
  readonly pod: { readonly namespace: string; readonly name: string };
  readonly name: string;
}

export async function isFolderIn(container: Container, path: string): Promise<boolean> {
  const session = await exec(container, ['test', '-d', path]);
  for await (const _ of session.output());
  return (await session.ended).exitCode === 0;
}

/** Feeds a command. What it prints goes to the standard error stream. Throws CommandError when it fails. */
export async function feed(container: Container, command: readonly string[], input: AsyncIterable<Uint8Array>) {
  const session = await exec(container, command, true);
  let isOver = false;
  const telling = tellAll(container.cli, session).finally(() => {
    isOver = true;
  });
  // Heard below, once there is nothing more to send.
  telling.catch(() => undefined);
  try {
    for await (const chunk of input) {
      if (isOver) break;
      await session.write(chunk);
    }
    session.endInput();
    await telling;
  } finally {
    session.close();
  }
}

async function tellAll(cli: Cli, session: PodSession): Promise<void> {
  const output = new ByteOutput(cli.streams.stderr, { raw: false });
  for await (const { data } of session.output()) await output.write(data);
  await expectSuccess(session);
}

/** How often a copy that broke off is taken up again; negative for as often as need be. */
export type Retries = number;

const retryMs = 1_000;

/** The archive that `tar` makes of a path. It fails with what the session fails with. */
export function archiveOf(container: Container, path: string, retries: Retries): Readable {
  const archive = new PassThrough();
  void readArchive(container, { path, retries, archive }).then(
    () => archive.end(),
    (error: Error) => archive.destroy(error),
  );
  return archive;
}

interface Reading {
  readonly path: string;
  readonly retries: Retries;
  readonly archive: PassThrough;
}

async function readArchive(container: Container, { path, retries, archive }: Reading): Promise<void> {
  const stderr = new ByteOutput(container.cli.streams.stderr, { raw: false });
  let bytes = 0;
  for (let retry = 0; ; ) {
    try {
      const session = await exec(container, retries === 0 ? wholeArchive(path) : restOfArchive(path, bytes));
      for await (const { stream, data } of session.output()) {
        if (stream === 'stderr') await stderr.write(data);
        else if (!(await written(archive, data))) return session.close();
        else bytes += data.length;
      }
      return await expectSuccess(session);
    } catch (error) {
      if (!(error instanceof ConnectionError) || retries === 0) throw error;
      if (retry === retries) {
        container.cli.warn(`Dropping out copy after ${retry} retries`);
        throw error;
      }
      retry++;
      container.cli.warn(`Resuming copy at ${bytes} bytes, retry ${retry}/${retries} - ${error.message}`);
      await setTimeout(retryMs);
    }
  }
}

/** False when nobody reads any more. */
async function written(archive: PassThrough, data: Uint8Array): Promise<boolean> {
  if (archive.destroyed) return false;
  return new Promise((resolve) => {
    archive.write(data, (error) => resolve(!error));
  });
}

function wholeArchive(path: string): string[] {
  return ['tar', 'cf', '-', operand(path)];
}

/** The path is no part of the script, which would have its say in it. */
function restOfArchive(path: string, bytes: number): string[] {
  return ['sh', '-c', 'tar cf - "$1" | tail -c "+$2"', 'sh', operand(path), String(bytes + 1)];
}

/** What begins with a dash would be taken for flags. */
export function operand(path: string): string {
  return path.startsWith('-') ? `./${path}` : path;
}

async function exec({ cli, pod, name }: Container, command: readonly string[], stdin = false): Promise<PodSession> {
  const client = await cli.connectLive();
  return client.podStreams.exec(pod, { container: name, command, stdin });
}

async function expectSuccess(session: PodSession): Promise<void> {
  const { exitCode } = await session.ended;
  if (exitCode !== 0) throw new CommandError(`command terminated with exit code ${exitCode}`);
}
