// Joins this terminal, or the streams in its place, to a command in a pod or to a container.
import type { PodSession } from '@portolan/client';
import type { Cli } from '../cli.ts';
import { ByteOutput } from './byte-output.ts';

export interface TerminalOptions {
  readonly stdin: boolean;
  readonly tty: boolean;
}

/** A terminal there needs one here: without, the session is one of plain streams, which is said. */
export function terminalOf(cli: Cli, { stdin, tty }: TerminalOptions): TerminalOptions {
  if (!stdin || !tty) return { stdin, tty: false };
  if (cli.streams.stdin.isTTY) return { stdin, tty };
  cli.warn('Unable to use a TTY - input is not a terminal or the right kind of file');
  return { stdin, tty: false };
}

/** Resolves with the exit code. Throws ApiError and ConnectionError. */
export async function joinTerminal(cli: Cli, session: PodSession, { stdin, tty }: TerminalOptions): Promise<number> {
  const { streams } = cli;
  const tellSize = () => session.resize({ columns: streams.stdout.columns, rows: streams.stdout.rows });
  if (tty) {
    streams.stdin.setRawMode(true);
    streams.stdout.on('resize', tellSize);
    if (streams.stdout.isTTY) tellSize();
  }
  if (stdin) sendInput(streams.stdin, session);
  try {
    const outputs = {
      stdout: new ByteOutput(streams.stdout, { raw: tty }),
      stderr: new ByteOutput(streams.stderr, { raw: tty }),
    };
    for await (const { stream, data } of session.output()) await outputs[stream].write(data);
    return (await session.ended).exitCode;
  } finally {
    streams.stdout.off('resize', tellSize);
    if (tty) streams.stdin.setRawMode(false);
    // What is left of the input is nobody's, and waiting for it would keep the process.
    if (stdin) streams.stdin.destroy();
  }
}

function sendInput(stdin: NodeJS.ReadStream, session: PodSession): void {
  stdin.on('data', (data: Buffer) => {
    stdin.pause();
    void session.write(data).then(() => stdin.resume());
  });
  stdin.on('end', () => session.endInput());
}
