import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { VirtualClock } from '../resource/virtual-clock.ts';
import { WorkQueue } from './work-queue.ts';

function startQueue() {
  const clock = new VirtualClock();
  return { clock, queue: new WorkQueue(clock) };
}

/** How long from now until the key comes, at most `limitMs`. */
async function delayOf(clock: VirtualClock, queue: WorkQueue, limitMs = 2_000_000): Promise<number> {
  const beganMs = clock.monotonic();
  const taking = queue.take();
  const limit = clock.setTimer(limitMs, () => queue.close());
  while (queue.inFlight === 0) {
    const dueMs = clock.nextDueMs();
    if (dueMs === undefined) throw new Error('nothing will ever come');
    clock.advance(dueMs - clock.now());
  }
  limit.cancel();
  const taken = await taking;
  if (!taken) throw new Error('no key came');
  queue.done(taken.key);
  return clock.monotonic() - beganMs;
}

describe('WorkQueue', () => {
  it('holds a key once, in the order in which keys came', async () => {
    const { queue } = startQueue();
    for (const key of ['b', 'a', 'b']) queue.add(key);
    expect(queue.depth).toBe(2);
    expect([(await queue.take())?.key, (await queue.take())?.key]).toEqual(['b', 'a']);
    expect(queue.totals).toEqual({ adds: 2, retries: 0 });
  });

  it('brings back a key that was added while it was worked on, once and only then', async () => {
    const { queue } = startQueue();
    queue.add('a');
    await queue.take();
    queue.add('a');
    queue.add('a');
    expect([queue.depth, queue.inFlight]).toEqual([0, 1]);
    queue.done('a');
    expect((await queue.take())?.key).toBe('a');
    queue.done('a');
    expect([queue.depth, queue.inFlight]).toEqual([0, 0]);
  });

  it('doubles the delay of a key with each failure, from 5 ms to 1000 s', async () => {
    const { clock, queue } = startQueue();
    const delays: number[] = [];
    for (let failure = 0; failure < 20; failure++) {
      queue.retry('a');
      delays.push(await delayOf(clock, queue));
    }
    expect(delays.slice(0, 4)).toEqual([5, 10, 20, 40]);
    expect(delays.slice(16)).toEqual([327_680, 655_360, 1_000_000, 1_000_000]);
    queue.forget('a');
    queue.retry('a');
    expect(await delayOf(clock, queue)).toBe(5);
  });

  it('lets through ten retries a second of all keys together, after a burst of a hundred', () => {
    const { clock, queue } = startQueue();
    for (let key = 0; key < 150; key++) queue.retry(`key-${key}`);
    clock.advance(10);
    expect(queue.depth).toBe(100);
    clock.advance(990);
    expect(queue.depth).toBe(110);
    clock.advance(4_000);
    expect(queue.depth).toBe(150);
    expect(queue.totals.retries).toBe(150);
  });

  it('counts the earliest of several times, and not those that came to nothing', async () => {
    const { clock, queue } = startQueue();
    queue.addAfter('a', 500);
    queue.addAfter('a', 100);
    queue.addAfter('a', 300);
    expect(queue.delayedCount).toBe(1);
    expect(await delayOf(clock, queue)).toBe(100);
    clock.advance(10_000);
    expect(queue.depth).toBe(0);
  });

  it('says how long its oldest key has been waiting', () => {
    const { clock, queue } = startQueue();
    expect(queue.oldestMs).toBe(0);
    queue.add('a');
    clock.advance(700);
    queue.add('b');
    clock.advance(300);
    expect(queue.oldestMs).toBe(1_000);
  });

  it('sends its workers home when it is closed, and takes nothing more', async () => {
    const { clock, queue } = startQueue();
    const taking = queue.take();
    queue.addAfter('late', 10);
    queue.close();
    queue.add('a');
    clock.advance(100);
    expect(await taking).toBeUndefined();
    expect(await queue.take()).toBeUndefined();
    expect(queue.depth).toBe(0);
  });

  it('never gives a key to two workers, and loses none that was added', async () => {
    const step = fc.record({
      what: fc.constantFrom('add', 'take', 'done', 'retry', 'pass'),
      key: fc.constantFrom('a', 'b', 'c'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const { clock, queue } = startQueue();
        const working = new Set<string>();
        const owed = new Set<string>();
        const take = async () => {
          if (queue.depth === 0) return;
          const taken = await queue.take();
          if (!taken || working.has(taken.key)) throw new Error(`${taken?.key} has two workers`);
          working.add(taken.key);
          owed.delete(taken.key);
        };
        for (const { what, key } of steps) {
          if (what === 'add' || what === 'retry') owed.add(key);
          if (what === 'add') queue.add(key);
          if (what === 'retry') queue.retry(key);
          if (what === 'take') await take();
          if (what === 'done' && working.delete(key)) queue.done(key);
          if (what === 'pass') clock.advance(1_000_000);
        }
        for (const key of working) queue.done(key);
        working.clear();
        clock.advance(2_000_000);
        while (queue.depth > 0) await take();
        expect([...owed]).toEqual([]);
      }),
    );
  });
});
