// Pipes for the standard streams of containers. Node itself connects a child by sockets, and a program that opens
// /dev/stdout, as many in containers do, fails on a socket. A named pipe that is opened at both ends and then unlinked
// is an ordinary pipe; one `mkfifo` makes a stock of them, so that a container's start does not wait for it.
import { execFile } from 'node:child_process';
import { constants, openSync, unlinkSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface Pipe {
  readonly readEnd: number;
  readonly writeEnd: number;
}

const stockSize = 24;
const run = promisify(execFile);

export class PipeStock {
  private readonly directory: string;
  private readonly stock: Pipe[] = [];
  private refill: Promise<void> | undefined;
  private made = 0;

  constructor(directory: string) {
    this.directory = directory;
  }

  async take(): Promise<Pipe> {
    for (;;) {
      const pipe = this.stock.pop();
      if (this.stock.length < stockSize / 2) this.startRefill();
      if (pipe) return pipe;
      await this.refill;
    }
  }

  /** Fills the stock ahead of the first container. */
  prepare(): Promise<void> {
    return this.startRefill();
  }

  private startRefill(): Promise<void> {
    this.refill ??= this.fill().finally(() => {
      this.refill = undefined;
    });
    // Whoever takes a pipe waits for the same promise and sees the error; with nobody waiting it is tried again.
    this.refill.catch(() => undefined);
    return this.refill;
  }

  private async fill(): Promise<void> {
    const paths = Array.from({ length: stockSize }, () => join(this.directory, `pipe-${process.pid}-${this.made++}`));
    await run('mkfifo', ['-m', '600', ...paths]);
    for (const path of paths) {
      // The reading end opens at once without a writer; then the writing end has its reader.
      const readEnd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
      this.stock.push({ readEnd, writeEnd: openSync(path, constants.O_WRONLY) });
      unlinkSync(path);
    }
  }
}
