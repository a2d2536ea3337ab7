import { expect, it } from 'vitest';
import { Announcements } from './announcements.ts';

function rig() {
  const state = { now: 0, due: [] as Array<{ at: number; run: () => void }> };
  const announcements = new Announcements({
    now: () => state.now,
    after: (ms, run) => void state.due.push({ at: state.now + ms, run }),
  });
  const told: Array<readonly [number, string]> = [];
  announcements.subscribe(() =>
    told.push([
      state.now,
      announcements
        .read()
        .map(({ namespace, count }) => `${count} in ${namespace}`)
        .join(', '),
    ]),
  );
  const advance = (to: number) => {
    for (let next = state.due[0]; next && next.at <= to; next = state.due[0]) {
      state.now = next.at;
      state.due.shift();
      next.run();
    }
    state.now = to;
  };
  return { announcements, told, advance };
}

it('sums up what happens together', () => {
  const { announcements, told, advance } = rig();
  for (const namespace of ['shop', 'shop', 'db', 'shop']) announcements.podFailed(namespace);
  advance(5_000);
  expect(told).toEqual([[1_000, '3 in shop, 1 in db']]);
});

it('speaks at most once in ten seconds', () => {
  const { announcements, told, advance } = rig();
  announcements.podFailed('shop');
  advance(2_000);
  announcements.podFailed('shop');
  announcements.podFailed('shop');
  advance(30_000);
  expect(told).toEqual([
    [1_000, '1 in shop'],
    [11_000, '2 in shop'],
  ]);
});
