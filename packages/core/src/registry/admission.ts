// The admission chain: what may be changed or refused about a write after it was decoded and defaulted, in this order.
import { ApiError, forbiddenError } from '../resource/api-error.ts';
import { groupKind, type KindDefinition, resourceName } from '../resource/kind.ts';
import type { AnyObject, ObjectKey } from '../resource/object.ts';
import type { Subresource } from './operation.ts';
import type { Request } from './request.ts';
import type { View } from './view.ts';

export interface AdmissionInput {
  readonly request: Request;
  readonly verb: 'create' | 'update' | 'delete';
  readonly definition: KindDefinition;
  readonly key: ObjectKey;
  readonly subresource?: Subresource;
  /** The object to be stored, ours to change; the present one for a delete. */
  readonly object: AnyObject;
  readonly old?: AnyObject;
  readonly view: View;
}

export interface AdmissionPlugin {
  readonly name: string;
  /** Throws ApiError to refuse. */
  admit(input: AdmissionInput): void;
}

const immortalNamespaces: ReadonlySet<string> = new Set(['default', 'kube-system', 'kube-public']);

function namespaceMissing(name: string): ApiError {
  return new ApiError('NotFound', `namespaces "${name}" not found`, { kind: 'Namespace', name });
}

/** Kubernetes' NamespaceLifecycle: nothing is created in a namespace that is absent or going away. */
const namespaceLifecycle: AdmissionPlugin = {
  name: 'NamespaceLifecycle',
  admit({ verb, definition, key, view }) {
    const subject = { kind: key.kind, resource: resourceName(definition), name: key.name };
    if (verb === 'delete' && key.kind === 'Namespace' && immortalNamespaces.has(key.name)) {
      throw forbiddenError(subject, 'this namespace may not be deleted');
    }
    if (verb !== 'create' || !definition.namespaced) return;
    const namespaceKey = { kind: 'Namespace', namespace: '', name: key.namespace };
    const namespace = view.object(namespaceKey);
    if (!namespace) throw namespaceMissing(key.namespace);
    if (namespace.metadata.deletionTimestamp !== undefined) {
      const why = `unable to create new content in namespace ${key.namespace} because it is being terminated`;
      throw new ApiError('Forbidden', forbiddenError(subject, why).message, {
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

const admissionChain: readonly AdmissionPlugin[] = [namespaceLifecycle];

export function admit(input: AdmissionInput): void {
  for (const plugin of admissionChain) plugin.admit(input);
}
