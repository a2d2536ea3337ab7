// How the connection of the page fares, for the pill in the top bar.
import type { ConnectionStatus } from '@portolan/client/socket.ts';
import type { Recovery } from './collection.ts';

export interface ConnectionView {
  readonly status: ConnectionStatus;
  /** When it was last seen to work; milliseconds since the epoch. */
  readonly aliveAt: number | undefined;
  /** When the next attempt comes. */
  readonly retryAt: number | undefined;
  /** Of the last question to the API. */
  readonly latencyMs: number | undefined;
  /** What an interruption made the page miss, for some seconds after it. */
  readonly recovery: Recovery | undefined;
}

/** Long enough to be read. */
const recoveryShownMs = 8_000;

export class Connection {
  private view: ConnectionView = {
    status: { state: 'idle' },
    aliveAt: undefined,
    retryAt: undefined,
    latencyMs: undefined,
    recovery: undefined,
  };
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly listeners = new Set<() => void>();

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  readonly read = (): ConnectionView => this.view;

  changed(status: ConnectionStatus): void {
    const wasOpen = this.view.status.state === 'open';
    this.set({
      status,
      ...((status.state === 'open' || wasOpen) && { aliveAt: Date.now() }),
      retryAt: status.state === 'waiting' ? Date.now() + status.retryInMs : undefined,
    });
  }

  measured(latencyMs: number): void {
    this.set({ latencyMs });
  }

  /** Of each of the page's collections: all count together. */
  recovered({ changes, isResynced }: Recovery): void {
    const { recovery } = this.view;
    this.set({
      recovery: {
        changes: changes + (recovery?.changes ?? 0),
        isResynced: isResynced || recovery?.isResynced === true,
      },
    });
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.set({ recovery: undefined }), recoveryShownMs);
  }

  private set(change: Partial<ConnectionView>): void {
    this.view = { ...this.view, ...change };
    for (const listener of this.listeners) listener();
  }
}
