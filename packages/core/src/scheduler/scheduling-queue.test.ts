import { beforeEach, describe, expect, it } from 'vitest';
import { aPod } from '../../../../test/support/manifests.ts';
import { VirtualClock } from '../resource/virtual-clock.ts';
import { podClassOf } from './pod-class.ts';
import { SchedulingQueue } from './scheduling-queue.ts';

let clock: VirtualClock;
let wakes: number;
let queue: SchedulingQueue;

beforeEach(() => {
  clock = new VirtualClock();
  wakes = 0;
  queue = new SchedulingQueue(clock, () => {
    wakes += 1;
  });
});

function add(uid: string, { priority = 0, app = 'web' } = {}): void {
  const pod = aPod({ metadata: { uid, labels: { app } }, spec: { priority } });
  queue.set(uid, pod, podClassOf(pod));
}

function popAll(): string[] {
  const popped: string[] = [];
  for (let next = queue.pop(); next; next = queue.pop()) popped.push(next.uid);
  return popped;
}

const fit = new Set(['NodeResourcesFit']);

/** One attempt that finds no node. */
function fail(uid: string): void {
  expect(popAll()).toEqual([uid]);
  queue.giveBackUnschedulable(uid, fit);
}

describe('the queue of pods without a node', () => {
  it('gives out pods by priority, then in the order in which they came', () => {
    for (const uid of ['a', 'b', 'c']) add(uid);
    add('urgent', { priority: 10 });
    add('lazy', { priority: -1 });
    expect(popAll()).toEqual(['urgent', 'a', 'b', 'c', 'lazy']);
    expect(wakes).toBe(5);
  });

  it('gives out each pod once, and none that has gone', () => {
    add('a');
    add('b');
    queue.delete('b');
    expect(popAll()).toEqual(['a']);
    add('a');
    expect(popAll()).toEqual([]);
    queue.giveBackUnschedulable('b', fit);
    expect(queue.sizes()).toEqual({ active: 0, backoff: 0, unschedulable: 0 });
  });

  it('keeps an unschedulable pod until something happens that helps it', () => {
    add('a');
    fail('a');
    queue.moveWhere(({ rejectedBy }) => rejectedBy.has('NodeAffinity'));
    expect(queue.sizes().unschedulable).toBe(1);
    clock.advance(5_000);
    queue.moveWhere(({ rejectedBy }) => rejectedBy.has('NodeResourcesFit'));
    expect(popAll()).toEqual(['a']);
  });

  it('waits 1 s after the first attempt, then twice as long each time, 10 s at the most', () => {
    add('a');
    for (const waitMs of [1_000, 2_000, 4_000, 8_000, 10_000, 10_000]) {
      expect(popAll()).toEqual(['a']);
      queue.giveBackFailed('a');
      clock.advance(waitMs - 1);
      expect(queue.sizes()).toEqual({ active: 0, backoff: 1, unschedulable: 0 });
      clock.advance(1);
      expect(queue.sizes().active).toBe(1);
    }
  });

  it('tries a pod during its back-off when something helps it and no other waits', () => {
    add('a');
    fail('a');
    add('b');
    queue.moveWhere(() => true);
    expect(queue.sizes()).toEqual({ active: 1, backoff: 1, unschedulable: 0 });
    expect([queue.pop(), queue.pop()]).toMatchObject([
      { uid: 'b', isEarly: false },
      { uid: 'a', isEarly: true, attempts: 1 },
    ]);
    expect(queue.pop()).toBeUndefined();
  });

  it('lets an early try that fails change nothing: the back-off ends when it would have ended', () => {
    add('a');
    fail('a');
    for (let node = 1; node <= 3; node++) {
      queue.moveWhere(() => true);
      expect(queue.pop()).toMatchObject({ uid: 'a', isEarly: true });
      queue.giveBackUnschedulable('a', fit);
      expect(queue.pop()).toBeUndefined();
    }
    clock.advance(999);
    expect(queue.sizes()).toEqual({ active: 0, backoff: 1, unschedulable: 0 });
    clock.advance(1);
    expect(queue.pop()).toMatchObject({ uid: 'a', isEarly: false, attempts: 2 });
  });

  it('lets a pod sit out its back-off after an error, whatever happens', () => {
    add('a');
    expect(popAll()).toEqual(['a']);
    queue.giveBackFailed('a');
    queue.moveWhere(() => true);
    expect(queue.pop()).toBeUndefined();
  });

  it('tries pods again that wait for more than five minutes, in case a hint was missed', () => {
    add('a');
    fail('a');
    clock.advance(5 * 60_000 - 1);
    expect(queue.sizes().unschedulable).toBe(1);
    clock.advance(30_000);
    expect(popAll()).toEqual(['a']);
  });

  it('tries a pod again that was changed, but not for a change that decides nothing', () => {
    add('a');
    const pod = aPod({ metadata: { uid: 'a' } });
    const podClass = podClassOf(pod);
    queue.set('a', pod, podClass);
    fail('a');
    clock.advance(1_000);
    queue.set('a', pod, podClass);
    expect(queue.sizes().unschedulable).toBe(1);
    add('a', { app: 'other' });
    expect(popAll()).toEqual(['a']);
  });
});
