import { expect, it } from 'vitest';
import { aPod, aService } from '../../../../../test/support/manifests.ts';
import { TriggerTimes } from './trigger-times.ts';

const key = 'endpoints.kubernetes.io/last-change-trigger-time';
const at = (second: number) => `2026-01-01T00:00:${String(second).padStart(2, '0')}Z`;
const service = (second: number) => aService({ metadata: { creationTimestamp: at(second) } });

function pod(name: string, second?: number) {
  const lastTransitionTime = second === undefined ? {} : { lastTransitionTime: at(second) };
  return aPod({
    metadata: { name },
    status: { conditions: [{ type: 'Ready', status: 'True', ...lastTransitionTime }] },
  });
}

it.each([
  ['a service that was not known counts from its creation', undefined, [pod('a', 30)], at(10)],
  ['nothing new has no time', [pod('a', 30)], [pod('a', 30)], undefined],
  ['a pod that became ready', [pod('a', 30)], [pod('a', 40)], at(40)],
  ['the earliest of several changes', [pod('a', 30)], [pod('a', 45), pod('b', 40)], at(40)],
  ['a pod that is gone has no time', [pod('a', 30), pod('b', 30)], [pod('a', 30)], undefined],
  ['a pod that does not say since when', [], [pod('a')], undefined],
])('%s', (_, before, now, expected) => {
  const times = new TriggerTimes();
  if (before) times.find('default/web', service(10), before).remember();
  expect(times.find('default/web', service(10), now).annotations[key]).toBe(expected);
});

it('counts what was not written again, and a service that came anew', () => {
  const times = new TriggerTimes();
  times.find('default/web', service(10), []).remember();
  times.find('default/web', service(10), [pod('a', 40)]);
  const second = times.find('default/web', service(10), [pod('a', 40)]);
  expect(second.annotations[key]).toBe(at(40));
  second.remember();
  expect(times.find('default/web', service(50), [pod('a', 40)]).annotations[key]).toBe(at(50));
  times.forget('default/web');
  expect(times.find('default/web', service(10), [pod('a', 40)]).annotations[key]).toBe(at(10));
});
