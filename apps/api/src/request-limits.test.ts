import { VirtualClock } from '@portolan/core/resource/virtual-clock.ts';
import { describe, expect, it } from 'vitest';
import { OpenCounts, RequestLimits } from './request-limits.ts';

const node = { user: 'system:node:n1', groups: ['system:nodes'] };
const other = { user: 'system:node:n2', groups: ['system:nodes'] };
const admin = { user: 'admin', groups: ['system:masters'] };

describe('RequestLimits', () => {
  it('lets a burst through, then as many as the rate allows', () => {
    const clock = new VirtualClock();
    const limits = new RequestLimits({ requestsPerSecond: 10, burst: 2, inFlight: 100 }, clock);
    const run = () => {
      limits.enter(node);
      limits.leave(node);
    };
    run();
    run();
    expect(run).toThrow('Too many requests, please try again later.');
    clock.advance(100);
    run();
    expect(run).toThrow();
    limits.enter(other);
  });

  it('bounds what one identity has running, and counts what all have', () => {
    const limits = new RequestLimits({ requestsPerSecond: 10, burst: 100, inFlight: 1 }, new VirtualClock());
    limits.enter(node);
    expect(() => limits.enter(node)).toThrow();
    limits.enter(other);
    expect(limits.current).toBe(2);
    limits.leave(node);
    limits.enter(node);
  });

  it('exempts masters', () => {
    const limits = new RequestLimits({ requestsPerSecond: 1, burst: 1, inFlight: 1 }, new VirtualClock());
    for (let count = 0; count < 100; count += 1) limits.enter(admin);
    expect(limits.current).toBe(100);
  });
});

describe('OpenCounts', () => {
  it('bounds each user for itself and gives room again', () => {
    const counts = new OpenCounts(1);
    expect([counts.enter('a'), counts.enter('a'), counts.enter('b')]).toEqual([true, false, true]);
    counts.leave('a');
    expect(counts.enter('a')).toBe(true);
  });
});
