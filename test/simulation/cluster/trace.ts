// What happened, line by line, and a hash of all of it: two runs of one seed are the same when their hashes are.
import type { Clock } from '@portolan/core/resource/clock.ts';

export class Trace {
  readonly lines: string[] = [];
  private readonly clock: Clock;
  private readonly startMs: number;
  private state = 0x811c9dc5;

  constructor(clock: Clock) {
    this.clock = clock;
    this.startMs = clock.now();
  }

  add(who: string, what: string): void {
    const line = `${((this.clock.now() - this.startMs) / 1000).toFixed(3).padStart(9)} ${who.padEnd(8)} ${what}`;
    this.lines.push(line);
    // FNV-1a.
    for (let at = 0; at < line.length; at++) this.state = Math.imul(this.state ^ line.charCodeAt(at), 0x01000193);
  }

  get hash(): string {
    return (this.state >>> 0).toString(16).padStart(8, '0');
  }
}
