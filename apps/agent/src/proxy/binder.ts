// Who serves an address when several agents run on one host.
//
// Agents of nodes without network namespaces share their host's addresses: the first to bind one serves it for all, as all
// know the same endpoints. The others stand by: they try again every 250 ms and take over when it goes. However much waits,
// an agent makes no more than a few hundred attempts at a time, in turn; one that succeeds is a sign that an agent is gone,
// and all that waits is tried at once.
import type { Clock, Timer } from '@portolan/client/clock.ts';

export interface Listener<T> {
  /** Rejects with the system's error; may be called again after that. */
  bind(): Promise<void>;
  update(wanted: T): void;
  /** Takes nothing new; also before it is bound. */
  close(): void;
}

export interface Binding {
  isBound(): boolean;
  /** Closes the listener. */
  close(): void;
}

export interface BinderOptions {
  readonly clock: Clock;
  /** Told once of an address that cannot be had for any other reason than that somebody has it. */
  warn(text: string, error: unknown): void;
}

const retryMs = 250;
/** For what will hardly change by itself: a right that is missing, an address that is not this host's. */
const longRetryMs = 5_000;
const attemptsAtOnce = 256;

interface Entry {
  readonly name: string;
  readonly listener: Pick<Listener<unknown>, 'bind' | 'close'>;
  state: 'binding' | 'bound' | 'waiting' | 'closed';
  retryAtMs: number;
  isReported: boolean;
}

export class Binder {
  private readonly options: BinderOptions;
  private readonly entries = new Set<Entry>();
  /** In the order of their next turn. */
  private readonly waiting = new Set<Entry>();
  private timer: Timer | undefined;
  private isStopped = false;

  constructor(options: BinderOptions) {
    this.options = options;
  }

  /** `name` is for messages. */
  add(name: string, listener: Entry['listener']): Binding {
    const entry: Entry = { name, listener, state: 'binding', retryAtMs: 0, isReported: false };
    this.entries.add(entry);
    void this.attempt(entry);
    return { isBound: () => entry.state === 'bound', close: () => this.remove(entry) };
  }

  stats(): { readonly bound: number; readonly waiting: number } {
    const bound = [...this.entries].filter(({ state }) => state === 'bound').length;
    return { bound, waiting: this.entries.size - bound };
  }

  stop(): void {
    this.isStopped = true;
    this.timer?.cancel();
    for (const entry of this.entries) this.remove(entry);
  }

  private remove(entry: Entry): void {
    const { state } = entry;
    entry.state = 'closed';
    this.entries.delete(entry);
    this.waiting.delete(entry);
    if (state === 'bound') entry.listener.close();
  }

  /** Whether it is bound now. */
  private async attempt(entry: Entry): Promise<boolean> {
    entry.state = 'binding';
    this.waiting.delete(entry);
    try {
      await entry.listener.bind();
    } catch (error) {
      if (!isWaiting(entry)) return false;
      this.wait(entry, error);
      return false;
    }
    if (!isWaiting(entry)) {
      entry.listener.close();
      return false;
    }
    entry.state = 'bound';
    return true;
  }

  private wait(entry: Entry, error: unknown): void {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!isTaken && !entry.isReported) this.options.warn(`cannot serve ${entry.name}`, error);
    entry.isReported ||= !isTaken;
    entry.state = 'waiting';
    entry.retryAtMs = this.options.clock.monotonic() + (isTaken ? retryMs : longRetryMs);
    this.waiting.add(entry);
    if (!this.isStopped) this.timer ??= this.options.clock.setTimer(retryMs, () => void this.retry());
  }

  private async retry(): Promise<void> {
    const nowMs = this.options.clock.monotonic();
    // A timer may be a little early.
    const due = [...this.waiting].filter(({ retryAtMs }) => retryAtMs <= nowMs + 1);
    const bound = await Promise.all(due.slice(0, attemptsAtOnce).map((entry) => this.attempt(entry)));
    const rest = due.slice(attemptsAtOnce);
    if (bound.includes(true)) await Promise.all(rest.filter(isStillWaiting).map((entry) => this.attempt(entry)));
    this.timer = undefined;
    if (this.waiting.size > 0 && !this.isStopped) {
      this.timer = this.options.clock.setTimer(retryMs, () => void this.retry());
    }
  }
}

function isWaiting({ state }: Entry): boolean {
  return state !== 'closed';
}

function isStillWaiting({ state }: Entry): boolean {
  return state === 'waiting';
}
