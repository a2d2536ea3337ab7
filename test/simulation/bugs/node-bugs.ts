// Mistakes about where pods run, and how often.
import { kinds } from '@portolan/core/kinds/kinds.ts';
import { pod } from '@portolan/core/kinds/pod/kind.ts';
import type { Operation } from '@portolan/core/registry/operation.ts';
import { Registry } from '@portolan/core/registry/registry.ts';
import type { Pod } from '@portolan/core/resource/generated/kubernetes.ts';
import { KindList } from '@portolan/core/resource/kind.ts';
import type { HollowRuntime } from '../../../apps/agent/src/hollow/hollow-runtime.ts';
import type { Bug } from './bug.ts';
import { overriding } from './wrap.ts';

/** Pods that have to leave a node are sent to another one, by a registry that lets a pod's spec change. */
function moving(registry: Registry): Registry {
  const { store, cache, clock } = registry;
  const all = kinds.all.map((each) => (each === pod ? { ...each, validateUpdate: () => [] } : each));
  const lenient = new Registry({ store, cache, clock, kinds: new KindList(all, kinds.aliases) });
  const elsewhere = (operation: Operation): Operation | undefined => {
    if (operation.verb !== 'delete' || operation.ref.kind !== 'Pod') return undefined;
    const { namespace = '', name } = operation.ref;
    const nodeName = (cache.get({ kind: 'Pod', namespace, name })?.object as Pod | undefined)?.spec?.nodeName;
    const other = cache.list('Node').find(({ key }) => key.name !== nodeName)?.key.name;
    if (!nodeName || !other) return undefined;
    return { verb: 'patch', ref: operation.ref, patchType: 'merge', patch: { spec: { nodeName: other } } };
  };
  return overriding(registry, {
    execute(request, operations, options) {
      const [only, ...more] = operations;
      const moved = only && more.length === 0 ? elsewhere(only) : undefined;
      return moved ? lenient.execute(request, [moved], options) : registry.execute(request, operations, options);
    },
  });
}

/** Takes a start that is slow for one that failed, and starts the container once more. */
function impatient(runtime: HollowRuntime): HollowRuntime {
  return overriding(runtime, {
    async startContainer(id) {
      await runtime.startContainer(id);
      const started = await runtime.containerStatus(id);
      if (!started) return;
      await runtime.startContainer(await runtime.createContainer(started.sandboxId, started.config));
    },
  });
}

export const nodeBugs: readonly Bug[] = [
  { name: 'moved-pods', tells: 'one-node-per-pod', registry: moving },
  { name: 'second-start', tells: 'one-life', runtime: impatient },
];
