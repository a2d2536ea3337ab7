// Writes that are named after what people do: `scale`, `cordon`, `uncordon`, `drain`, `bindPod`, `evictPod`.
import { deleteArguments, kindArgument, writeArguments } from './arguments.ts';
import type { ObjectRef } from './builder.ts';
import { addDrain } from './drain-mutation.ts';
import { executeOne, type KindResults } from './kind-mutations.ts';
import { refOf } from './operation-input.ts';
import { addRolloutMutations } from './rollout-mutations.ts';
import type { SchemaParts } from './schema-parts.ts';
import type { KindResult } from './write-results.ts';
import { deleteOptions, execute } from './writes.ts';

export function addVerbMutations(parts: SchemaParts, kindResults: KindResults): void {
  addScale(parts);
  const node = kindResults.get('Node');
  if (node) {
    addCordon(parts, node, { name: 'cordon', unschedulable: true, description: 'Lets no further pods onto a node.' });
    addCordon(parts, node, { name: 'uncordon', unschedulable: null, description: 'Lets pods onto a node again.' });
  }
  addDrain(parts);
  const pod = kindResults.get('Pod');
  if (pod) {
    addBind(parts, pod);
    addEvict(parts, pod);
  }
  const deployment = kindResults.get('Deployment.apps');
  if (deployment) addRolloutMutations(parts, deployment);
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
        executeOne(context, { verb: 'bind', ref: { namespace, name }, node, ...(uid && { uid }) }, write),
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
