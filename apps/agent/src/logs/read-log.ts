// Reads a container's log as `kubectl logs` shows it. Following goes on across rotation: the old file is read to its end,
// then the new one from its start, so no line is missed and none comes twice.
import { watch } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { type AgentClock, sleep } from '../clock.ts';
import { parseLogLine } from './log-line.ts';

export interface LogOptions {
  readonly follow?: boolean;
  /** From the end of the current file; all of it unless told. */
  readonly tailLines?: number;
  readonly sinceMs?: number;
  readonly limitBytes?: number;
  readonly timestamps?: boolean;
  readonly stream?: 'All' | 'Stdout' | 'Stderr';
}

export interface LogSource {
  /** The current file; rotated ones lie beside it. */
  readonly path: string;
  readonly clock: AgentClock;
  readonly signal?: AbortSignal;
  /** Whether the container may still say something. */
  isRunning(): boolean | Promise<boolean>;
}

const blockBytes = 64 * 1024;
/** How often an end is looked for that nobody announces. */
const checkMs = 500;

/** Yields whole pieces of text, several lines at a time. Throws ENOENT where there is no log. */
export async function* readLog(source: LogSource, options: LogOptions): AsyncGenerator<Buffer, void, undefined> {
  if (options.limitBytes === 0) return;
  const printer = new LinePrinter(options);
  let file = await open(source.path, 'r');
  try {
    let position = options.tailLines === undefined ? 0 : await tailStart(file, options.tailLines);
    while (!source.signal?.aborted) {
      // Asked before reading: what is written until the container's end is then read for sure.
      const mayGrow = options.follow === true && (await source.isRunning());
      const isRotated = await hasSuccessor(file, source.path);
      const before = position;
      for await (const block of blocksFrom(file, position)) {
        position += block.length;
        const text = printer.print(block);
        if (text.length > 0) yield text;
        if (printer.isFull || source.signal?.aborted) return;
      }
      if (options.follow && isRotated) {
        const next = await open(source.path, 'r');
        await file.close();
        file = next;
        position = 0;
      } else if (!mayGrow) return;
      else if (position === before) await changed(source);
    }
  } finally {
    await file.close();
  }
}

class LinePrinter {
  private readonly options: LogOptions;
  private readonly since: string | undefined;
  private rest: Buffer = Buffer.alloc(0);
  private atLineStart = true;
  private left: number;

  constructor(options: LogOptions) {
    this.options = options;
    this.left = options.limitBytes ?? Number.POSITIVE_INFINITY;
    if (options.sinceMs !== undefined) this.since = new Date(options.sinceMs).toISOString().slice(0, 23);
  }

  get isFull(): boolean {
    return this.left <= 0;
  }

  print(block: Buffer): Buffer {
    const text = this.rest.length > 0 ? Buffer.concat([this.rest, block]) : block;
    const out: Buffer[] = [];
    let from = 0;
    for (let end = text.indexOf(0x0a); end >= 0 && !this.isFull; end = text.indexOf(0x0a, from)) {
      this.line(text.subarray(from, end), out);
      from = end + 1;
    }
    this.rest = text.subarray(from);
    return Buffer.concat(out);
  }

  private line(raw: Buffer, out: Buffer[]): void {
    const line = parseLogLine(raw);
    const { stream = 'All', timestamps } = this.options;
    if (!line || (stream !== 'All' && stream.toLowerCase() !== line.stream)) return;
    // Times are written with nine decimals in UTC, so that their texts sort as they do.
    if (this.since !== undefined && line.time < this.since) return;
    if (timestamps && this.atLineStart) this.take(Buffer.from(`${line.time} `), out);
    this.take(line.content, out);
    if (!line.isPartial) this.take(newline, out);
    this.atLineStart = !line.isPartial;
  }

  private take(bytes: Buffer, out: Buffer[]): void {
    const taken = bytes.length <= this.left ? bytes : bytes.subarray(0, this.left);
    this.left -= taken.length;
    out.push(taken);
  }
}

const newline = Buffer.from('\n');

async function* blocksFrom(file: FileHandle, start: number): AsyncGenerator<Buffer, void, undefined> {
  for (let position = start; ; ) {
    const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(blockBytes), 0, blockBytes, position);
    if (bytesRead === 0) return;
    position += bytesRead;
    yield buffer.subarray(0, bytesRead);
  }
}

/** Where the last lines begin; a line in pieces counts as one. */
async function tailStart(file: FileHandle, lines: number): Promise<number> {
  const { size } = await file.stat();
  let tail: Buffer = Buffer.alloc(0);
  for (let start = size; ; ) {
    const found = startOfLast(tail, lines, start === 0);
    if (found !== undefined) return start + found;
    if (start === 0) return 0;
    const length = Math.min(blockBytes, start);
    start -= length;
    const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(length), 0, length, start);
    tail = Buffer.concat([buffer.subarray(0, bytesRead), tail]);
  }
}

/** @returns undefined where the text begins too late to tell */
function startOfLast(text: Buffer, lines: number, isWhole: boolean): number | undefined {
  let found = 0;
  // The last line is over only with its newline.
  for (let end = text.lastIndexOf(0x0a); end >= 0; ) {
    const previous = end === 0 ? -1 : text.lastIndexOf(0x0a, end - 1);
    // What comes first may be cut.
    if (previous < 0 && !isWhole) return undefined;
    if (parseLogLine(text.subarray(previous + 1, end))?.isPartial !== true && ++found > lines) return end + 1;
    end = previous;
  }
  return undefined;
}

async function hasSuccessor(file: FileHandle, path: string): Promise<boolean> {
  const own = await file.stat();
  try {
    return (await stat(path)).ino !== own.ino;
  } catch (error) {
    // Renamed, and the new file is not there yet.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/** Resolves when the log may have changed. */
async function changed({ path, clock, signal }: LogSource): Promise<void> {
  const over = new AbortController();
  const end = () => over.abort();
  signal?.addEventListener('abort', end);
  const watcher = watch(dirname(path), (_event, name) => {
    if (name === basename(path)) end();
  });
  // The pod was removed meanwhile.
  watcher.on('error', end);
  try {
    await sleep(clock, checkMs, over.signal);
  } finally {
    watcher.close();
    signal?.removeEventListener('abort', end);
  }
}
