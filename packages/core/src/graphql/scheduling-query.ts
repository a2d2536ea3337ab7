// `explainScheduling`: which nodes a pod fits on, how good each is, and why not the others.
import { badRequestError } from '../resource/api-error.ts';
import type { Pod } from '../resource/generated/kubernetes.ts';
import type { AnyObject } from '../resource/object.ts';
import type { NodeVerdict, PluginCheck, PluginScore } from '../scheduler/evaluate.ts';
import { explainScheduling, type SchedulingExplanation } from '../scheduler/explain.ts';
import type { Builder } from './builder.ts';
import type { GraphqlContext } from './context.ts';

export function addSchedulingQuery(builder: Builder): void {
  const explanation = addExplanation(builder);
  builder.queryField('explainScheduling', (t) =>
    t.field({
      type: explanation,
      nullable: true,
      description:
        'Where a pod that exists, or one that does not, could run: what every scheduler plug-in says of every node. ' +
        'Nothing is written, and no scheduler has to run.',
      args: {
        namespace: t.arg.string({ description: 'The namespace of the pod; `default` when left out.' }),
        name: t.arg.string({ description: 'The name of a pod that exists.' }),
        manifest: t.arg({ type: 'JSON', description: 'A pod that does not exist, instead of a name.' }),
      },
      resolve: async (_root, { namespace, name, manifest }, context) => {
        context.registry.authorizeMany(context.request, 'list', { kind: 'Node' });
        const pod = await askedPod(context, { namespace: namespace ?? 'default', name, manifest });
        return explainScheduling(context.registry.cache, pod as AnyObject & Pod);
      },
    }),
  );
}

interface Asked {
  readonly namespace: string;
  readonly name: string | null | undefined;
  readonly manifest: unknown;
}

async function askedPod({ registry, request }: GraphqlContext, { namespace, name, manifest }: Asked) {
  const isNamed = name !== null && name !== undefined && name !== '';
  if (isNamed === (manifest !== null && manifest !== undefined)) {
    throw badRequestError('explainScheduling takes either the name of a pod or a manifest');
  }
  if (isNamed) return registry.get(request, { kind: 'Pod', namespace, name });
  if (typeof manifest !== 'object' || manifest === null || Array.isArray(manifest)) {
    throw badRequestError('the manifest must be an object');
  }
  const { metadata } = manifest as { metadata?: { name?: unknown; namespace?: unknown } };
  const key = { kind: 'Pod', namespace: String(metadata?.namespace ?? namespace), name: String(metadata?.name ?? '') };
  // Under a drawn name, where one is there already: it may be asked about another like it.
  const isFree = key.name !== '' && registry.cache.get(key) === undefined;
  const asked = isFree ? manifest : { ...manifest, metadata: { ...metadata, name: '', generateName: `${key.name}-` } };
  const options = { dryRun: true, defaultNamespace: namespace };
  const { results } = await registry.execute(request, [{ verb: 'create', manifest: { ...asked } }], options);
  const pod = results[0]?.object;
  if (pod?.kind !== 'Pod') throw badRequestError(`the manifest must be a Pod, not a ${pod?.kind}`);
  return pod;
}

function addExplanation(builder: Builder) {
  const verdict = addVerdict(builder);
  return builder.objectRef<SchedulingExplanation>('SchedulingExplanation').implement({
    description: 'Where a pod could run.',
    fields: (t) => ({
      schedulable: t.boolean({
        nullable: false,
        description: 'Whether a node fits and nothing else holds the pod back.',
        resolve: ({ message }) => message === undefined,
      }),
      message: t.string({
        description: 'Why not, in one sentence, as the condition of the pod says it.',
        resolve: ({ message }) => message,
      }),
      nodes: t.field({
        type: [verdict],
        nullable: false,
        description: 'Every node: the best first, those that do not fit last.',
        resolve: ({ nodes }) => nodes,
      }),
    }),
  });
}

function addVerdict(builder: Builder) {
  const [check, score] = [addCheck(builder), addScore(builder)];
  return builder.objectRef<NodeVerdict>('NodeVerdict').implement({
    description: 'What the scheduler thinks of one node for one pod.',
    fields: (t) => ({
      node: t.exposeString('node', { nullable: false, description: 'The name of the node.' }),
      fits: t.exposeBoolean('fits', { nullable: false, description: 'Whether every check passes.' }),
      checks: t.field({
        type: [check],
        nullable: false,
        description: 'One per plug-in that has something to ask of such a pod, in their order.',
        resolve: ({ checks }) => checks,
      }),
      score: t.int({
        description:
          'The sum of weight times score; the pod goes to a node with the highest. Null where it does not fit.',
        resolve: ({ fits, score: sum }) => (fits ? sum : null),
      }),
      scores: t.field({
        type: [score],
        nullable: false,
        description: 'One per plug-in that prefers some nodes; none where the pod does not fit.',
        resolve: ({ scores }) => scores,
      }),
    }),
  });
}

function addCheck(builder: Builder) {
  return builder.objectRef<PluginCheck>('SchedulingCheck').implement({
    description: 'What one scheduler plug-in says of a node.',
    fields: (t) => ({
      plugin: t.exposeString('plugin', { nullable: false, description: 'The plug-in: `NodeResourcesFit`.' }),
      passed: t.boolean({
        nullable: false,
        description: 'Whether the node may take the pod.',
        resolve: ({ reasons }) => reasons.length === 0,
      }),
      reason: t.string({
        description: 'Why not, all reasons together: `Insufficient cpu, Insufficient memory`.',
        resolve: ({ reasons }) => (reasons.length === 0 ? null : reasons.join(', ')),
      }),
    }),
  });
}

function addScore(builder: Builder) {
  return builder.objectRef<PluginScore>('SchedulingScore').implement({
    description: 'How much one scheduler plug-in likes a node.',
    fields: (t) => ({
      plugin: t.exposeString('plugin', { nullable: false, description: 'The plug-in: `ImageLocality`.' }),
      weight: t.exposeInt('weight', { nullable: false, description: 'What the score is multiplied by.' }),
      score: t.exposeInt('score', { nullable: false, description: '0 to 100, over the nodes that fit.' }),
    }),
  });
}
