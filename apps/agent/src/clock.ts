// Time for the agent: the client's clock, and the time of day for what it writes into objects.
import { type Clock, systemClock } from '@portolan/client/clock.ts';

export interface AgentClock extends Clock {
  /** Milliseconds since 1970. */
  now(): number;
}

export const systemAgentClock: AgentClock = { ...systemClock, now: () => Date.now() };

export function sleep(clock: AgentClock, delayMs: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve();
    const end = () => {
      timer.cancel();
      signal?.removeEventListener('abort', end);
      resolve();
    };
    const timer = clock.setTimer(delayMs, end);
    signal?.addEventListener('abort', end);
  });
}

/** Kubernetes' Time: whole seconds. */
export function timeText(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 19)}Z`;
}

/** Kubernetes' MicroTime. */
export function microTimeText(epochMs: number): string {
  return new Date(epochMs).toISOString().replace('Z', '000Z');
}
