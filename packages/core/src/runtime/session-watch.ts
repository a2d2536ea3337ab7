// Follows the session of the process that holds a lease, and says when it has ended.
import type { Store } from '../store/store.ts';

export interface SessionWatchOptions {
  readonly onEnded: () => void;
  readonly warn: (text: string, error: unknown) => void;
}

export class SessionWatch {
  private readonly store: Store;
  private readonly options: SessionWatchOptions;
  private followed: { readonly token: string; readonly callOff: AbortController } | undefined;
  private ended: string | undefined;

  constructor(store: Store, options: SessionWatchOptions) {
    this.store = store;
    this.options = options;
  }

  /** Turns to this session; without one it follows none. */
  follow(token: string | undefined): void {
    if (this.followed?.token === token || (token !== undefined && this.ended === token)) return;
    this.followed?.callOff.abort();
    this.followed = undefined;
    if (token === undefined) return;
    const followed = { token, callOff: new AbortController() };
    this.followed = followed;
    void this.wait(followed);
  }

  hasEnded(token: string): boolean {
    return this.ended === token;
  }

  stop(): void {
    this.follow(undefined);
  }

  private async wait(followed: { readonly token: string; readonly callOff: AbortController }): Promise<void> {
    const { token, callOff } = followed;
    try {
      const isFree = await this.store.waitSessionLock(token, callOff.signal);
      if (!isFree) return;
      this.ended = token;
      this.options.onEnded();
    } catch (error) {
      // Until the next look at the lease turns to it again, only its expiry tells.
      this.options.warn('cannot follow the session of the leader', error);
    } finally {
      if (this.followed === followed) this.followed = undefined;
    }
  }
}
