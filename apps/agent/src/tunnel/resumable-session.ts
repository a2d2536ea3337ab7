// A command that outlives the connection of its client: when that breaks off the command runs on for a while, and the client
// that comes back gets what it has not received.
//
//   attached ──connection broke off──▶ waiting ──same id, same user──▶ attached
//      │ closed by the client             │ nobody came in time
//      └──────────▶ over ◀────────────────┘
//
// While a client is attached the command waits for it, as any other: what it has not confirmed is kept. While none is, the
// command writes on, and the oldest output is dropped. A command that has ended waits in the same way to tell how.
import type { Clock, Timer } from '@portolan/client/clock.ts';
import { KeptBytes } from '@portolan/client/kept-bytes.ts';
import { channels, type SessionPosition, sessionGraceMs } from '@portolan/client/tunnel/tunnel-request.ts';
import type { StreamStatus, TunnelStream } from '@portolan/client/tunnel/tunnel-stream.ts';
import type { Session } from '../runtime/runtime-service.ts';
import { resizeSession, writeInput } from './session-input.ts';

const keptBytes = 256 * 1024;

export class ResumableSession {
  private readonly session: Session;
  private readonly clock: Clock;
  private readonly onOver: () => void;
  private readonly output = new KeptBytes(keptBytes);
  private attached: TunnelStream | undefined;
  private inputBytes = 0;
  private end: StreamStatus | undefined;
  private timer: Timer | undefined;
  private waiting: Array<() => void> = [];

  constructor(session: Session, { clock, onOver }: { clock: Clock; onOver: () => void }) {
    this.session = session;
    this.clock = clock;
    this.onOver = onOver;
    // A command that closes its input leaves the rest unread.
    session.stdin?.on('error', () => undefined);
    this.run().then(
      (status) => this.ended(status),
      ({ message }: Error) => this.ended({ error: { reason: 'InternalError', message } }),
    );
  }

  get hasEnded(): boolean {
    return this.end !== undefined;
  }

  /** Resolves when the stream is over or the command has ended. The newest connection gets the session. */
  async serve(stream: TunnelStream, received: number): Promise<StreamStatus> {
    const before = this.attached;
    this.attached = stream;
    this.timer?.cancel();
    before?.close(takenOver);
    this.changed();
    this.output.confirm(received);
    const at = Math.max(received, this.output.first);
    stream.closed.then(
      ({ isCut = false }) => this.left(stream, isCut),
      () => this.left(stream, true),
    );
    const position: SessionPosition = { output: at, input: this.inputBytes };
    await stream.send(channels.session, Buffer.from(JSON.stringify(position)));
    void this.takeInput(stream);
    return this.sendOutput(stream, at);
  }

  /** Ends the command. */
  stop(): void {
    this.timer?.cancel();
    this.session.close();
    this.onOver();
  }

  private async sendOutput(stream: TunnelStream, from: number): Promise<StreamStatus> {
    let at = from;
    while (this.attached === stream) {
      const next = this.output.from(at);
      if (next) {
        at += next.data.length;
        await stream.send(next.channel, next.data);
      } else if (this.end) {
        // Whether that arrives nobody tells.
        this.left(stream, true);
        return this.end;
      } else await this.change();
    }
    return {};
  }

  private async takeInput(stream: TunnelStream): Promise<void> {
    const { session } = this;
    try {
      for await (const { channel, data } of stream) {
        // What another connection brought after this one was left, it brings again.
        if (this.attached !== stream) return;
        if (channel === channels.session && data) this.confirmed(Number(new TextDecoder().decode(data)));
        else if (channel === channels.resize && data) resizeSession(session, data);
        else if (channel === channels.stdin && data) {
          this.inputBytes += data.length;
          await writeInput(session.stdin, data);
        } else if (channel === channels.stdin) session.stdin?.end();
      }
    } catch {
      // The connection was lost, which `closed` tells too.
    }
  }

  private confirmed(position: number): void {
    if (Number.isSafeInteger(position)) this.output.confirm(position);
    this.changed();
  }

  private left(stream: TunnelStream, isCut: boolean): void {
    if (this.attached !== stream) return;
    this.attached = undefined;
    this.changed();
    if (isCut) this.timer = this.clock.setTimer(sessionGraceMs, () => this.stop());
    else this.stop();
  }

  private async run(): Promise<StreamStatus> {
    const { stdout, stderr, ended } = this.session;
    const outputs = [this.keep(channels.stdout, stdout)];
    if (stderr) outputs.push(this.keep(channels.stderr, stderr));
    const [{ exitCode }] = await Promise.all([ended, ...outputs]);
    return { exitCode };
  }

  private async keep(channel: number, source: NodeJS.ReadableStream): Promise<void> {
    for await (const chunk of source) {
      this.output.add(channel, chunk as Buffer);
      this.changed();
      while (this.attached && this.output.isFull) await this.change();
      this.output.dropOldest();
    }
  }

  private ended(status: StreamStatus): void {
    this.end = status;
    this.changed();
  }

  private change(): Promise<void> {
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  private changed(): void {
    for (const wake of this.waiting.splice(0)) wake();
  }
}

/** Should that have been an older connection of the same client, which arrived late, the client takes the session back. */
const takenOver: StreamStatus = {
  isCut: true,
  error: { reason: 'Conflict', message: 'the session goes on in another connection' },
};
