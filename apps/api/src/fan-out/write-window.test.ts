import { VirtualClock } from '@portolan/core/resource/virtual-clock.ts';
import { describe, expect, it } from 'vitest';
import { WriteWindow } from './write-window.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('WriteWindow', () => {
  it('flushes each target once per window', async () => {
    const clock = new VirtualClock();
    const window = new WriteWindow(clock, 5);
    let flushes = 0;
    const target = {
      flush: () => {
        flushes += 1;
      },
    };
    window.request(target);
    window.request(target);
    await turn();
    expect(flushes).toBe(1);
    window.request(target);
    clock.advance(4);
    expect(flushes).toBe(1);
    clock.advance(1);
    expect(flushes).toBe(2);
  });

  it('leaves as much time between two flushes as a flush takes', async () => {
    const clock = new VirtualClock();
    const window = new WriteWindow(clock, 5);
    const startsMs: number[] = [];
    const slow = {
      flush: () => {
        startsMs.push(clock.monotonic());
        clock.advance(20);
      },
    };
    window.request(slow);
    await turn();
    window.request(slow);
    clock.advance(1_000);
    expect((startsMs[1] ?? 0) - (startsMs[0] ?? 0)).toBe(40);
  });
});
