import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aNode } from '../../../../../test/support/manifests.ts';
import { evictionReason, planTaints } from './taints.ts';

const types = ['Ready', 'MemoryPressure', 'DiskPressure', 'PIDPressure', 'NetworkUnavailable', 'Other'];
const keys = ['not-ready', 'unreachable', 'memory-pressure', 'unschedulable', 'other'].map((name) =>
  name === 'other' ? 'example.com/other' : `node.kubernetes.io/${name}`,
);
const taint = fc.record({
  key: fc.constantFrom(...keys),
  effect: fc.constantFrom('NoSchedule', 'NoExecute', 'PreferNoSchedule'),
});
const nodes = fc
  .record({
    conditions: fc.uniqueArray(
      fc.record({ type: fc.constantFrom(...types), status: fc.constantFrom('True', 'False', 'Unknown') }),
      { selector: ({ type }) => type },
    ),
    taints: fc.uniqueArray(taint, { selector: ({ key, effect }) => `${key}:${effect}` }),
    unschedulable: fc.boolean(),
  })
  .map(({ conditions, taints, unschedulable }) => aNode({ status: { conditions }, spec: { taints, unschedulable } }));

const isOurs = ({ key, effect }: { key: string; effect: string }) =>
  key.startsWith('node.kubernetes.io/') && effect !== 'PreferNoSchedule';

it('is settled after one round, keeps the taints of others, and never has one twice', () => {
  fc.assert(
    fc.property(nodes, fc.boolean(), (node, mayEvict) => {
      const evicting = mayEvict ? evictionReason(node) : undefined;
      const before = node.spec?.taints ?? [];
      const taints = planTaints(node, evicting, '2026-01-01T00:00:00Z') ?? before;
      expect(planTaints({ ...node, spec: { ...node.spec, taints } }, evicting, 'later')).toBeUndefined();
      expect(new Set(taints.map(({ key, effect }) => `${key}:${effect}`)).size).toBe(taints.length);
      for (const each of before) if (!isOurs(each)) expect(taints).toContainEqual(each);
    }),
  );
});

it('makes pods leave by one reason at a time, and only when told to', () => {
  fc.assert(
    fc.property(nodes, fc.boolean(), (node, mayEvict) => {
      const evicting = mayEvict ? evictionReason(node) : undefined;
      const taints = planTaints(node, evicting, '2026-01-01T00:00:00Z') ?? node.spec?.taints ?? [];
      const leaving = taints.filter(({ key, effect }) => {
        return effect === 'NoExecute' && ['not-ready', 'unreachable'].some((name) => key.endsWith(`/${name}`));
      });
      expect(leaving.map(({ key }) => key)).toEqual(evicting === undefined ? [] : [evicting]);
    }),
  );
});
