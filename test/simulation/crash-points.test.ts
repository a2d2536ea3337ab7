// The controllers may stop at any write: whoever takes over brings everything to the same end, and on the way there are
// never too many pods, too few that serve, or any that nobody owns.
import type { Operation } from '@portolan/core/registry/operation.ts';
import type { ReplicaSet } from '@portolan/core/resource/generated/kubernetes.ts';
import type { WatchCache } from '@portolan/core/store/watch-cache.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import { aDeployment } from '../support/manifests.ts';
import { type Interruption, type Mistake, type Outcome, play, type Scenario, withoutVersion } from './crash-rig.ts';

const replicas = 4; // 25 % of it: one pod more, one pod fewer.
const deployment = aDeployment({ metadata: { name: 'web' }, spec: { replicas } });

const patched = (patch: unknown): Operation => ({
  verb: 'patch',
  ref: { kind: 'Deployment.apps', namespace: 'default', name: 'web' },
  patchType: 'strategic',
  patch,
});
const withImage = (image: string) =>
  patched({ spec: { template: { spec: { containers: [{ name: 'main', image }] } } } });

const firstPod = (cache: WatchCache): Operation => {
  const [pod] = cache.list('Pod');
  return { verb: 'delete', ref: { kind: 'Pod', namespace: 'default', name: pod?.key.name ?? '' } };
};

const scenarios: readonly Scenario[] = [
  { name: 'creation', deployment, most: 4, least: 0 },
  { name: 'more replicas', deployment, act: () => [patched({ spec: { replicas: 7 } })], most: 7, least: 4 },
  { name: 'fewer replicas', deployment, act: () => [patched({ spec: { replicas: 2 } })], most: 4, least: 2 },
  { name: 'a rolling update', deployment, act: () => [withImage('web:2')], most: 5, least: 3 },
  {
    name: 'a roll-back',
    deployment,
    before: [withImage('web:2')],
    act: () => [withImage('registry.example/web:1.0')],
    most: 5,
    least: 3,
  },
  {
    name: 'recreation',
    deployment: aDeployment({ metadata: { name: 'web' }, spec: { replicas, strategy: { type: 'Recreate' } } }),
    act: () => [withImage('web:2')],
    most: 4,
    least: 0,
  },
  { name: 'the deletion of a pod', deployment, act: (cache) => [firstPod(cache)], most: 4, least: 3 },
];

const caches: readonly Interruption['cache'][] = ['fresh', 'lacks the last write', 'lacks everything since the act'];

function interruptionsOf({ writes }: Outcome): Interruption[] {
  return Array.from({ length: writes }, (_, write) =>
    caches.flatMap((cache): Interruption[] => [
      { write, when: 'after', cache },
      // Before it is made no write is missing.
      ...(cache === 'fresh' ? [{ write, when: 'before', cache } as const] : []),
    ]),
  ).flat();
}

describe.each(scenarios)('$name', (scenario) => {
  it('comes to the same end wherever the controllers stop', { timeout: 600_000 }, async () => {
    const undisturbed = await play(scenario);
    expect(undisturbed.violations).toEqual([]);
    for (const interruption of interruptionsOf(undisturbed)) {
      const { state, violations } = await play(scenario, interruption);
      expect(violations, JSON.stringify(interruption)).toEqual([]);
      expect(state, JSON.stringify(interruption)).toEqual(undisturbed.state);
    }
  });
});

const isCreationOf = (kind: string, operation: Operation) =>
  operation.verb === 'create' && operation.manifest.kind === kind;

function sizeShifted(operation: Operation, cache: WatchCache, shift: (from: number, to: number) => number): Operation {
  if (operation.verb !== 'patch' || operation.ref.kind !== 'ReplicaSet.apps') return operation;
  const stored = cache.get({ kind: operation.ref.kind, namespace: 'default', name: operation.ref.name });
  const from = (stored?.object as ReplicaSet | undefined)?.spec?.replicas ?? 0;
  const patch = operation.patch as { spec: { replicas: number } };
  return { ...operation, patch: { ...patch, spec: { replicas: shift(from, patch.spec.replicas) } } };
}

const mistakes: readonly (Mistake & { readonly seenIn: string })[] = [
  { name: 'writes the parts of a step one by one', seenIn: 'creation', splits: true },
  { name: 'forgets the guards', seenIn: 'the deletion of a pod', distort: withoutVersion },
  {
    name: 'draws names of replica sets by lot, without guards',
    seenIn: 'a rolling update',
    distort: (operation) => {
      if (!isCreationOf('ReplicaSet', operation) || operation.verb !== 'create') return withoutVersion(operation);
      const { name: _, ...metadata } = operation.manifest.metadata as Record<string, unknown>;
      return { ...operation, manifest: { ...operation.manifest, metadata: { ...metadata, generateName: 'web-' } } };
    },
  },
  {
    name: 'grows one pod beyond the surge',
    seenIn: 'a rolling update',
    distort: (operation, cache) => sizeShifted(operation, cache, (from, to) => (to > from ? to + 1 : to)),
  },
  {
    name: 'shrinks one pod too far',
    seenIn: 'a rolling update',
    distort: (operation, cache) => sizeShifted(operation, cache, (from, to) => (to < from ? Math.max(0, to - 1) : to)),
  },
  {
    name: 'makes pods that nobody owns',
    seenIn: 'creation',
    distort: (operation) => {
      if (!isCreationOf('Pod', operation) || operation.verb !== 'create') return operation;
      const { ownerReferences: _, ...metadata } = operation.manifest.metadata as Record<string, unknown>;
      return { ...operation, manifest: { ...operation.manifest, metadata } };
    },
  },
  { name: 'waits for changes instead of looking', seenIn: 'creation', waitsForChanges: true },
];

describe('a controller is found out that', () => {
  const references = new Map<string, Outcome>();

  beforeAll(async () => {
    for (const scenario of scenarios) references.set(scenario.name, await play(scenario));
  });

  it.each(mistakes)('$name', { timeout: 600_000 }, async (mistake) => {
    const scenario = scenarios.find(({ name }) => name === mistake.seenIn);
    const reference = references.get(mistake.seenIn);
    if (!scenario || !reference) throw new Error(`no scenario is called ${mistake.seenIn}`);
    expect(await isFoundOut(scenario, reference, mistake)).toBe(true);
  });
});

async function isFoundOut(scenario: Scenario, reference: Outcome, mistake: Mistake): Promise<boolean> {
  const isWrong = ({ violations, state }: Outcome) => {
    return violations.length > 0 || JSON.stringify(state) !== JSON.stringify(reference.state);
  };
  const alone = await play(scenario, undefined, mistake);
  if (isWrong(alone)) return true;
  for (const interruption of interruptionsOf(alone)) {
    if (isWrong(await play(scenario, interruption, mistake))) return true;
  }
  return false;
}
