import { describe, expect, it } from 'vitest';
import type { SliceEndpoint } from './endpoint-kind.ts';
import { targetsOf } from './targets.ts';

const endpoint = (pod: string, more: Partial<SliceEndpoint> = {}): SliceEndpoint => ({
  address: `ip-${pod}`,
  isReady: true,
  isServing: true,
  isTerminating: false,
  node: 'n1',
  pod,
  ...more,
});
const pod = (name: string, more: Partial<Parameters<typeof targetsOf>[1][number]> = {}) => ({
  name,
  node: 'n1',
  ip: '',
  status: 'Running',
  group: 'running' as const,
  ready: 1,
  containers: 1,
  ...more,
});

describe('the targets of a service', () => {
  it('show what does not serve first, with the reason', () => {
    const crashing = pod('b', { status: 'CrashLoopBackOff', group: 'crashing' });
    const targets = targetsOf([endpoint('a'), endpoint('b', { isReady: false })], [pod('a'), crashing]);
    expect(targets.map(({ pod: name, state, reason }) => [name, state, reason])).toEqual([
      ['b', 'notReady', 'CrashLoopBackOff'],
      ['a', 'ready', ''],
    ]);
  });

  it('hold the pods that are selected but have no address yet', () => {
    const targets = targetsOf([], [pod('new', { status: 'Pending', group: 'pending' })]);
    expect(targets).toMatchObject([{ pod: 'new', state: 'noAddress', reason: 'Pending' }]);
  });

  it('hold an address once, and as ready where one slice says so', () => {
    const targets = targetsOf([endpoint('a', { isReady: false }), endpoint('a')], [pod('a')]);
    expect(targets).toMatchObject([{ pod: 'a', state: 'ready' }]);
  });

  it('leave out pods that have ended', () => {
    expect(targetsOf([], [pod('done', { status: 'Completed', group: 'succeeded' })])).toEqual([]);
  });
});
