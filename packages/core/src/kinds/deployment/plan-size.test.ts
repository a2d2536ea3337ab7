// How a change of size is shared out while a rollout runs: cases known from Kubernetes' own tests of the deployment's sync.
import { expect, it } from 'vitest';
import { aDeployment } from '../../../../../test/support/manifests.ts';
import type { Generation } from './generation.ts';
import { shareOut } from './plan-size.ts';
import { sizeAnnotations } from './revisions.ts';

interface Case {
  readonly from: number;
  readonly to: number;
  /** Oldest first. */
  readonly sizes: readonly number[];
  readonly becomes: readonly number[];
  readonly maxSurge?: number;
}

const ofSize = (replicas: number, maxSurge = 0) =>
  aDeployment({
    spec: { replicas, strategy: { type: 'RollingUpdate', rollingUpdate: { maxSurge, maxUnavailable: 1 } } },
  });

function shared({ from, to, sizes, maxSurge }: Case): number[] {
  const annotations = sizeAnnotations(ofSize(from, maxSurge));
  const generations = sizes.map((replicas, index): Generation => {
    const metadata = { name: `web-${index}`, creationTimestamp: `2026-01-01T00:00:0${index}Z` };
    const stored = { apiVersion: 'apps/v1', kind: 'ReplicaSet', metadata } as const;
    return { name: metadata.name, stored, replicas, annotations, minReadySeconds: 0 };
  });
  const given = shareOut(
    ofSize(to, maxSurge),
    generations.filter(({ replicas }) => replicas > 0),
  );
  return generations.map((each) => given.get(each) ?? each.replicas);
}

it.each<[string, Case]>([
  ['grows what there is in proportion', { from: 10, to: 12, sizes: [5, 5], becomes: [6, 6] }],
  ['shrinks what there is in proportion', { from: 10, to: 6, sizes: [5, 5], becomes: [3, 3] }],
  ['gives the rest of growth to the newest of the largest', { from: 10, to: 11, sizes: [5, 5], becomes: [5, 6] }],
  ['takes the rest of shrinking from the oldest of the largest', { from: 10, to: 9, sizes: [5, 5], becomes: [4, 5] }],
  ['grows by the sizes', { from: 10, to: 20, sizes: [8, 2], becomes: [16, 4] }],
  ['shrinks by the sizes', { from: 10, to: 5, sizes: [8, 2], becomes: [4, 1] }],
  ['takes everything away', { from: 10, to: 0, sizes: [5, 3, 2], becomes: [0, 0, 0] }],
  ['leaves empty ones empty', { from: 6, to: 12, sizes: [0, 6], becomes: [0, 12] }],
  ['counts the surge', { from: 5, to: 50, sizes: [5, 3], becomes: [33, 20], maxSurge: 3 }],
  ['shares what is left of a rollout', { from: 10, to: 20, sizes: [5, 6, 1], becomes: [9, 11, 2], maxSurge: 2 }],
])('%s', (_, each) => {
  expect(shared(each)).toEqual(each.becomes);
});
