// Waiting for a condition that nobody announces.

const pauseMs = 5;
/** For the busiest machine: where all is well, nobody waits for so long. */
const defaultLimitMs = 60_000;

/** Asks again and again until the answer is not undefined or false; fails after the time limit, saying what it waited for. */
export async function until<T>(
  what: string,
  ask: () => T | Promise<T>,
  limitMs = defaultLimitMs,
): Promise<NonNullable<T>> {
  const end = performance.now() + limitMs;
  while (true) {
    const answer = await ask();
    if (answer !== undefined && answer !== null && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`still waiting after ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
}

/** Asks again and again until the answer is no error; the last error is the cause when time runs out. */
export async function untilSucceeds<T>(what: string, ask: () => Promise<T>, limitMs = defaultLimitMs): Promise<T> {
  const end = performance.now() + limitMs;
  while (true) {
    try {
      return await ask();
    } catch (cause) {
      if (performance.now() > end) throw new Error(`still failing after ${limitMs} ms: ${what}`, { cause });
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
    }
  }
}
