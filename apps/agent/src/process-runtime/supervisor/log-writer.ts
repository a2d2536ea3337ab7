// Writes what a container says in CRI's log format: `<time> stdout F <line>`. No line is lost and none is held back for
// ever: while the disk is slow the streams are paused, so that the container waits on its pipe; when the disk refuses
// (full, read-only) a piece is tried again for a while and then given up, and the log says how much is missing.
import { close, mkdirSync, openSync, write } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';

export type StreamName = 'stdout' | 'stderr';

/** CRI's: a longer line is written in pieces, all but the last tagged P. */
const longestPieceBytes = 16 * 1024;
const pauseAboveBytes = 1024 * 1024;
const resumeBelowBytes = 256 * 1024;
const retryEveryMs = 500;
const giveUpAfterMs = 30_000;

const newline = Buffer.from('\n');
const writeTo = promisify(write);
const closeFile = promisify(close);

export class LogWriter {
  private readonly path: string;
  private descriptor: number;
  private queue: Buffer[] = [];
  private queuedBytes = 0;
  private writing: Promise<void> | undefined;
  private lostBytes = 0;
  private readonly pausable = new Set<{ pause(): void; resume(): void }>();
  private paused = false;
  /** Asked for while something was being written. */
  private readonly switches: { resolve(): void; reject(error: Error): void }[] = [];

  /** Throws where the log cannot be opened. */
  constructor(path: string) {
    this.path = path;
    this.descriptor = openLog(path);
  }

  /** Paused while too much waits for the disk. */
  throttle(stream: { pause(): void; resume(): void }): void {
    this.pausable.add(stream);
  }

  /** Whether something is still on its way to the disk. */
  get isBehind(): boolean {
    return this.writing !== undefined;
  }

  append(encoded: readonly Buffer[]): void {
    for (const buffer of encoded) {
      this.queue.push(buffer);
      this.queuedBytes += buffer.length;
    }
    this.writing ??= this.drain().finally(() => {
      this.writing = undefined;
    });
    if (this.paused || this.queuedBytes < pauseAboveBytes) return;
    this.paused = true;
    for (const stream of this.pausable) stream.pause();
  }

  /** Goes on in a new file at the same path: the old one was renamed, and is complete when this resolves. */
  async reopen(): Promise<void> {
    if (!this.writing) return this.switchFile();
    await new Promise<void>((resolve, reject) => this.switches.push({ resolve, reject }));
  }

  async flush(): Promise<void> {
    while (this.writing) await this.writing;
  }

  async close(): Promise<void> {
    await this.flush();
    await closeFile(this.descriptor);
  }

  private async drain(): Promise<void> {
    while (this.queue.length > 0 || this.switches.length > 0) {
      // Between two writes, however much more is waiting: a container that never pauses is rotated too.
      for (const { resolve, reject } of this.switches.splice(0)) await this.switchFile().then(resolve, reject);
      const batch = Buffer.concat(this.queue);
      this.queue = [];
      await this.writeWhole(batch);
      this.queuedBytes -= batch.length;
      if (!this.paused || this.queuedBytes > resumeBelowBytes) continue;
      this.paused = false;
      for (const stream of this.pausable) stream.resume();
    }
  }

  private async switchFile(): Promise<void> {
    const last = this.descriptor;
    this.descriptor = openLog(this.path);
    await closeFile(last);
  }

  private async writeWhole(batch: Buffer): Promise<void> {
    let written = 0;
    for (let waitedMs = 0; written < batch.length; ) {
      try {
        written += (await writeTo(this.descriptor, batch, written)).bytesWritten;
      } catch (error) {
        if (waitedMs >= giveUpAfterMs) {
          this.lostBytes += batch.length - written;
          console.error(`${this.path}: ${batch.length - written} bytes lost: ${(error as Error).message}`);
          return;
        }
        await wait(retryEveryMs);
        waitedMs += retryEveryMs;
      }
    }
    if (this.lostBytes > 0) await this.confess();
  }

  private async confess(): Promise<void> {
    const line = `${logTime()} stderr F portolan: ${this.lostBytes} bytes of this log could not be written\n`;
    try {
      await writeTo(this.descriptor, Buffer.from(line));
      this.lostBytes = 0;
    } catch (error) {
      console.error(`${this.path}: ${(error as Error).message}`);
    }
  }
}

function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true, mode: 0o755 });
  return openSync(path, 'a', 0o640);
}

/** Cuts one stream into log lines. */
export class LineEncoder {
  private readonly stream: StreamName;
  private readonly rest: Buffer[] = [];
  private restBytes = 0;

  constructor(stream: StreamName) {
    this.stream = stream;
  }

  encode(chunk: Buffer): Buffer[] {
    const time = logTime();
    const full = Buffer.from(`${time} ${this.stream} F `);
    const partial = Buffer.from(`${time} ${this.stream} P `);
    const out: Buffer[] = [];
    for (let from = 0; from < chunk.length; ) {
      const end = chunk.indexOf(0x0a, from);
      this.keep(chunk.subarray(from, end < 0 ? chunk.length : end));
      while (this.restBytes > longestPieceBytes) out.push(partial, this.takePiece(), newline);
      if (end < 0) break;
      out.push(full, this.takeRest(), newline);
      from = end + 1;
    }
    return out;
  }

  /** What was said after the last line's end, as a line. */
  end(): Buffer[] {
    return this.restBytes === 0 ? [] : [Buffer.from(`${logTime()} ${this.stream} F `), this.takeRest(), newline];
  }

  private keep(bytes: Buffer): void {
    if (bytes.length === 0) return;
    this.rest.push(bytes);
    this.restBytes += bytes.length;
  }

  private takePiece(): Buffer {
    const all = this.takeRest();
    this.keep(all.subarray(longestPieceBytes));
    return all.subarray(0, longestPieceBytes);
  }

  private takeRest(): Buffer {
    const all = this.rest.length === 1 ? (this.rest[0] ?? newline) : Buffer.concat(this.rest);
    this.rest.length = 0;
    this.restBytes = 0;
    return all;
  }
}

/** RFC 3339 with nine decimals, of which the clock gives six; fixed width, so that the texts sort as the times do. */
function logTime(): string {
  const micros = Math.round((performance.timeOrigin + performance.now() + drift()) * 1000);
  const millis = Math.floor(micros / 1000);
  return `${new Date(millis).toISOString().slice(0, 23)}${String(micros % 1000).padStart(3, '0')}000Z`;
}

let driftMs = 0;

/** The monotonic clock has microseconds but does not follow corrections of the time of day. */
function drift(): number {
  const apart = Date.now() - (performance.timeOrigin + performance.now());
  if (Math.abs(apart - driftMs) > 5) driftMs = apart;
  return driftMs;
}
