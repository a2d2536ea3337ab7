// Writers of one process that contend for the same objects take turns, so that a hundred of them cost a hundred writes and
// not the thousands of attempts by which they would keep refusing each other.

export class Turns {
  /** When the last turn that was asked for ends, by key. */
  private readonly ends = new Map<string, Promise<void>>();

  /** Resolves when it is the caller's turn for all keys at once; to be ended by calling the result. */
  async take(keys: readonly string[]): Promise<() => void> {
    let end: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => {
      end = resolve;
    });
    // All keys are asked for in the same step, so that two callers never wait for each other.
    const before = keys.map((key) => this.ends.get(key));
    for (const key of keys) this.ends.set(key, ended);
    await Promise.all(before);
    return () => {
      end();
      for (const key of keys) if (this.ends.get(key) === ended) this.ends.delete(key);
    };
  }
}
