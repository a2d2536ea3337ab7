// A rolling update from any state comes to its end in few steps, and never has too many pods wanted or too few that serve.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { aDeployment, aReplicaSet } from '../../../../../test/support/manifests.ts';
import type { ReplicaSet } from '../../resource/generated/kubernetes.ts';
import { activeOf, type Generation, generationOf, totalOf, wanted } from './generation.ts';
import { planRollingUpdate } from './plan-rolling-update.ts';
import type { Step } from './step.ts';
import { boundsOf, wantedReplicas } from './strategy.ts';

const amount = fc.oneof(
  fc.nat({ max: 5 }),
  fc.nat({ max: 100 }).map((percent) => `${percent}%`),
);

const situation = fc.record({
  replicas: fc.integer({ min: 1, max: 30 }),
  maxSurge: amount,
  maxUnavailable: amount,
  /** Of old replica sets: how many pods each has, and how many of those serve. */
  old: fc.array(fc.tuple(fc.nat({ max: 15 }), fc.nat({ max: 15 })), { maxLength: 4 }),
});

function replicaSet(name: string, replicas: number, available: number): ReplicaSet {
  return aReplicaSet({
    metadata: { name, creationTimestamp: '2026-01-01T00:00:00Z' },
    spec: { replicas },
    status: { replicas, readyReplicas: available, availableReplicas: available },
  });
}

type Situation = typeof situation extends fc.Arbitrary<infer T> ? T : never;

function firstStep({ replicas, maxSurge, maxUnavailable, old }: Situation): Step {
  const rollingUpdate = { maxSurge, maxUnavailable };
  return {
    deployment: aDeployment({ spec: { replicas, strategy: { type: 'RollingUpdate', rollingUpdate } } }),
    nowMs: 0,
    old: old.map(([size, serving], index) => generationOf(replicaSet(`old-${index}`, size, Math.min(size, serving)))),
    current: generationOf(replicaSet('new', 0, 0)),
    revision: 1,
    collisions: 0,
    conditions: [],
    remove: [],
    events: [],
  };
}

const serving = ({ stored }: Generation) => stored?.status?.availableReplicas ?? 0;

/** Pods of each are made or ended as it says: those that do not serve are ended first. */
function followed(each: Generation, newServe: (missing: number) => number): Generation {
  const { name, replicas } = each;
  const before = Math.min(serving(each), replicas);
  const available = name === 'new' ? before + newServe(replicas - before) : before;
  return generationOf(replicaSet(name, replicas, available));
}

it('keeps within its bounds at every step and comes to its end', () => {
  fc.assert(
    fc.property(situation, fc.infiniteStream(fc.nat({ max: 3 })), (given, luck) => {
      let step = firstStep(given);
      const replicas = wantedReplicas(step.deployment);
      const { surge, unavailable } = boundsOf(step.deployment);
      const all = ({ old, current }: Step) => [...old, ...(current ? [current] : [])];
      const atFirst = totalOf(all(step), wanted);
      const servingAtFirst = totalOf(all(step), serving);
      const most = Math.max(replicas + surge, atFirst);
      const least = Math.min(replicas - unavailable, servingAtFirst);
      for (let round = 0; round < 400; round++) {
        planRollingUpdate(step);
        expect(totalOf(all(step), wanted)).toBeLessThanOrEqual(most);
        const newServe = (missing: number) => Math.min(missing, luck.next().value ?? 1);
        const { current } = step;
        step = {
          ...step,
          old: step.old.map((each) => followed(each, () => 0)),
          current: current && followed(current, newServe),
        };
        expect(totalOf(all(step), serving)).toBeGreaterThanOrEqual(Math.min(least, servingAtFirst));
        if (activeOf(step.old).length === 0 && step.current?.replicas === replicas) return;
      }
      throw new Error('it comes to no end');
    }),
    { numRuns: 200 },
  );
});

it.each<[string, { new: [number, number]; old: [number, number]; sizes: [number, number] }]>([
  ['brings as many new pods as the surge allows', { new: [0, 0], old: [10, 10], sizes: [3, 10] }],
  ['ends as many old pods as may be missing', { new: [3, 0], old: [10, 10], sizes: [3, 8] }],
  ['waits for new pods to serve', { new: [5, 0], old: [8, 8], sizes: [5, 8] }],
  ['ends an old pod for each new one that serves', { new: [5, 3], old: [8, 8], sizes: [5, 5] }],
  ['ends old pods first that do not serve', { new: [3, 0], old: [10, 6], sizes: [3, 8] }],
  ['does not count on old pods that are about to end', { new: [5, 5], old: [8, 10], sizes: [5, 3] }],
  ['has nothing to do at the end', { new: [10, 10], old: [0, 0], sizes: [10, 0] }],
  ['takes back what is too much', { new: [12, 12], old: [0, 0], sizes: [10, 0] }],
])('%s', (_, each) => {
  const given = { replicas: 10, maxSurge: '25%', maxUnavailable: '25%', old: [] };
  const old = generationOf(replicaSet('old', ...each.old));
  const current = generationOf(replicaSet('new', ...each.new));
  planRollingUpdate({ ...firstStep(given), old: [old], current });
  expect([current.replicas, old.replicas]).toEqual(each.sizes);
});
