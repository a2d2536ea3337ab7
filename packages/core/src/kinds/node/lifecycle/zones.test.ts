import { describe, expect, it } from 'vitest';
import { defaultNodeLifecycleOptions as options } from './options.ts';
import { EvictionPace, evictionRate, zoneState } from './zones.ts';

describe('a zone', () => {
  it.each([
    [0, 0, 'Normal'],
    [1, 0, 'Normal'],
    [0, 1, 'FullDisruption'],
    [1, 2, 'Normal'],
    [2, 3, 'PartialDisruption'],
    [46, 54, 'Normal'],
    [45, 55, 'PartialDisruption'],
    [0, 100, 'FullDisruption'],
  ])('with %i nodes ready and %i not is in state %s', (ready, notReady, expected) => {
    expect(zoneState({ ready, notReady }, 0.55)).toBe(expected);
  });

  it.each([
    ['Normal', 10, 0.1],
    ['FullDisruption', 10, 0.1],
    ['PartialDisruption', 50, 0],
    ['PartialDisruption', 51, 0.01],
  ] as const)('in state %s with %i nodes loses %d nodes a second', (state, nodes, expected) => {
    expect(evictionRate(state, nodes, options)).toBe(expected);
  });
});

describe('the pace', () => {
  const zones = (...counts: [string, number, number][]) =>
    new Map(counts.map(([zone, ready, notReady]) => [zone, { ready, notReady }]));

  it('is kept for each zone', () => {
    const pace = new EvictionPace(options);
    pace.judge(zones(['a', 9, 1], ['b', 9, 1]));
    expect([pace.waitMs('a', 0), pace.waitMs('b', 0)]).toEqual([0, 0]);
    pace.take('a', 0);
    expect([pace.waitMs('a', 4_000), pace.waitMs('b', 4_000), pace.waitMs('a', 10_000)]).toEqual([6_000, 0, 0]);
  });

  it('is nothing before the zones are judged, and for zones nobody knows', () => {
    expect(new EvictionPace(options).waitMs('a', 0)).toBe(Number.POSITIVE_INFINITY);
  });

  it('is nothing while no node is ready anywhere', () => {
    const pace = new EvictionPace(options);
    pace.judge(zones(['a', 1, 1], ['b', 0, 2]));
    expect(pace.waitMs('b', 0)).toBe(0);
    pace.judge(zones(['a', 0, 2], ['b', 0, 2]));
    expect([pace.isBlind, pace.waitMs('b', 0)]).toEqual([true, Number.POSITIVE_INFINITY]);
    pace.judge(zones(['a', 0, 2], ['b', 1, 1]));
    expect([pace.isBlind, pace.waitMs('b', 0)]).toEqual([false, 0]);
  });

  it('is not lost with the last node', () => {
    const pace = new EvictionPace(options);
    pace.judge(new Map());
    expect(pace.isBlind).toBe(false);
  });
});
