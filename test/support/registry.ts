// A registry over the store in memory, with the namespaces every cluster has.

import type { Operation } from '@portolan/core/registry/operation.ts';
import { Registry } from '@portolan/core/registry/registry.ts';
import { mastersGroup, type Request } from '@portolan/core/registry/request.ts';
import type { Reason } from '@portolan/core/resource/api-error.ts';
import type { KindList } from '@portolan/core/resource/kind.ts';
import type { Manifest } from '@portolan/core/resource/manifest.ts';
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

/** What an attempt was refused with. Throws when it was not refused, or failed for another reason. */
export async function refusal(attempt: Promise<unknown>): Promise<{ reason: Reason; message: string }> {
  try {
    await attempt;
  } catch (error) {
    if (error instanceof Error && 'reason' in error) return error as never;
    throw error;
  }
  throw new Error('it was not refused');
}
