// Keeps one thing that goes wrong from filling the store with events about it, as client-go's spam filter: one reporter may
// say 25 things about one object at a time, and one more every five minutes.
const burst = 25;
const refillMs = 300_000;
/** The oldest are forgotten, and may then say as much again. */
const maxSources = 4_096;

interface Bucket {
  left: number;
  atMs: number;
}

export class SpamFilter {
  private readonly buckets = new Map<string, Bucket>();

  /** Whether the source (a reporter and an object) may say something now; if so, it has. */
  allows(source: string, nowMs: number): boolean {
    const before = this.buckets.get(source) ?? { left: burst, atMs: nowMs };
    const left = Math.min(burst, before.left + Math.max(0, nowMs - before.atMs) / refillMs);
    const isAllowed = left >= 1;
    this.buckets.delete(source);
    this.buckets.set(source, { left: isAllowed ? left - 1 : left, atMs: nowMs });
    const [oldest] = this.buckets.keys();
    if (this.buckets.size > maxSources && oldest !== undefined) this.buckets.delete(oldest);
    return isAllowed;
  }
}
