import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { systemClock } from './clock.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const dayMs = 86_400_000;

it('waits for longer than a timer of the platform can', () => {
  let runs = 0;
  systemClock.setTimer(60 * dayMs, () => runs++);
  vi.advanceTimersByTime(60 * dayMs - 1);
  expect(runs).toBe(0);
  vi.advanceTimersByTime(1);
  expect(runs).toBe(1);
});

it('forgets a cancelled timer, however long it has been waiting', () => {
  const timer = systemClock.setTimer(60 * dayMs, () => expect.unreachable());
  vi.advanceTimersByTime(50 * dayMs);
  timer.cancel();
  expect(vi.getTimerCount()).toBe(0);
});
