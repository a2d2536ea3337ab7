// The session locks of the store in memory: who holds what, within this process.
import type { SessionLock } from './store.ts';

export class MemorySessionLocks {
  /** By token: resolves when the lock is free. */
  private readonly held = new Map<string, Promise<void>>();

  async hold(token: string): Promise<SessionLock> {
    for (let holder = this.held.get(token); holder; holder = this.held.get(token)) await holder;
    let end: () => void = () => {};
    const lost = new Promise<void>((resolve) => {
      end = resolve;
    });
    this.held.set(token, lost);
    const release = async () => {
      if (this.held.get(token) === lost) this.held.delete(token);
      end();
    };
    return { lost, release };
  }

  async wait(token: string, signal: AbortSignal): Promise<boolean> {
    const aborted = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    while (!signal.aborted) {
      const holder = this.held.get(token);
      if (!holder) return true;
      await Promise.race([holder, aborted]);
    }
    return false;
  }
}
