// The fence of a change set: the lease under which a leader of any kind writes. Renewals are heartbeats and leave the lease's
// resourceVersion alone; whoever takes the lease over changes it, and so shuts out what a former leader writes late.
import { isReason } from '../resource/api-error.ts';
import type { GraphqlContext } from './context.ts';
import { parseRevision } from './history-queries.ts';
import type { SchemaParts } from './schema-parts.ts';

interface FenceInput {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
}

const kind = 'Lease.coordination.k8s.io';

export function addFenceInput({ builder }: SchemaParts) {
  return builder.inputType('FenceInput', {
    description: 'A Lease, as it was when its holder acquired it.',
    fields: (t) => ({
      namespace: t.string({ required: true, description: 'The namespace of the lease.' }),
      name: t.string({ required: true, description: 'The name of the lease.' }),
      uid: t.string({ required: true, description: 'metadata.uid of the lease.' }),
      resourceVersion: t.string({
        required: true,
        description: 'metadata.resourceVersion after it was acquired; renewals by `renewLeases` leave it as it is.',
      }),
    }),
  });
}

/** The same context, its writes held to the lease. Whoever may not see the lease may not ask about it this way either. */
export async function fencedBy(
  { namespace, name, uid, resourceVersion }: FenceInput,
  context: GraphqlContext,
): Promise<GraphqlContext> {
  const { registry, request } = context;
  try {
    await registry.get(request, { kind, namespace, name });
  } catch (error) {
    // A lease that is gone fences off whoever wrote under it.
    if (!isReason(error, 'NotFound')) throw error;
  }
  const revision = parseRevision(resourceVersion, 'fence.resourceVersion');
  return { ...context, request: { ...request, fence: { key: { kind, namespace, name }, uid, revision } } };
}
