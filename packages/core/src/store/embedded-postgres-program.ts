// Runs a program to its end, while this process does other work.
import { type SpawnOptions, spawn } from 'node:child_process';

export interface ProgramEnd {
  readonly isDone: boolean;
  /** What it wrote to its standard error, or why it could not be started. */
  readonly said: string;
}

/** `input` is what the program reads; `file`, a descriptor that it reads instead. */
export function runProgram(
  program: string,
  args: readonly string[],
  { input, file, ...options }: Pick<SpawnOptions, 'cwd' | 'env' | 'uid' | 'gid'> & { input?: string; file?: number },
): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    const child = spawn(program, args, { ...options, stdio: [file ?? 'pipe', 'ignore', 'pipe'] });
    let said = '';
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    // A program that reads nothing may have ended before it was told anything.
    child.stdin?.on('error', () => undefined).end(input);
    child.once('error', (error) => resolve({ isDone: false, said: error.message }));
    child.once('close', (status) => resolve({ isDone: status === 0, said: said.trim() }));
  });
}
