// A command in a container that outlives its connection. Both sides count the bytes from the beginning: in a new connection
// the node goes on with the output that this side has not received, and this side with the input that the node has not.
import type { Clock } from './clock.ts';
import { ApiError, ConnectionError } from './errors.ts';
import { KeptBytes } from './kept-bytes.ts';
import type { ObjectName } from './operations.ts';
import { base64url, type ExecOptions, type Output, type PodSession, type PodStreams } from './pod-streams.ts';
import { RetryDelay } from './retry-delay.ts';
import { channels, sessionGraceMs } from './tunnel/tunnel-request.ts';

export interface ResumeListener {
  /** The connection was lost, and is being made again. */
  onReconnecting(): void;
  /** So many bytes of output the node did not keep. */
  onResumed(missedBytes: number): void;
}

/** Nobody guesses it. */
const idBytes = 24;

/**
 * Runs a command as `exec` does; when its connection is lost it is made again within a minute, and nothing is lost of what
 * goes either way, unless the command writes more than its node keeps meanwhile.
 */
export async function execResumable(
  podStreams: PodStreams,
  pod: ObjectName,
  { listener, ...options }: ResumableOptions,
): Promise<ResumableSession> {
  const session = base64url(String.fromCharCode(...crypto.getRandomValues(new Uint8Array(idBytes))));
  const reopen = (received: number) => podStreams.exec(pod, { ...options, session, received, resume: true });
  const first = await podStreams.exec(pod, { ...options, session });
  return new ResumableSession(first, { reopen, listener, clock: podStreams.clock });
}

export interface ResumableOptions extends Pick<ExecOptions, 'container' | 'command' | 'stdin' | 'tty'> {
  readonly listener: ResumeListener;
}

export interface ResumableParts {
  readonly reopen: (receivedBytes: number) => Promise<PodSession>;
  readonly listener: ResumeListener;
  readonly clock: Clock;
}

const reconnect = { firstMs: 200, maxMs: 3_000 };
/** More cannot be under way. */
const keptInputBytes = 2 << 20;
/** The node sends no more than some of these without hearing that they came. */
const confirmEveryBytes = 32 * 1024;
/** What another attempt may mend. */
const passing: readonly string[] = ['SERVICE_UNAVAILABLE', 'INTERNAL_ERROR', 'TOO_MANY_REQUESTS'];

export class ResumableSession {
  private readonly parts: ResumableParts;
  private readonly input = new KeptBytes(keptInputBytes);
  private current: PodSession;
  private size: { columns: number; rows: number } | undefined;
  private receivedBytes = 0;
  private confirmedBytes = 0;
  private isClosed = false;

  constructor(first: PodSession, parts: ResumableParts) {
    this.current = first;
    this.parts = parts;
  }

  /** To be asked after the output: how the command ended, in whichever connection. */
  get ended(): PodSession['ended'] {
    return this.current.ended;
  }

  /** Ends with the command. Reading it is what keeps the session: a lost connection is made again from here. */
  async *output(): AsyncGenerator<Output, void, undefined> {
    for (;;) {
      try {
        for await (const output of this.current.output()) {
          this.received(output.data.length);
          yield output;
        }
        return;
      } catch (error) {
        if (this.isClosed || !this.current.wasCut) throw error;
        await this.resume(error);
      }
    }
  }

  /** Resolves when more may be written without piling up here. While there is no connection it is kept for the next one. */
  async write(data: Uint8Array): Promise<void> {
    this.input.add(channels.stdin, data);
    this.input.dropOldest();
    await this.current.write(data);
  }

  resize(size: { columns: number; rows: number }): void {
    this.size = size;
    this.current.resize(size);
  }

  /** Ends the command; without a connection the node does after a minute. */
  close(): void {
    this.isClosed = true;
    this.current.close();
  }

  private received(bytes: number): void {
    this.receivedBytes += bytes;
    if (this.receivedBytes - this.confirmedBytes < confirmEveryBytes) return;
    this.confirmedBytes = this.receivedBytes;
    this.current.confirm(this.receivedBytes);
  }

  private async resume(lost: unknown): Promise<void> {
    const { clock, listener } = this.parts;
    listener.onReconnecting();
    let giveUp = (_why: unknown) => {};
    const late = new Promise<never>((_, reject) => {
      giveUp = reject;
    });
    const timer = clock.setTimer(sessionGraceMs, () => {
      this.isClosed = true;
      giveUp(lost);
    });
    // An attempt may hang for longer than the session waits.
    await Promise.race([this.retry(lost), late]).finally(() => timer.cancel());
  }

  private async retry(lost: unknown): Promise<void> {
    const { clock } = this.parts;
    const delay = new RetryDelay(clock, reconnect);
    for (;;) {
      await new Promise<void>((resolve) => clock.setTimer(delay.fails(), resolve));
      if (this.isClosed) throw lost;
      try {
        return await this.goOn();
      } catch (error) {
        const mayPass = error instanceof ConnectionError || (error instanceof ApiError && passing.includes(error.code));
        if (!mayPass) throw error;
      }
    }
  }

  private async goOn(): Promise<void> {
    const session = await this.parts.reopen(this.receivedBytes);
    const { output, input } = await session.position;
    if (this.isClosed || input < this.input.first) {
      session.close();
      throw new ApiError('the session cannot go on', { code: 'GONE' });
    }
    const missedBytes = output - this.receivedBytes;
    this.receivedBytes = this.confirmedBytes = output;
    this.input.confirm(input);
    this.current = session;
    this.parts.listener.onResumed(missedBytes);
    if (this.size) session.resize(this.size);
    for (let at = input, piece = this.input.from(at); piece; piece = this.input.from(at)) {
      at += piece.data.length;
      session.write(piece.data);
    }
  }
}
