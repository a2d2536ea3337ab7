import { expect, it, vi } from 'vitest';
import { type UsageKey, UsageMonitor, type UsageSample } from './usage-monitor.ts';

const hour = 3_600_000;

function rig(answer: (key: UsageKey) => UsageSample | undefined) {
  const asked: Array<readonly UsageKey[]> = [];
  const state = { isHidden: false, tick: undefined as (() => void) | undefined };
  const monitor = new UsageMonitor(
    async (keys) => {
      asked.push(keys);
      return new Map(keys.flatMap((key) => (answer(key) ? [[key, answer(key) as UsageSample]] : [])));
    },
    {
      every: (_, run) => {
        state.tick = run;
        return () => {
          state.tick = undefined;
        };
      },
      isHidden: () => state.isHidden,
    },
  );
  return { monitor, asked, state };
}

it('asks once for everything that came into sight, and no longer for what left it', async () => {
  const { monitor, asked, state } = rig((key) => ({ time: asked.length, cores: key.length, bytes: 1 }));
  const heard = vi.fn();
  const leave = monitor.listen('a', heard);
  monitor.listen('bb', heard);
  await vi.waitFor(() => expect(heard).toHaveBeenCalledTimes(2));
  expect(asked).toEqual([['a', 'bb']]);
  expect(monitor.read('bb')).toEqual([{ time: 1, cores: 2, bytes: 1 }]);
  leave();
  state.tick?.();
  await vi.waitFor(() => expect(asked).toEqual([['a', 'bb'], ['bb']]));
});

it('stops when nobody looks, and asks nothing while the page is hidden', async () => {
  const { monitor, asked, state } = rig(() => undefined);
  state.isHidden = true;
  const leave = monitor.listen('a', () => undefined);
  state.tick?.();
  expect(asked).toEqual([]);
  leave();
  expect(state.tick).toBeUndefined();
});

it('keeps an hour, and nothing twice', async () => {
  const times = [1, 1, hour, hour + 2];
  const { monitor, asked, state } = rig(() => ({ time: times[asked.length - 1] ?? 0, cores: 1, bytes: 1 }));
  monitor.listen('a', () => undefined);
  const kept: number[] = [];
  for (let count = 1; count <= times.length; count++) {
    if (count > 1) state.tick?.();
    await vi.waitFor(() => expect(asked).toHaveLength(count));
    await new Promise(setImmediate);
    kept.push(monitor.read('a').length);
  }
  expect(kept).toEqual([1, 1, 2, 2]);
  expect(monitor.read('a').map(({ time }) => time)).toEqual([hour, hour + 2]);
});
