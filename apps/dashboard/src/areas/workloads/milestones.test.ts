import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignedWindowOf, isLong, type Milestones, phaseOf, placeOf, segmentsOf, windowOf } from './milestones.ts';

const pod = (more: Partial<Milestones> = {}): Milestones => ({
  created: 1_000,
  scheduled: 2_000,
  prepared: 3_000,
  started: 4_000,
  ready: 6_000,
  isEnding: false,
  ...more,
});

describe('segments', () => {
  it('follow one another from the creation on', () => {
    expect(segmentsOf(pod(), 9_000)).toEqual([
      { phase: 'scheduling', from: 1_000, to: 2_000 },
      { phase: 'preparing', from: 2_000, to: 3_000 },
      { phase: 'starting', from: 3_000, to: 4_000 },
      { phase: 'probing', from: 4_000, to: 6_000 },
      { phase: 'ready', from: 6_000, to: 9_000 },
    ]);
  });

  it('end with what the pod waits for', () => {
    const waiting = pod({ prepared: undefined, started: undefined, ready: undefined });
    expect(segmentsOf(waiting, 9_000).at(-1)).toEqual({ phase: 'preparing', from: 2_000, to: 9_000 });
    expect(phaseOf(waiting)).toBe('preparing');
    expect(phaseOf(pod())).toBe('ready');
  });

  it('never overlap, whatever clocks say', () => {
    const moment = fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined });
    const moments = fc.record({ scheduled: moment, prepared: moment, started: moment, ready: moment });
    fc.assert(
      fc.property(moments, fc.integer({ min: 0, max: 100 }), (some, end) => {
        const segments = segmentsOf(pod({ created: 50, ...some }), end);
        for (const [index, { from, to }] of segments.entries()) {
          expect(to).toBeGreaterThan(from);
          expect(from).toBeGreaterThanOrEqual(segments[index - 1]?.to ?? 50);
        }
      }),
    );
  });
});

describe('the window', () => {
  it('reaches from the first pod to the last that became ready', () => {
    expect(windowOf([pod(), pod({ created: 5_000, ready: 8_000 })], 99_000)).toEqual({ from: 1_000, to: 8_000 });
  });

  it('reaches to now while one is not ready', () => {
    expect(windowOf([pod({ ready: undefined })], 99_000)).toEqual({ from: 1_000, to: 99_000 });
  });

  it('is as long as the slowest pod when all begin together', () => {
    const late = 3_600_000;
    const pods = [pod(), pod({ created: late, ready: late + 7_000 })];
    expect(isLong(windowOf(pods, late * 2))).toBe(true);
    expect(alignedWindowOf(pods, late * 2)).toEqual({ from: 0, to: 7_000 });
  });

  it('cuts off what lies outside', () => {
    expect(placeOf({ from: 0, to: 50 }, { from: 25, to: 125 })).toEqual({ left: 0, width: 25 });
    expect(placeOf({ from: 0, to: 20 }, { from: 25, to: 125 })).toBeUndefined();
  });
});
