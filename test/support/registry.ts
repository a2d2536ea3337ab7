// A registry over the store in memory, with the namespaces every cluster has.

import type { Manifest, Operation } from '@portolan/core/registry/operation.ts';
import { Registry } from '@portolan/core/registry/registry.ts';
import { mastersGroup, type Request } from '@portolan/core/registry/request.ts';
import type { KindList } from '@portolan/core/resource/kind.ts';
import { VirtualClock } from '@portolan/core/resource/virtual-clock.ts';
import { createMemoryStore } from '@portolan/core/store/memory-store.ts';
import { WatchCache } from '@portolan/core/store/watch-cache.ts';

export const admin: Request = { identity: { user: 'admin', groups: [mastersGroup] }, fieldManager: 'test' };

export function as(fieldManager: string): Request {
  return { ...admin, fieldManager };
}

export function nodeRequest(name: string): Request {
  return { identity: { user: `system:node:${name}`, groups: ['system:nodes'] }, fieldManager: 'kubelet' };
}

export async function startRegistry(kinds: KindList) {
  const clock = new VirtualClock();
  const store = createMemoryStore(clock);
  const cache = await WatchCache.start(store, { clock });
  const registry = new Registry({ store, cache, kinds, clock });
  const namespaces = ['default', 'kube-system', 'kube-node-lease', 'shop'].map(
    (name): Operation => ({ verb: 'create', manifest: { apiVersion: 'v1', kind: 'Namespace', metadata: { name } } }),
  );
  await registry.execute(admin, namespaces);
  return { clock, store, cache, registry };
}

export function configMap(name: string, data: Record<string, string> = {}, metadata: Manifest = {}): Manifest {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name, namespace: 'default', ...metadata }, data };
}
