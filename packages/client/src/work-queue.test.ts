import { describe, expect, it } from 'vitest';
import { VirtualClock } from './virtual-clock.ts';
import { WorkQueue } from './work-queue.ts';

function queueWithClock() {
  const clock = new VirtualClock();
  return { clock, queue: new WorkQueue(clock) };
}

describe('a work queue', () => {
  it('holds a key once however often it is added, in the order of the first time', async () => {
    const { queue } = queueWithClock();
    for (const key of ['a', 'b', 'a']) queue.add(key);
    expect(queue.depth).toBe(2);
    expect([await queue.take(), await queue.take()]).toEqual(['a', 'b']);
    expect(queue.depth).toBe(0);
  });

  it('never gives a key to two workers, and brings it back when it was added meanwhile', async () => {
    const { queue } = queueWithClock();
    queue.add('a');
    await queue.take();
    queue.add('a');
    queue.add('b');
    expect(await queue.take()).toBe('b');
    queue.done('a');
    expect(await queue.take()).toBe('a');
  });

  it('wakes a worker that waits', async () => {
    const { queue } = queueWithClock();
    const taken = queue.take();
    queue.add('a');
    expect(await taken).toBe('a');
  });

  it('brings a failed key back after 5 ms, 10 ms, 20 ms, and at once again once it is forgotten', async () => {
    const { clock, queue } = queueWithClock();
    for (const waitMs of [5, 10, 20]) {
      queue.addAfterFailure('a');
      clock.advance(waitMs - 1);
      expect(queue.depth).toBe(0);
      clock.advance(1);
      expect(queue.depth).toBe(1);
      queue.done(String(await queue.take()));
    }
    expect(queue.retriesOf('a')).toBe(3);
    queue.forget('a');
    queue.addAfterFailure('a');
    clock.advance(5);
    expect(queue.depth).toBe(1);
  });

  it('never waits longer than 1000 s', () => {
    const { clock, queue } = queueWithClock();
    for (let i = 0; i < 40; i++) {
      queue.addAfterFailure('a');
      clock.advance(1_000_000);
      expect(queue.depth).toBe(1);
    }
  });

  it('keeps the earliest of several delays', () => {
    const { clock, queue } = queueWithClock();
    queue.addAfter('a', 100);
    queue.addAfter('a', 50);
    queue.addAfter('a', 200);
    clock.advance(50);
    expect(queue.depth).toBe(1);
    clock.advance(500);
    expect(queue.depth).toBe(1);
  });

  it('ends its workers when it is closed', async () => {
    const { clock, queue } = queueWithClock();
    const taken = queue.take();
    queue.addAfter('a', 10);
    queue.close();
    expect(await taken).toBeUndefined();
    clock.advance(10);
    expect(await queue.take()).toBeUndefined();
  });
});
