import { expect, it } from 'vitest';
import { RetryDelay } from './retry-delay.ts';
import { VirtualClock } from './virtual-clock.ts';

class LuckyClock extends VirtualClock {
  luck = 0;

  override random(): number {
    return this.luck;
  }
}

it('doubles with each failure up to its bound', () => {
  const clock = new LuckyClock();
  clock.luck = 1;
  const delay = new RetryDelay(clock, { firstMs: 100, maxMs: 1_000 });
  expect([1, 2, 3, 4, 5, 6].map(() => delay.fails())).toEqual([100, 200, 400, 800, 1_000, 1_000]);
});

it('is somewhere in its upper half, so that clients do not come back together', () => {
  const clock = new LuckyClock();
  const waits = [0, 0.5, 1].map((luck) => {
    clock.luck = luck;
    return new RetryDelay(clock, { firstMs: 100, maxMs: 1_000 }).fails();
  });
  expect(waits).toEqual([50, 75, 100]);
});

it('is short again only after it has worked for 10 s', () => {
  const clock = new LuckyClock();
  const delay = new RetryDelay(clock, { firstMs: 100, maxMs: 10_000 });
  const workFor = (ms: number) => {
    delay.works();
    clock.advance(ms);
    delay.works();
    return delay.fails();
  };
  expect([workFor(9_999), workFor(9_999), workFor(10_000), workFor(0)]).toEqual([50, 100, 50, 100]);
});
