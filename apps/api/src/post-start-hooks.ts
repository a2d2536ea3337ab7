// What a control plane must hold before it is of use, made once and found there ever after.
import type { Registry } from '@portolan/core/registry/registry.ts';
import { isReason } from '@portolan/core/resource/api-error.ts';
import { serverRequest } from './access/server-request.ts';

export interface PostStartHook {
  /** As Kubernetes names it, where Kubernetes has it. */
  readonly name: string;
  run(registry: Registry): Promise<void>;
}

const systemNamespaces = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

export const postStartHooks: readonly PostStartHook[] = [
  { name: 'start-system-namespaces-controller', run: createSystemNamespaces },
];

async function createSystemNamespaces(registry: Registry): Promise<void> {
  for (const name of systemNamespaces) {
    if (registry.cache.get({ kind: 'Namespace', namespace: '', name })) continue;
    const manifest = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
    try {
      await registry.execute(serverRequest, [{ verb: 'create', manifest }]);
    } catch (error) {
      // Another process that starts on the same database was quicker.
      if (!isReason(error, 'AlreadyExists')) throw error;
    }
  }
}
