import { expect, it } from 'vitest';
import { created, creationErrors } from '../../../../../test/support/kind-check.ts';
import { lease } from './kind.ts';

it.each<[string, Record<string, unknown>, string[]]>([
  ['nothing', {}, []],
  ['a holder and its terms', { holderIdentity: 'n1', leaseDurationSeconds: 40, leaseTransitions: 0 }, []],
  [
    'no time at all',
    { leaseDurationSeconds: 0 },
    ['spec.leaseDurationSeconds: Invalid value: 0: must be greater than 0'],
  ],
  [
    'fewer than no transitions',
    { leaseTransitions: -1 },
    ['spec.leaseTransitions: Invalid value: -1: must be greater than or equal to 0'],
  ],
  ["Kubernetes' strategy", { strategy: 'OldestEmulationVersion', preferredHolder: 'n1' }, []],
  ['a strategy of its own', { strategy: 'example.com/Eldest' }, []],
  [
    'an unknown strategy',
    { strategy: 'Eldest' },
    ['spec.strategy.strategy: Unsupported value: "Eldest": supported values: "OldestEmulationVersion"'],
  ],
  [
    'a preferred holder without a strategy',
    { preferredHolder: 'n1' },
    ['spec.preferredHolder: Forbidden: may only be specified if `strategy` is defined'],
  ],
])('with %s is judged as Kubernetes does', (_, spec, errors) => {
  expect(creationErrors(lease, { spec })).toEqual(errors);
});

it('shows its holder', () => {
  const holder = lease.columns.find(({ name }) => name === 'Holder');
  expect(holder?.cell(created(lease, { spec: { holderIdentity: 'n1' } }), 0)).toBe('n1');
  expect(holder?.cell(created(lease, {}), 0)).toBe('');
});
