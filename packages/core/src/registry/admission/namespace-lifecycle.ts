// Nothing is created in a namespace that is absent or going away, and the system's own namespaces stay.
import { ApiError } from '../../resource/api-error.ts';
import { groupKind } from '../../resource/kind.ts';
import { type AdmissionPlugin, refused } from './plugin.ts';

const immortalNamespaces: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public']);

function namespaceMissing(name: string): ApiError {
  return new ApiError('NotFound', `namespaces "${name}" not found`, { kind: 'Namespace', name });
}

export const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  admit(input) {
    const { verb, definition, key, view } = input;
    if (verb === 'delete' && key.kind === 'Namespace' && immortalNamespaces.has(key.name)) {
      throw refused(input, 'this namespace may not be deleted');
    }
    if (verb !== 'create' || !definition.namespaced) return;
    const namespaceKey = { kind: 'Namespace', namespace: '', name: key.namespace };
    const namespace = view.object(namespaceKey);
    if (!namespace) throw namespaceMissing(key.namespace);
    if (namespace.metadata.deletionTimestamp !== undefined) {
      const why = `unable to create new content in namespace ${key.namespace} because it is being terminated`;
      throw new ApiError('Forbidden', refused(input, why).message, {
        kind: groupKind(definition),
        name: key.name,
        causes: [
          {
            reason: 'NamespaceTerminating',
            field: 'metadata.namespace',
            message: `namespace ${key.namespace} is being terminated`,
          },
        ],
      });
    }
    const stored = view.stored(namespaceKey);
    if (stored) view.require(stored);
  },
};
