// A TypeScript program as a process of its own.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const repository = fileURLToPath(new URL('../..', import.meta.url));

export class Script {
  output = '';
  readonly exited: Promise<number | null>;
  private readonly child: ChildProcess;

  /** `path` from the repository's root. */
  constructor(path: string, environment: Readonly<Record<string, string>>, args: readonly string[] = []) {
    this.child = spawn(process.execPath, ['--import', 'tsx', path, ...args], {
      cwd: repository,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...process.env, ...environment },
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk) => {
        this.output += String(chunk);
      });
    }
    this.exited = once(this.child, 'close').then(([code]) => code as number | null);
  }

  interrupt(): void {
    this.signal('SIGINT');
  }

  signal(name: NodeJS.Signals): void {
    this.child.kill(name);
  }

  /** Does nothing to one that has ended. */
  kill(): void {
    if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL');
  }
}
