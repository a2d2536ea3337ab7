// The command line as people start it: the bundle, in a process of its own, against one API.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { ApiClient } from './api-process.ts';
import { until } from './until.ts';

const program = fileURLToPath(new URL('../../apps/cli/dist/main.js', import.meta.url));

export interface CommandResult {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
}

export class CommandLine {
  private readonly environment: NodeJS.ProcessEnv;

  constructor({ url, token }: Pick<ApiClient, 'url' | 'token'>, more: NodeJS.ProcessEnv = {}) {
    const { NO_COLOR: _, ...inherited } = process.env;
    this.environment = {
      ...inherited,
      PORTOLAN_SERVER: url,
      PORTOLAN_TOKEN: token,
      PORTOLAN_CONFIG: '/dev/null',
      ...more,
    };
  }

  start(...words: readonly string[]): RunningCommand {
    return new RunningCommand(
      spawn(process.execPath, [program, ...words], {
        stdio: ['pipe', 'pipe', 'pipe'],
        env: this.environment,
      }),
    );
  }

  /** To its end, with the text as its standard input. */
  async run(words: readonly string[], input = ''): Promise<CommandResult> {
    const running = this.start(...words);
    running.child.stdin?.end(input);
    return running.ended;
  }

  /** In a terminal of 33 rows and 91 columns. */
  inTerminal(words: readonly string[]): RunningCommand {
    const line = [process.execPath, program, ...words].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(' ');
    return new RunningCommand(
      spawn('script', ['-qefc', `stty rows 33 cols 91; ${line}`, '/dev/null'], {
        stdio: ['pipe', 'pipe', 'pipe'],
        env: this.environment,
      }),
    );
  }
}

class RunningCommand {
  readonly child: ChildProcess;
  readonly ended: Promise<CommandResult>;
  stdout = '';
  stderr = '';

  constructor(child: ChildProcess) {
    this.child = child;
    child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.stdout += text));
    child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.stderr += text));
    // A command that ends before it has read its input is no failure of the test.
    child.stdin?.on('error', () => undefined);
    this.ended = once(child, 'close').then(([code]) => ({
      stdout: this.stdout,
      stderr: this.stderr,
      code: code as number | null,
    }));
  }

  type(text: string): void {
    this.child.stdin?.write(text);
  }

  /** Resolves with the match once the standard output has it. */
  async shows(pattern: RegExp): Promise<RegExpExecArray> {
    return until(`the output has ${pattern}`, () => {
      const { exitCode, signalCode } = this.child;
      const found = pattern.exec(this.stdout);
      if (!found && (exitCode !== null || signalCode !== null)) {
        throw new Error(`ended with ${exitCode ?? signalCode}:\n${this.stdout}\n${this.stderr}`);
      }
      return found ?? undefined;
    });
  }

  async stop(how: NodeJS.Signals = 'SIGINT'): Promise<CommandResult> {
    this.child.kill(how);
    return this.ended;
  }
}
