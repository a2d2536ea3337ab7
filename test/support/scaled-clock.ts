// A clock on which time passes faster than outside, for waits that are too long for a test.
import type { Clock } from '@portolan/client/clock.ts';

export function scaledClock(factor: number, random: () => number): Clock {
  return {
    monotonic: () => performance.now() * factor,
    setTimer(delayMs, run) {
      const timer = setTimeout(run, delayMs / factor);
      return { cancel: () => clearTimeout(timer) };
    },
    random,
  };
}
