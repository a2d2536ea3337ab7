// What the driver and its supervisor say to each other over the supervisor's socket. The first line of a connection is
// a Hello. On a control connection each further line is a JSON message; a session's connection goes on with frames.
import type { Cgroup } from './cgroups.ts';

export type Hello =
  | { readonly kind: 'control' }
  | { readonly kind: 'exec'; readonly containerId: string; readonly process: ProcessSpec; readonly tty: boolean }
  | { readonly kind: 'attach'; readonly containerId: string };

/** A process as it is spawned: what launches the container's program included. */
export interface ProcessSpec {
  readonly file: string;
  readonly argv0: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly uid?: number;
  readonly gid?: number;
  /** Whether a launcher goes first, which closes descriptor 3 when it hands over and writes its error there before. */
  readonly launcher: boolean;
  readonly stdin: boolean;
}

export interface StartParams {
  readonly containerId: string;
  readonly process: ProcessSpec;
  readonly stdinOnce: boolean;
  readonly tty: boolean;
  readonly logPath: string;
  /** Where `run.json` and `exit.json` are written. */
  readonly directory: string;
  readonly cgroup?: Cgroup;
  /** The number of the signal that asks it to end: that of SIGTERM unless told. */
  readonly stopSignal?: number;
}

export interface RunRecord {
  readonly pid: number;
  readonly startTicks: number;
  readonly bootId: string;
  readonly startedAtMs: number;
  readonly cgroup?: Cgroup;
}

export interface ExitRecord {
  readonly exitCode: number;
  readonly signal?: number;
  readonly reason: string;
  readonly message?: string;
  readonly finishedAtMs: number;
}

/** Request parameters and answer by method. */
export interface Methods {
  start: { params: StartParams; result: RunRecord };
  /** Answers when the container has ended. */
  stop: { params: { containerId: string; graceMs: number }; result: null };
  reopenLog: { params: { containerId: string }; result: null };
  list: { params: Record<string, never>; result: string[] };
}

export type Method = keyof Methods;

export type Request = { [M in Method]: { id: number; method: M; params: Methods[M]['params'] } }[Method];

export type Answer = Methods[Method]['result'];

export type Reply = { readonly id: number; readonly result: Answer } | { readonly id: number; readonly error: string };

export type SupervisorEvent = { readonly ended: string; readonly exit: ExitRecord };

export const frameTypes = { stdin: 0, stdout: 1, stderr: 2, ended: 3, resize: 4, stdinEnd: 5 } as const;

/** One type byte, four bytes of length, the payload. */
export function encodeFrame(type: number, payload: Uint8Array): Buffer {
  const frame = Buffer.allocUnsafe(5 + payload.length);
  frame.writeUInt8(type, 0);
  frame.writeUInt32BE(payload.length, 1);
  frame.set(payload, 5);
  return frame;
}

/** Splits what arrives into frames; a frame longer than anything sent here ends the connection. */
export class FrameReader {
  private pending: Buffer = Buffer.alloc(0);
  private readonly onFrame: (type: number, payload: Buffer) => void;

  constructor(onFrame: (type: number, payload: Buffer) => void) {
    this.onFrame = onFrame;
  }

  push(chunk: Buffer): void {
    this.pending = this.pending.length === 0 ? chunk : Buffer.concat([this.pending, chunk]);
    while (this.pending.length >= 5) {
      const length = this.pending.readUInt32BE(1);
      if (length > longestFrame) throw new Error(`frame of ${length} bytes`);
      if (this.pending.length < 5 + length) return;
      const [type, payload] = [this.pending.readUInt8(0), this.pending.subarray(5, 5 + length)];
      this.pending = this.pending.subarray(5 + length);
      this.onFrame(type, payload);
    }
  }
}

const longestFrame = 16 * 1024 * 1024;

/** Splits what arrives into lines. `rest` is what followed the last line taken. */
export class LineReader {
  private pending = Buffer.alloc(0);

  push(chunk: Buffer): string[] {
    this.pending = Buffer.concat([this.pending, chunk]);
    const lines: string[] = [];
    for (let line = this.take(); line !== undefined; line = this.take()) lines.push(line);
    return lines;
  }

  /** The first line; what follows it stays in `rest`. */
  first(chunk: Buffer): string | undefined {
    this.pending = Buffer.concat([this.pending, chunk]);
    return this.take();
  }

  get rest(): Buffer {
    return this.pending;
  }

  private take(): string | undefined {
    const end = this.pending.indexOf(0x0a);
    if (end < 0) return undefined;
    const line = this.pending.toString('utf8', 0, end);
    this.pending = this.pending.subarray(end + 1);
    return line;
  }
}
