// What readers of screens are told of what happens by itself: summed up, and not more often than they can listen.

/** So many things of one sort happened in a namespace. */
export interface Announcement {
  readonly what: 'failed';
  readonly namespace: string;
  readonly count: number;
}

export interface AnnouncementTimers {
  now(): number;
  after(ms: number, run: () => void): void;
}

/** Things that happen together are told together. */
const gatherMs = 1_000;
const atMostEveryMs = 10_000;

export class Announcements {
  private readonly timers: AnnouncementTimers;
  private readonly listeners = new Set<() => void>();
  private readonly counts = new Map<string, number>();
  private told: readonly Announcement[] = [];
  private toldAt = Number.NEGATIVE_INFINITY;
  private isDue = false;

  constructor(timers: AnnouncementTimers) {
    this.timers = timers;
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The latest. */
  readonly read = (): readonly Announcement[] => this.told;

  podFailed(namespace: string): void {
    this.counts.set(namespace, (this.counts.get(namespace) ?? 0) + 1);
    if (this.isDue) return;
    this.isDue = true;
    this.timers.after(Math.max(gatherMs, this.toldAt + atMostEveryMs - this.timers.now()), () => this.tell());
  }

  private tell(): void {
    this.isDue = false;
    this.toldAt = this.timers.now();
    this.told = [...this.counts].map(([namespace, count]) => ({ what: 'failed', namespace, count }));
    this.counts.clear();
    for (const listener of this.listeners) listener();
  }
}

export const announcements = new Announcements({
  now: () => performance.now(),
  after: (ms, run) => void setTimeout(run, ms),
});
