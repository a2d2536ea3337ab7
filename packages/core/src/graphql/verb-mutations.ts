// Writes that are named after what people do: `scale`, `cordon`, `uncordon`, `bindPod`, `evictPod`.
import { type ApiError, conflictError, isReason } from '../resource/api-error.ts';
import type { Pod } from '../resource/generated/kubernetes.ts';
import { deleteArguments, kindArgument, writeArguments } from './arguments.ts';
import type { ObjectRef } from './builder.ts';
import type { GraphqlContext } from './context.ts';
import { executeOne, type KindResults } from './kind-mutations.ts';
import { refOf } from './operation-input.ts';
import type { SchemaParts } from './schema-parts.ts';
import type { KindResult } from './write-results.ts';
import { deleteOptions, execute, type WriteArguments } from './writes.ts';

export function addVerbMutations(parts: SchemaParts, kindResults: KindResults): void {
  addScale(parts);
  const node = kindResults.get('Node');
  if (node) {
    addCordon(parts, node, { name: 'cordon', unschedulable: true, description: 'Lets no further pods onto a node.' });
    addCordon(parts, node, { name: 'uncordon', unschedulable: null, description: 'Lets pods onto a node again.' });
  }
  const pod = kindResults.get('Pod');
  if (pod) {
    addBind(parts, pod);
    addEvict(parts, pod);
  }
}

function addScale({ builder, results }: SchemaParts): void {
  builder.mutationField('scale', (t) =>
    t.field({
      type: results.many,
      nullable: true,
      description: 'Sets the number of replicas of an object of any kind that has some.',
      args: {
        kind: kindArgument(builder),
        namespace: t.arg.string({ description: 'The namespace; `default` when left out.' }),
        name: t.arg.string({ required: true, description: 'The name of the object.' }),
        replicas: t.arg.int({ required: true, description: 'How many there shall be.' }),
        resourceVersion: t.arg.string({ description: 'What it must still be; an error with code CONFLICT otherwise.' }),
        ...writeArguments(builder),
      },
      resolve: (_root, { kind, namespace, name, replicas, resourceVersion, ...write }, context) => {
        const ref = refOf({ kind, namespace, name }, context.registry.kinds);
        const patch = { spec: { replicas }, ...(resourceVersion && { metadata: { resourceVersion } }) };
        return execute(context, [{ verb: 'patch', ref, patchType: 'merge', patch, subresource: 'scale' }], write);
      },
    }),
  );
}

function addCordon(
  { builder }: SchemaParts,
  result: ObjectRef<KindResult>,
  { name, unschedulable, description }: { name: string; unschedulable: true | null; description: string },
): void {
  builder.mutationField(name, (t) =>
    t.field({
      type: result,
      nullable: true,
      description,
      args: {
        node: t.arg.string({ required: true, description: 'The name of the node.' }),
        ...writeArguments(builder),
      },
      resolve: (_root, { node, ...write }, context) => {
        const patch = { spec: { unschedulable } };
        return executeOne(
          context,
          { verb: 'patch', ref: { kind: 'Node', name: node }, patchType: 'merge', patch },
          write,
        );
      },
    }),
  );
}

const maxBindAttempts = 10;

interface Binding {
  readonly namespace: string;
  readonly name: string;
  readonly node: string;
  readonly uid?: string | null | undefined;
}

function bindingConflict(name: string, why: string): ApiError {
  return conflictError({ kind: 'Pod', resource: 'pods/binding', name }, why);
}

/** Why a pod cannot be bound, in Kubernetes' words. */
function refuseBinding(pod: Pod, uid: string | null | undefined): void {
  const { name } = pod.metadata;
  if (uid && uid !== pod.metadata.uid) {
    throw bindingConflict(
      name,
      `Precondition failed: UID in precondition: ${uid}, UID in object meta: ${pod.metadata.uid}`,
    );
  }
  if (pod.metadata.deletionTimestamp !== undefined) {
    throw bindingConflict(name, `pod ${name} is being deleted, cannot be assigned to a host`);
  }
  if (pod.spec?.nodeName) {
    throw bindingConflict(name, `pod ${name} is already assigned to node "${pod.spec.nodeName}"`);
  }
  if (pod.spec?.schedulingGates?.length) throw bindingConflict(name, `pod ${name} has non-empty .spec.schedulingGates`);
}

/** Decided on one version of the pod and written only over that one; whoever changed it meanwhile is seen next time. */
async function bind(
  context: GraphqlContext,
  { namespace, name, node, uid }: Binding,
  write: WriteArguments,
): Promise<KindResult> {
  const { registry, request } = context;
  const ref = { kind: 'Pod', namespace, name };
  for (let attempt = 0; attempt < maxBindAttempts; attempt++) {
    const pod = await registry.get(request, ref);
    refuseBinding(pod as Pod, uid);
    const patch = { metadata: { resourceVersion: pod.metadata.resourceVersion }, spec: { nodeName: node } };
    try {
      return await executeOne(context, { verb: 'patch', ref, patchType: 'merge', patch }, write);
    } catch (error) {
      if (!isReason(error, 'Conflict')) throw error;
    }
  }
  throw bindingConflict(name, 'the pod is changed too often by others');
}

function addBind({ builder }: SchemaParts, result: ObjectRef<KindResult>): void {
  builder.mutationField('bindPod', (t) =>
    t.field({
      type: result,
      nullable: true,
      description: 'Assigns a pod to a node; an error with code CONFLICT when it is assigned already.',
      args: {
        namespace: t.arg.string({ required: true, description: 'The namespace of the pod.' }),
        name: t.arg.string({ required: true, description: 'The name of the pod.' }),
        uid: t.arg.string({ description: 'The pod must still be this one.' }),
        node: t.arg.string({ required: true, description: 'The name of the node.' }),
        ...writeArguments(builder),
      },
      resolve: (_root, { namespace, name, uid, node, ...write }, context) =>
        bind(context, { namespace, name, uid, node }, write),
    }),
  );
}

function addEvict({ builder, derived, enums }: SchemaParts, result: ObjectRef<KindResult>): void {
  builder.mutationField('evictPod', (t) =>
    t.field({
      type: result,
      nullable: true,
      description: 'Ends a pod in its grace period, so that another may take its place elsewhere.',
      args: {
        namespace: t.arg.string({ required: true, description: 'The namespace of the pod.' }),
        name: t.arg.string({ required: true, description: 'The name of the pod.' }),
        ...deleteArguments(builder, enums),
        preconditions: t.arg({ type: derived.input('meta/v1.Preconditions'), description: 'What it must still be.' }),
        ...writeArguments(builder),
      },
      resolve: (_root, { namespace, name, gracePeriodSeconds, propagation, preconditions, ...write }, context) => {
        const options = deleteOptions({ gracePeriodSeconds, propagation, preconditions });
        return executeOne(context, { verb: 'delete', ref: { kind: 'Pod', namespace, name }, ...options }, write);
      },
    }),
  );
}
