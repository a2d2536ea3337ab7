import { VirtualClock } from '@portolan/client/virtual-clock.ts';
import { expect, it } from 'vitest';
import { Balancer } from './balancer.ts';

const targets = [1, 2, 3].map((port) => ({ address: '127.128.0.1', port }));

it('takes endpoints in turn: of 1,200 connections each of three has 400', () => {
  const balancer = new Balancer(new VirtualClock(), { targets });
  const counts = new Map<number, number>();
  for (let i = 0; i < 1_200; i++) {
    const { port = 0 } = balancer.pick('c') ?? {};
    counts.set(port, (counts.get(port) ?? 0) + 1);
  }
  expect([...counts.values()]).toEqual([400, 400, 400]);
});

it('passes over what has been tried until nothing is left', () => {
  const balancer = new Balancer(new VirtualClock(), { targets });
  const tried = new Set<string>();
  for (let target = balancer.pick('c', tried); target; target = balancer.pick('c', tried)) {
    tried.add(`${target.address}:${target.port}`);
  }
  expect(tried.size).toBe(3);
});

it('keeps a client with its endpoint until it has been away too long, or the endpoint goes', () => {
  const clock = new VirtualClock();
  const balancer = new Balancer(clock, { targets, affinityMs: 1_000 });
  const first = balancer.pick('a');
  expect(balancer.pick('b')).not.toEqual(first);
  for (let i = 0; i < 5; i++) {
    clock.advance(900);
    expect(balancer.pick('a')).toEqual(first);
  }
  clock.advance(1_000);
  const second = balancer.pick('a');
  expect(second).not.toEqual(first);
  balancer.update({ targets: targets.filter((each) => each !== second), affinityMs: 1_000 });
  expect(balancer.pick('a')).not.toEqual(second);
});

it('moves a client whose endpoint refuses to another one for good', () => {
  const balancer = new Balancer(new VirtualClock(), { targets, affinityMs: 1_000 });
  const first = balancer.pick('a');
  const second = balancer.pick('a', new Set([`127.128.0.1:${first?.port}`]));
  expect(second).not.toEqual(first);
  expect(balancer.pick('a')).toEqual(second);
});
