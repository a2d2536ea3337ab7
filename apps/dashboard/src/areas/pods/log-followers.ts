// The logs of several containers as one: each is followed from when it is wanted until it no longer is. Lines stay.
import type { LogPlace, LogReader, LogState } from './follow-log.ts';

export interface WantedLog extends LogPlace {
  /** How often the container was started anew: each time its log is another one. */
  readonly restarts: number;
}

export type FollowLog = (place: LogPlace, reader: LogReader) => () => void;

/** As it stands before each of its lines. */
export function sourceOf({ name, container }: WantedLog, hasManyContainers: boolean): string {
  return hasManyContainers ? `${name}/${container}` : name;
}

export class LogFollowers {
  private readonly follow: FollowLog;
  private readonly tellFailures: (failures: readonly string[]) => void;
  private readonly running = new Map<string, () => void>();
  private readonly failures = new Map<string, string>();

  constructor(follow: FollowLog, tellFailures: (failures: readonly string[]) => void) {
    this.follow = follow;
    this.tellFailures = tellFailures;
  }

  want(logs: readonly WantedLog[], add: (log: WantedLog, lines: Parameters<LogReader['add']>[0]) => void): void {
    const wanted = new Map(logs.map((log) => [keyOf(log), log]));
    for (const [key, stop] of this.running) {
      if (wanted.has(key)) continue;
      stop();
      this.running.delete(key);
      this.failures.delete(key);
    }
    for (const [key, log] of wanted) {
      if (this.running.has(key)) continue;
      const tell = (state: LogState) => this.hear(key, log, state);
      this.running.set(key, this.follow(log, { add: (lines) => add(log, lines), tell }));
    }
    this.tellFailures([...this.failures.values()]);
  }

  stop(): void {
    for (const stop of this.running.values()) stop();
    this.running.clear();
  }

  private hear(key: string, { name }: WantedLog, { state, why }: LogState): void {
    const before = this.failures.get(key);
    const after = state === 'failed' ? `${name}: ${why}` : undefined;
    if (before === after) return;
    if (after === undefined) this.failures.delete(key);
    else this.failures.set(key, after);
    this.tellFailures([...this.failures.values()]);
  }
}

function keyOf({ namespace, name, container, isPrevious, restarts }: WantedLog): string {
  return `${namespace}/${name}/${container}/${isPrevious}/${restarts}`;
}
