// Items of a stream, and something to hear where there are none: a subscriber can tell a quiet stream from a dead one.
import type { Clock, Timer } from '../resource/clock.ts';

/** Yields `beat` whenever nothing came for so long. Ends and fails as the items do. */
export async function* withHeartbeats<T>(
  items: AsyncIterable<T>,
  { clock, everyMs, beat }: { readonly clock: Clock; readonly everyMs: number; readonly beat: T },
): AsyncGenerator<T, void, undefined> {
  const iterator = items[Symbol.asyncIterator]();
  let next = iterator.next();
  try {
    for (;;) {
      const result = await firstOf(next, clock, everyMs);
      if (result === undefined) {
        yield beat;
        continue;
      }
      if (result.done) return;
      yield result.value;
      next = iterator.next();
    }
  } finally {
    // Who leaves does not wait for an item that may never come, nor hear why it did not.
    next.catch(() => undefined); // Nobody is there to hear.
    iterator.return?.().catch(() => undefined); // Nobody is there to hear.
  }
}

/** Undefined when the time is over first. */
async function firstOf<T>(promise: Promise<T>, clock: Clock, patienceMs: number): Promise<T | undefined> {
  let timer: Timer | undefined;
  const silence = new Promise<undefined>((resolve) => {
    timer = clock.setTimer(patienceMs, () => resolve(undefined));
  });
  try {
    return await Promise.race([promise, silence]);
  } finally {
    timer?.cancel();
  }
}
