// What every store does with session locks.
import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Store } from './store.ts';

export function testSessionLocks(open: () => Store): void {
  const never = () => new AbortController().signal;

  it('lets a waiter through once the lock is released', async () => {
    const store = open();
    const token = randomUUID();
    const lock = await store.holdSessionLock(token);
    let isThrough = false;
    const waiting = store.waitSessionLock(token, never()).then((free) => {
      isThrough = free;
    });
    expect(await store.waitSessionLock(randomUUID(), never())).toBe(true);
    expect(isThrough).toBe(false);
    await lock.release();
    await waiting;
    expect(isThrough).toBe(true);
    await lock.lost;
  });

  it('lets every waiter through, and the lock be held again', async () => {
    const store = open();
    const token = randomUUID();
    const lock = await store.holdSessionLock(token);
    const waiters = [store.waitSessionLock(token, never()), store.waitSessionLock(token, never())];
    await lock.release();
    expect(await Promise.all(waiters)).toEqual([true, true]);
    const again = await store.holdSessionLock(token);
    await again.release();
  });

  it('lets one holder at a time have the lock', async () => {
    const store = open();
    const token = randomUUID();
    const first = await store.holdSessionLock(token);
    const order: string[] = [];
    const second = store.holdSessionLock(token).then((lock) => {
      order.push('second');
      return lock;
    });
    await store.revision();
    order.push('release');
    await first.release();
    await (await second).release();
    expect(order).toEqual(['release', 'second']);
  });

  it('ends a wait that is called off', async () => {
    const store = open();
    const token = randomUUID();
    const lock = await store.holdSessionLock(token);
    const calledOff = new AbortController();
    const waiting = store.waitSessionLock(token, calledOff.signal);
    calledOff.abort();
    expect(await waiting).toBe(false);
    await lock.release();
  });
}
