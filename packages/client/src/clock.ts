// Time and chance as arguments, so that automations can be tested on a clock they move themselves.

export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Milliseconds that never go back and never jump, from an arbitrary start. */
  monotonic(): number;
  setTimer(delayMs: number, run: () => void): Timer;
  /** Uniform in [0, 1). */
  random(): number;
}

/** What platforms take for a timer; a longer one they fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** A timer of any length. */
class SystemTimer implements Timer {
  private readonly run: () => void;
  private handle: ReturnType<typeof setTimeout> | undefined;

  constructor(delayMs: number, run: () => void) {
    this.run = run;
    this.wait(delayMs);
  }

  cancel(): void {
    clearTimeout(this.handle);
  }

  private wait(leftMs: number): void {
    this.handle =
      leftMs <= longestTimerMs
        ? setTimeout(this.run, leftMs)
        : setTimeout(() => this.wait(leftMs - longestTimerMs), longestTimerMs);
  }
}

export const systemClock: Clock = {
  monotonic: () => performance.now(),
  setTimer: (delayMs, run) => new SystemTimer(delayMs, run),
  random: () => Math.random(),
};
