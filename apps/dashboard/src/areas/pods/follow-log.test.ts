import type { Client } from '@portolan/client/client.ts';
import { ApiError } from '@portolan/client/errors.ts';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { followLog, type LogState } from './follow-log.ts';

type Sink = Parameters<Client['subscribe']>[2];

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const place = { namespace: 'default', name: 'web', container: 'app', isPrevious: false, tailLines: 10 };
const waiting = new ApiError('container "app" in pod "web" is waiting to start', { code: 'BAD_REQUEST' });

function rig(isPrevious = false) {
  const sinks: Sink[] = [];
  const client: Pick<Client, 'subscribe'> = {
    subscribe(_document, _variables, sink) {
      sinks.push(sink);
      return { stop: () => undefined };
    },
  };
  const states: LogState['state'][] = [];
  const stop = followLog(client, { ...place, isPrevious }, { add: () => undefined, tell: (s) => states.push(s.state) });
  return { sinks, states, stop };
}

it('asks again for the log of a container that has not started yet', () => {
  const { sinks, states } = rig();
  sinks[0]?.error(waiting);
  vi.advanceTimersByTime(1_000);
  sinks[1]?.next({ podLogs: { lines: [] } });
  expect([sinks.length, states]).toEqual([2, ['failed', 'following']]);
});

it.each([
  ['of a pod that is gone', false, new ApiError('pods "web" not found', { code: 'NOT_FOUND' })],
  ['of the run before, which will not come to be', true, waiting],
])('does not for that %s', (_, isPrevious, error) => {
  const { sinks } = rig(isPrevious);
  sinks[0]?.error(error);
  vi.advanceTimersByTime(60_000);
  expect(sinks).toHaveLength(1);
});

it('asks no more once it is stopped', () => {
  const { sinks, stop } = rig();
  sinks[0]?.error(waiting);
  stop();
  vi.advanceTimersByTime(60_000);
  expect(sinks).toHaveLength(1);
});
