// Mistakes of the controllers of deployments and replica sets.
import { isActivePod } from '@portolan/core/kinds/pod/readiness.ts';
import { isReason } from '@portolan/core/resource/api-error.ts';
import type { Pod, ReplicaSet } from '@portolan/core/resource/generated/kubernetes.ts';
import { controllerOf } from '@portolan/core/resource/object.ts';
import { parseObjectKey } from '@portolan/core/runtime/controller.ts';
import { withoutVersion } from '../crash-rig.ts';
import type { Bug } from './bug.ts';
import { inController, inWrites, isCreationOf, withKeys } from './wrap.ts';

const replicaSets = ['replicaset-controller'];
const deployments = ['deployment-controller'];

/** A replica set that changes its size is given another. */
function sized(shift: (from: number, to: number) => number): NonNullable<Bug['controller']> {
  return inWrites(deployments, (operation, { cache }) => {
    if (operation.verb !== 'patch' || operation.ref.kind !== 'ReplicaSet.apps') return [operation];
    const { kind, namespace = '', name } = operation.ref;
    const stored = cache.get({ kind, namespace, name })?.object as ReplicaSet | undefined;
    const patch = operation.patch as { readonly spec: { readonly replicas: number } };
    const replicas = shift(stored?.spec?.replicas ?? 0, patch.spec.replicas);
    return [{ ...operation, patch: { ...patch, spec: { ...patch.spec, replicas } } }];
  });
}

/** Every refused batch is tried again pod by pod, all of them. */
const insistently: NonNullable<Bug['controller']> = inController(replicaSets, ({ execute }) => ({
  execute: async (operations, options) => {
    try {
      return await execute(operations, options);
    } catch (error) {
      const pods = operations.filter((each) => isCreationOf('Pod', each));
      if (!isReason(error, 'Forbidden') || pods.length < 2) throw error;
      for (const pod of pods) await execute([pod], options).catch(() => undefined); // The mistake: nothing is learnt from it.
      throw error;
    }
  },
}));

const repeating: NonNullable<Bug['controller']> = inController(replicaSets, ({ execute }) => ({
  execute: async (operations, options) => {
    try {
      return await execute(operations, options);
    } catch (error) {
      if (!isReason(error, 'Timeout')) throw error;
      return execute(operations.map(withoutVersion), options);
    }
  },
}));

/** Says on each look that it has looked. */
const noting: NonNullable<Bug['controller']> = (definition) => {
  if (definition.name !== 'replicaset-controller') return undefined;
  let looks = 0;
  return {
    ...definition,
    async reconcile(context, key) {
      const result = await definition.reconcile(context, key);
      const ref = parseObjectKey(key, 'ReplicaSet.apps');
      const patch = { metadata: { annotations: { 'example.com/looks': String(++looks) } } };
      if (context.cache.get(ref)) await context.execute([{ verb: 'patch', ref, patchType: 'merge', patch }]);
      return result;
    },
  };
};

/** Takes a pod that somebody has instead of making one; once, since the other takes offence. */
const poaching: NonNullable<Bug['controller']> = (definition) => {
  let hasTaken = false;
  return inWrites(replicaSets, (operation, { cache }) => {
    if (hasTaken || !isCreationOf('Pod', operation)) return [operation];
    const { namespace, ownerReferences = [] } = (operation.manifest as object as Pod).metadata;
    const found = cache.list('Pod', namespace).find(({ object }) => {
      const owner = controllerOf(object);
      return owner !== undefined && owner.uid !== ownerReferences[0]?.uid && isActivePod(object as Pod);
    });
    if (!found) return [operation];
    hasTaken = true;
    return [{ verb: 'patch', ref: found.key, patchType: 'merge', patch: { metadata: { ownerReferences } } }];
  })(definition);
};

export const workloadBugs: readonly Bug[] = [
  { name: 'unknown-outcome', tells: 'no-surplus', controller: repeating },
  { name: 'surge', tells: 'no-surplus', controller: sized((from, to) => (to > from ? to + 1 : to)) },
  { name: 'floor', tells: 'availability', controller: sized((from, to) => (to < from ? Math.max(0, to - 1) : to)) },
  { name: 'slow-start', tells: 'gentle-creation', controller: insistently },
  {
    name: 'edges',
    tells: 'converged',
    // Waits for changes instead of looking at what there is when it begins.
    controller: (definition) =>
      withKeys(definition, ({ keysOf }) => (now, before, cache) => {
        const isOld = before === undefined && now !== undefined && now.revision < cache.revision - 5;
        return isOld ? [] : keysOf(now, before, cache);
      }),
  },
  { name: 'poaching', tells: 'adoption', controller: poaching },
  { name: 'hot-loop', tells: 'no-hot-loop', controller: noting },
];
