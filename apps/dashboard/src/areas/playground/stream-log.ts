// What a subscription brings: the last messages, how many there were and how fast they come.
export interface StreamMessage {
  readonly number: number;
  readonly atMs: number;
  readonly data: unknown;
  readonly text: string;
}

export interface StreamView {
  /** The newest first. */
  readonly messages: readonly StreamMessage[];
  readonly count: number;
  /** Came while it is paused, and is not shown. */
  readonly waiting: number;
  readonly isPaused: boolean;
  /** Messages a second. */
  readonly rate: number;
}

const kept = 200;
const rateMs = 5_000;

export class StreamLog {
  private messages: StreamMessage[] = [];
  private shown: readonly StreamMessage[] = [];
  private count = 0;
  private countShown = 0;
  private isPaused = false;
  private times: number[] = [];

  add(atMs: number, data: unknown): void {
    this.count++;
    this.messages = [
      { number: this.count, atMs, data, text: JSON.stringify(data, undefined, 2) },
      ...this.messages,
    ].slice(0, kept);
    this.times.push(atMs);
    if (!this.isPaused) this.show();
  }

  setPaused(isPaused: boolean): void {
    this.isPaused = isPaused;
    if (!isPaused) this.show();
  }

  view(nowMs: number): StreamView {
    this.times = this.times.filter((time) => nowMs - time < rateMs);
    return {
      messages: this.shown,
      count: this.count,
      waiting: this.count - this.countShown,
      isPaused: this.isPaused,
      rate: (this.times.length * 1_000) / rateMs,
    };
  }

  private show(): void {
    this.shown = this.messages;
    this.countShown = this.count;
  }
}
