// The client's virtual clock with a time of day, for tests of the agent.
import { VirtualClock } from '@portolan/client/virtual-clock.ts';
import type { AgentClock } from './clock.ts';

const startMs = Date.UTC(2026, 0, 1);

export class VirtualAgentClock extends VirtualClock implements AgentClock {
  now(): number {
    return startMs + this.monotonic();
  }

  /** Lets time pass in small steps, and after each everything that waits for a promise run. */
  async pass(deltaMs: number, stepMs = 100): Promise<void> {
    for (let leftMs = deltaMs; leftMs > 0; leftMs -= stepMs) {
      this.advance(Math.min(stepMs, leftMs));
      await this.settle();
    }
  }

  /** Runs what is due or waits for a promise, without moving the clock. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 4; turn += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      this.advance(0);
    }
  }
}
