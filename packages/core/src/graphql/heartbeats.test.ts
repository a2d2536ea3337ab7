import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../resource/virtual-clock.ts';
import { withHeartbeats } from './heartbeats.ts';

/** Items that come when they are pushed. */
function pushed() {
  const waiting: Array<(item: IteratorResult<string>) => void> = [];
  let isLeft = false;
  const items: AsyncIterable<string> = {
    [Symbol.asyncIterator]: () => ({
      next: () => new Promise((resolve) => waiting.push(resolve)),
      return: async () => {
        isLeft = true;
        return { done: true, value: undefined };
      },
    }),
  };
  return {
    items,
    push: (value: string) => waiting.shift()?.({ done: false, value }),
    end: () => waiting.shift()?.({ done: true, value: undefined }),
    isLeft: () => isLeft,
  };
}

function start() {
  const clock = new VirtualClock();
  const source = pushed();
  return { clock, source, stream: withHeartbeats(source.items, { clock, everyMs: 100, beat: 'beat' }) };
}

describe('a stream with heartbeats', () => {
  it('gives a beat when nothing came for a while, and misses no item', async () => {
    const { clock, source, stream } = start();
    const first = stream.next();
    clock.advance(100);
    expect(await first).toEqual({ done: false, value: 'beat' });
    const second = stream.next();
    clock.advance(99);
    source.push('a');
    expect(await second).toEqual({ done: false, value: 'a' });
    const third = stream.next();
    clock.advance(99);
    source.push('b');
    expect(await third).toEqual({ done: false, value: 'b' });
    const last = stream.next();
    source.end();
    expect(await last).toEqual({ done: true, value: undefined });
  });

  it('lets go of its source when its reader leaves, without waiting for an item', async () => {
    const { clock, source, stream } = start();
    const beat = stream.next();
    clock.advance(100);
    await beat;
    await stream.return();
    expect(source.isLeft()).toBe(true);
  });

  it('fails as its source does', async () => {
    const clock = new VirtualClock();
    const failing = (async function* () {
      yield 'a';
      throw new Error('broken off');
    })();
    const stream = withHeartbeats(failing, { clock, everyMs: 100, beat: 'beat' });
    expect(await stream.next()).toMatchObject({ value: 'a' });
    await expect(stream.next()).rejects.toThrow('broken off');
  });
});
