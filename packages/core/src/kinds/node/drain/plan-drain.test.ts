import { describe, expect, it } from 'vitest';
import type { Pod } from '../../../resource/generated/kubernetes.ts';
import { type DrainOptions, planDrain } from './plan-drain.ts';

const strict: DrainOptions = {
  ignoreDaemonSets: false,
  deleteEmptyDirData: false,
  force: false,
  hasDaemonSet: (_namespace, name) => name === 'agent',
};

interface Given {
  readonly owner?: { kind: string; name: string };
  readonly emptyDir?: boolean;
  readonly phase?: string;
  readonly mirror?: boolean;
}

function pod(name: string, { owner, emptyDir, phase, mirror }: Given = {}): Pod {
  const reference = owner && { apiVersion: 'apps/v1', uid: 'u', controller: true, ...owner };
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'default',
      ...(reference && { ownerReferences: [reference] }),
      ...(mirror && { annotations: { 'kubernetes.io/config.mirror': 'x' } }),
    },
    spec: { containers: [], ...(emptyDir && { volumes: [{ name: 'scratch', emptyDir: {} }] }) },
    ...(phase !== undefined && { status: { phase } }),
  };
}

const set = { kind: 'ReplicaSet', name: 'web' };
const daemon = { kind: 'DaemonSet', name: 'agent' };
const goneDaemon = { kind: 'DaemonSet', name: 'gone' };

interface Case {
  readonly what: string;
  readonly given: Given;
  readonly options?: Partial<DrainOptions>;
  readonly evicted: boolean;
  readonly warnings?: readonly string[];
  readonly obstacles?: readonly string[];
}

const cases: readonly Case[] = [
  { what: 'a pod that a controller makes anew', given: { owner: set }, evicted: true },
  {
    what: 'a pod of nobody',
    given: {},
    evicted: false,
    obstacles: ['cannot delete Pods that declare no controller (use --force to override): default/a'],
  },
  {
    what: 'a pod of nobody, by force',
    given: {},
    options: { force: true },
    evicted: true,
    warnings: ['deleting Pods that declare no controller: default/a'],
  },
  { what: 'a pod of nobody that has ended', given: { phase: 'Succeeded' }, evicted: true },
  {
    what: 'a pod of a daemon set',
    given: { owner: daemon },
    evicted: false,
    obstacles: ['cannot delete DaemonSet-managed Pods (use --ignore-daemonsets to ignore): default/a'],
  },
  {
    what: 'a pod of a daemon set, ignored',
    given: { owner: daemon, emptyDir: true },
    options: { ignoreDaemonSets: true },
    evicted: false,
    warnings: ['ignoring DaemonSet-managed Pods: default/a'],
  },
  { what: 'a failed pod of a daemon set', given: { owner: daemon, phase: 'Failed' }, evicted: true },
  {
    what: 'a pod whose daemon set is gone',
    given: { owner: goneDaemon },
    options: { ignoreDaemonSets: true },
    evicted: false,
    obstacles: ['cannot delete daemonsets.apps "gone" not found: default/a'],
  },
  {
    what: 'a pod whose daemon set is gone, by force',
    given: { owner: goneDaemon },
    options: { force: true },
    evicted: true,
    warnings: ['daemonsets.apps "gone" not found: default/a'],
  },
  { what: 'a mirror pod', given: { mirror: true }, evicted: false },
  {
    what: 'a pod with local storage',
    given: { owner: set, emptyDir: true },
    evicted: false,
    obstacles: ['cannot delete Pods with local storage (use --delete-emptydir-data to override): default/a'],
  },
  {
    what: 'a pod with local storage that may be lost',
    given: { owner: set, emptyDir: true },
    options: { deleteEmptyDirData: true },
    evicted: true,
    warnings: ['deleting Pods with local storage: default/a'],
  },
];

describe('a drain', () => {
  it.each(cases)('$what', ({ given, options, evicted, warnings = [], obstacles = [] }) => {
    const plan = planDrain([pod('a', given)], { ...strict, ...options });
    expect(plan.evicted.map(({ metadata }) => metadata.name)).toEqual(evicted ? ['a'] : []);
    expect(plan).toMatchObject({ warnings, obstacles });
  });

  it('names all pods of one reason together', () => {
    const { obstacles } = planDrain([pod('a'), pod('b', { emptyDir: true }), pod('c')], strict);
    expect(obstacles).toEqual([
      'cannot delete Pods that declare no controller (use --force to override): default/a, default/c',
      'cannot delete Pods with local storage (use --delete-emptydir-data to override): default/b',
    ]);
  });
});
