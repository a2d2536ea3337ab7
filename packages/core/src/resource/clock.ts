// Time and chance as arguments, so that simulations run the same code on a clock they move themselves.

export interface Timer {
  cancel(): void;
}

export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** Milliseconds that never go back, from an arbitrary start. */
  monotonic(): number;
  setTimer(delayMs: number, run: () => void): Timer;
  /** Uniform in [0, 1). */
  random(): number;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimer(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return { cancel: () => clearTimeout(timer) };
  },
  random: () => Math.random(),
};

export function delay(clock: Clock, delayMs: number): Promise<void> {
  return new Promise((resolve) => clock.setTimer(delayMs, resolve));
}

let lastTime = { second: Number.NaN, text: '' };

/** RFC 3339 in whole seconds, as Kubernetes' `metav1.Time`. Asked for by every write, thousands of times a second. */
export function timeText(timeMs: number): string {
  const second = Math.floor(timeMs / 1000);
  if (second !== lastTime.second) lastTime = { second, text: `${new Date(timeMs).toISOString().slice(0, 19)}Z` };
  return lastTime.text;
}

/** RFC 3339 with microseconds, as Kubernetes' `metav1.MicroTime`. */
export function microTimeText(timeMs: number): string {
  // A fraction of a millisecond is only nearly what it was: cut off, it would be a microsecond less.
  const microseconds = Math.round(timeMs * 1000);
  const iso = new Date(Math.floor(microseconds / 1000)).toISOString();
  return `${iso.slice(0, 23)}${String(microseconds % 1000).padStart(3, '0')}Z`;
}
