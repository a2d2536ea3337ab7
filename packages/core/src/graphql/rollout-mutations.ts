// Rollouts by name: undo, pause, resume, restart; and which revision a deployment or replica set is.

import { revisionOf } from '../kinds/deployment/revisions.ts';
import { planRollBack } from '../kinds/deployment/roll-back.ts';
import type { Operation } from '../registry/operation.ts';
import { badRequestError, isReason } from '../resource/api-error.ts';
import { timeText } from '../resource/clock.ts';
import type { Deployment, ReplicaSet } from '../resource/generated/kubernetes.ts';
import { writeArguments } from './arguments.ts';
import type { Builder, ObjectRef } from './builder.ts';
import type { GraphqlContext } from './context.ts';
import { executeOne } from './kind-mutations.ts';
import type { SchemaParts } from './schema-parts.ts';
import type { KindResult } from './write-results.ts';
import type { WriteArguments } from './writes.ts';

const deploymentKind = 'Deployment.apps';
const replicaSetKind = 'ReplicaSet.apps';
const restartedAt = 'kubectl.kubernetes.io/restartedAt';

/** What to change in the deployment as it was read. */
type Change = Pick<Extract<Operation, { verb: 'patch' }>, 'patchType' | 'patch'>;
type Decide = (deployment: Deployment, context: GraphqlContext) => Change;

export function addRolloutMutations(parts: SchemaParts, result: ObjectRef<KindResult>): void {
  const { builder } = parts;
  addRevision(parts);
  addUndo(builder, result);
  addVerb(builder, result, {
    name: 'rolloutPause',
    description: 'Lets changes of the template wait until the deployment is resumed.',
    decide: () => ({ patchType: 'merge', patch: { spec: { paused: true } } }),
  });
  addVerb(builder, result, {
    name: 'rolloutResume',
    description: 'Rolls out what a paused deployment has waiting.',
    decide: () => ({ patchType: 'merge', patch: { spec: { paused: null } } }),
  });
  addVerb(builder, result, {
    name: 'rolloutRestart',
    description: 'Replaces all pods of a deployment by equal ones, as its strategy says.',
    decide: planRestart,
  });
}

function addRevision({ builder, types }: SchemaParts): void {
  for (const kind of [deploymentKind, replicaSetKind]) {
    const type = types.of(kind);
    if (!type) continue;
    builder.objectField(type.ref, 'revision', (t) =>
      t.int({
        nullable: true,
        description:
          'Which version of the deployment’s template this is; null before the deployment controller said so.',
        resolve: (object) => revisionOf(object) || null,
      }),
    );
  }
}

interface Verb {
  readonly name: string;
  readonly description: string;
  readonly decide: Decide;
}

function addVerb(builder: Builder, result: ObjectRef<KindResult>, { name, description, decide }: Verb): void {
  builder.mutationField(name, (t) =>
    t.field({
      type: result,
      nullable: true,
      description,
      args: {
        namespace: t.arg.string({ required: true, description: 'The namespace of the deployment.' }),
        name: t.arg.string({ required: true, description: 'The name of the deployment.' }),
        ...writeArguments(builder),
      },
      resolve: (_root, { namespace, name: deployment, ...write }, context) =>
        change(context, { namespace, name: deployment }, decide, write),
    }),
  );
}

function addUndo(builder: Builder, result: ObjectRef<KindResult>): void {
  builder.mutationField('rolloutUndo', (t) =>
    t.field({
      type: result,
      nullable: true,
      description: 'Gives a deployment the template of an earlier revision, which so becomes its newest.',
      args: {
        namespace: t.arg.string({ required: true, description: 'The namespace of the deployment.' }),
        name: t.arg.string({ required: true, description: 'The name of the deployment.' }),
        toRevision: t.arg.int({ description: 'The one before the current when left out or 0.' }),
        ...writeArguments(builder),
      },
      resolve: (_root, { namespace, name, toRevision, ...write }, context) =>
        change(context, { namespace, name }, undoTo(toRevision ?? 0), write),
    }),
  );
}

function undoTo(revision: number): Decide {
  return (deployment, context) => {
    const rollBack = planRollBack(deployment, replicaSetsOf(deployment, context), revision);
    if (!rollBack) return { patchType: 'merge', patch: {} };
    const { template, annotations } = rollBack;
    const patch = [
      { op: 'add', path: '/spec/template', value: template },
      { op: 'add', path: '/metadata/annotations', value: annotations },
      { op: 'add', path: '/metadata/resourceVersion', value: deployment.metadata.resourceVersion },
    ];
    return { patchType: 'json', patch };
  };
}

function replicaSetsOf({ metadata }: Deployment, { registry, request }: GraphqlContext): ReplicaSet[] {
  const owned = registry.cache.owned(metadata.uid ?? '').filter(({ key }) => key.kind === replicaSetKind);
  return owned.filter((each) => registry.canSee(request, each)).map(({ object }) => object as ReplicaSet);
}

function planRestart({ spec }: Deployment, { registry }: GraphqlContext): Change {
  if (spec?.paused) throw badRequestError("can't restart paused deployment (resume it first)");
  const annotations = { [restartedAt]: timeText(registry.clock.now()) };
  return { patchType: 'merge', patch: { spec: { template: { metadata: { annotations } } } } };
}

const maxAttempts = 10;

/** Decided on one version of the deployment; where another was faster, decided again. */
async function change(
  context: GraphqlContext,
  { namespace, name }: { namespace: string; name: string },
  decide: Decide,
  write: WriteArguments,
): Promise<KindResult> {
  const ref = { kind: deploymentKind, namespace, name };
  for (let attempt = 1; ; attempt++) {
    const deployment = (await context.registry.get(context.request, ref)) as Deployment;
    try {
      return await executeOne(context, { verb: 'patch', ref, ...decide(deployment, context) }, write);
    } catch (error) {
      if (!isReason(error, 'Conflict') || attempt === maxAttempts) throw error;
    }
  }
}
