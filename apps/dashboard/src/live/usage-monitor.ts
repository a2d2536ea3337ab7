// What pods and nodes use, asked again and again for those that somebody looks at, and kept for an hour.

export interface UsageSample {
  /** When it was measured: milliseconds since the epoch. */
  readonly time: number;
  readonly cores: number;
  readonly bytes: number;
}

/** `n1` for a node, `shop/web-1` for a pod. */
export type UsageKey = string;

/** Asks for many at once; those that nobody can tell are left out. */
export type AskUsage = (keys: readonly UsageKey[]) => Promise<ReadonlyMap<UsageKey, UsageSample>>;

export interface UsageTimers {
  every(ms: number, run: () => void): () => void;
  /** Nobody sees the page: nothing is asked. */
  isHidden(): boolean;
}

const usageEveryMs = 2_000;
const keptMs = 3_600_000;
/** Histories of what is out of sight, which may come back. */
const mostHistories = 300;
const none: readonly UsageSample[] = [];

interface History {
  samples: readonly UsageSample[];
  readonly listeners: Set<() => void>;
}

export class UsageMonitor {
  private readonly ask: AskUsage;
  private readonly timers: UsageTimers;
  private readonly histories = new Map<UsageKey, History>();
  private stopTimer: (() => void) | undefined;
  private isAsking = false;
  private isAskDue = false;

  constructor(ask: AskUsage, timers: UsageTimers) {
    this.ask = ask;
    this.timers = timers;
  }

  /** Oldest first; another array whenever it grew. */
  read(key: UsageKey): readonly UsageSample[] {
    return this.histories.get(key)?.samples ?? none;
  }

  /** As long as somebody listens, it is asked for. */
  listen(key: UsageKey, listener: () => void): () => void {
    const history = this.histories.get(key) ?? { samples: none, listeners: new Set<() => void>() };
    // The latest stands last.
    this.histories.delete(key);
    this.histories.set(key, history);
    history.listeners.add(listener);
    this.stopTimer ??= this.timers.every(usageEveryMs, () => void this.poll());
    this.pollSoon();
    return () => {
      history.listeners.delete(listener);
      this.forgetOldest();
      if (this.wanted().length > 0) return;
      this.stopTimer?.();
      this.stopTimer = undefined;
    };
  }

  /** Rows come into sight many at a time: one question serves all of them. */
  private pollSoon(): void {
    if (this.isAskDue) return;
    this.isAskDue = true;
    queueMicrotask(() => {
      this.isAskDue = false;
      void this.poll();
    });
  }

  private async poll(): Promise<void> {
    const keys = this.wanted();
    if (this.isAsking || keys.length === 0 || this.timers.isHidden()) return;
    this.isAsking = true;
    try {
      const found = await this.ask(keys);
      for (const [key, sample] of found) this.add(key, sample);
    } catch {
      // The next question comes soon; how the connection fares is shown at the top of the page.
    } finally {
      this.isAsking = false;
    }
  }

  private add(key: UsageKey, sample: UsageSample): void {
    const history = this.histories.get(key);
    const last = history?.samples.at(-1);
    if (!history || (last && last.time >= sample.time)) return;
    history.samples = [...history.samples.filter(({ time }) => time > sample.time - keptMs), sample];
    for (const listener of history.listeners) listener();
  }

  private wanted(): UsageKey[] {
    return [...this.histories].filter(([, { listeners }]) => listeners.size > 0).map(([key]) => key);
  }

  private forgetOldest(): void {
    for (const [key, { listeners }] of this.histories) {
      if (this.histories.size <= mostHistories) return;
      if (listeners.size === 0) this.histories.delete(key);
    }
  }
}
