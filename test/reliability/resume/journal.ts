// What a watcher remembers over its deaths: one line for each delivery, with where to resume after it. Delivery and position
// are one write, so that neither is kept without the other; a line that death cut short counts as never delivered.
import { existsSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { SeenChange } from './compare.ts';

export interface Delivery {
  readonly type: 'SNAPSHOT' | 'DELTA';
  /** Everything up to this revision was delivered. */
  readonly reached: number;
  readonly changes: readonly SeenChange[];
}

export function readJournal(file: string): Delivery[] {
  return wholeLines(file).map(parseLine);
}

function wholeLines(file: string): string[] {
  return existsSync(file) ? readFileSync(file, 'utf8').split('\n').slice(0, -1) : [];
}

function parseLine(line: string): Delivery {
  return JSON.parse(line) as Delivery;
}

export class Journal {
  /** Of the lives before. */
  readonly last: Delivery | undefined;
  private readonly descriptor: number;

  private constructor(last: Delivery | undefined, descriptor: number) {
    this.last = last;
    this.descriptor = descriptor;
  }

  /** Goes on where the last life ended. */
  static open(file: string): Journal {
    const lines = wholeLines(file);
    const descriptor = openSync(file, 'a');
    ftruncateSync(descriptor, Buffer.byteLength(lines.map((line) => `${line}\n`).join('')));
    const last = lines.at(-1);
    return new Journal(last === undefined ? undefined : parseLine(last), descriptor);
  }

  append(delivery: Delivery): void {
    const line = Buffer.from(`${JSON.stringify(delivery)}\n`);
    for (let written = 0; written < line.length; ) written += writeSync(this.descriptor, line, written);
  }
}
