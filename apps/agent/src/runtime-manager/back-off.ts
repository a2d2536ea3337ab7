// How long to wait before the next start of what keeps ending: 10 s, doubled each time up to 5 min, from the beginning
// again after 10 min of peace. After client-go's flowcontrol.Backoff.
import type { AgentClock } from '../clock.ts';

interface Entry {
  delayMs: number;
  updatedAtMs: number;
}

const firstMs = 10_000;
const maxMs = 300_000;

export class BackOff {
  private readonly clock: AgentClock;
  private readonly entries = new Map<string, Entry>();

  constructor(clock: AgentClock) {
    this.clock = clock;
  }

  /** To be called at each start; `sinceMs` is when the container ended before. */
  next(key: string, sinceMs: number): void {
    const nowMs = this.clock.now();
    const entry = this.entries.get(key);
    const delayMs = !entry || isOver(entry, sinceMs) ? firstMs : Math.min(maxMs, entry.delayMs * 2);
    this.entries.set(key, { delayMs, updatedAtMs: nowMs });
  }

  /** The wait in force and what is left of it; undefined when it may start. */
  waiting(key: string, sinceMs: number): { readonly delayMs: number; readonly leftMs: number } | undefined {
    const entry = this.entries.get(key);
    if (!entry || isOver(entry, sinceMs)) return undefined;
    const leftMs = sinceMs + entry.delayMs - this.clock.now();
    return leftMs > 0 ? { delayMs: entry.delayMs, leftMs } : undefined;
  }

  forget(prefix: string): void {
    for (const key of [...this.entries.keys()]) if (key.startsWith(prefix)) this.entries.delete(key);
  }
}

function isOver(entry: Entry, sinceMs: number): boolean {
  return sinceMs - entry.updatedAtMs > 2 * maxMs;
}

/** A duration as Go prints it: `10s`, `2m40s`, `5m0s`. */
export function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor((seconds % 3600) / 60)];
  if (hours > 0) return `${hours}h${minutes}m${seconds % 60}s`;
  return minutes > 0 ? `${minutes}m${seconds % 60}s` : `${seconds}s`;
}
