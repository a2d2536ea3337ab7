// `drain`: a node gets no further pods, and those it has are evicted, in one change set.
import { type DrainPlan, planDrain } from '../kinds/node/drain/plan-drain.ts';
import type { OperationResult } from '../registry/operation.ts';
import { badRequestError, isReason } from '../resource/api-error.ts';
import type { Pod } from '../resource/generated/kubernetes.ts';
import type { AnyObject } from '../resource/object.ts';
import type { Revision } from '../store/store.ts';
import { writeArguments } from './arguments.ts';
import type { GraphqlContext } from './context.ts';
import type { KindType } from './kind-types.ts';
import type { SchemaParts } from './schema-parts.ts';
import { execute, type WriteArguments } from './writes.ts';

interface DrainResult {
  readonly revision: Revision;
  readonly node: OperationResult;
  readonly pods: readonly AnyObject[];
  readonly warnings: readonly string[];
}

interface DrainArguments {
  readonly node: string;
  readonly podSelector?: string | null | undefined;
  readonly ignoreDaemonSets?: boolean | null | undefined;
  readonly deleteEmptyDirData?: boolean | null | undefined;
  readonly force?: boolean | null | undefined;
  readonly gracePeriodSeconds?: number | null | undefined;
}

const daemonSetKind = 'DaemonSet.apps';
const maxAttempts = 10;

export function addDrain(parts: SchemaParts): void {
  const { builder, types } = parts;
  const node = types.of('Node');
  const pod = types.of('Pod');
  if (!node || !pod) return;
  const result = addResult(parts, { node, pod });
  builder.mutationField('drain', (t) =>
    t.field({
      type: result,
      nullable: true,
      description:
        'Lets no further pods onto a node and evicts those it has, all or nothing; an error with code BAD_REQUEST names the pods that keep it from being drained. The pods then have their grace period to end.',
      args: {
        node: t.arg.string({ required: true, description: 'The name of the node.' }),
        podSelector: t.arg.string({ description: 'Evict pods with these labels only.' }),
        ignoreDaemonSets: t.arg.boolean({ description: 'Leave pods of DaemonSets, which would be made anew.' }),
        deleteEmptyDirData: t.arg.boolean({
          description: 'Evict pods although what is in their emptyDir volumes is lost.',
        }),
        force: t.arg.boolean({ description: 'Evict pods that no controller makes anew.' }),
        gracePeriodSeconds: t.arg({
          type: 'Int64',
          description: "How long each pod may take to end; the pod's own time when left out.",
        }),
        ...writeArguments(builder),
      },
      resolve: (_root, { dryRun, fieldManager, reason, ...asked }, context) =>
        drain(context, asked, { dryRun, fieldManager, reason }),
    }),
  );
}

function addResult({ builder, enums: { outcome } }: SchemaParts, { node, pod }: { node: KindType; pod: KindType }) {
  return builder.objectRef<DrainResult>('DrainResult').implement({
    description: 'What a drain did.',
    fields: (t) => ({
      revision: t.string({
        nullable: false,
        description: 'The revision of the change set; the current one when nothing was written.',
        resolve: ({ revision }) => String(revision),
      }),
      node: t.field({
        type: node.ref,
        nullable: false,
        description: 'The node as stored.',
        resolve: (drained) => drained.node.object,
      }),
      outcome: t.field({
        type: outcome,
        nullable: false,
        description: 'What became of the node; UNCHANGED when it took no pods already.',
        resolve: (drained) => drained.node.outcome,
      }),
      pods: t.field({
        type: [pod.ref],
        nullable: false,
        description: 'The pods that were evicted, each in its last state.',
        resolve: ({ pods }) => pods,
      }),
      warnings: t.stringList({
        nullable: false,
        description: 'What is lost or was left, with the pods.',
        resolve: ({ warnings }) => warnings,
      }),
    }),
  });
}

/** Planned on what is there; where a pod changed hands meanwhile, planned again. */
async function drain(context: GraphqlContext, asked: DrainArguments, write: WriteArguments): Promise<DrainResult> {
  const { registry, request } = context;
  for (let attempt = 1; ; attempt++) {
    await registry.get(request, { kind: 'Node', name: asked.node });
    const plan = await planFor(context, asked);
    if (plan.obstacles.length > 0) throw badRequestError(listed(plan.obstacles));
    try {
      return await carryOut(context, plan, asked, write);
    } catch (error) {
      const isStale = isReason(error, 'Conflict') || isReason(error, 'NotFound');
      if (!isStale || attempt === maxAttempts) throw error;
    }
  }
}

async function planFor({ registry, request }: GraphqlContext, asked: DrainArguments): Promise<DrainPlan> {
  const { node, podSelector, ignoreDaemonSets, deleteEmptyDirData, force } = asked;
  const { items } = await registry.list(request, {
    kind: 'Pod',
    fieldSelector: `spec.nodeName=${node}`,
    ...(podSelector && { labelSelector: podSelector }),
  });
  const isServed = registry.kinds.all.some(({ group, kind }) => `${kind}.${group}` === daemonSetKind);
  return planDrain(items as readonly AnyObject[] as readonly Pod[], {
    ignoreDaemonSets: ignoreDaemonSets === true,
    deleteEmptyDirData: deleteEmptyDirData === true,
    force: force === true,
    // Of a kind that is not served it is not known what is there: its pods count as managed.
    hasDaemonSet: (namespace, name) =>
      !isServed || registry.cache.get({ kind: daemonSetKind, namespace, name }) !== undefined,
  });
}

async function carryOut(
  context: GraphqlContext,
  { evicted, warnings }: DrainPlan,
  { node, gracePeriodSeconds }: DrainArguments,
  write: WriteArguments,
): Promise<DrainResult> {
  const ends = evicted.map(({ metadata: { namespace = '', name = '', uid = '' } }) => ({
    verb: 'delete' as const,
    ref: { kind: 'Pod', namespace, name },
    preconditions: { uid },
    ...(typeof gracePeriodSeconds === 'number' && { gracePeriodSeconds }),
  }));
  const patch = { spec: { unschedulable: true } };
  const cordon = { verb: 'patch', ref: { kind: 'Node', name: node }, patchType: 'merge', patch } as const;
  const { revision, results } = await execute(context, [cordon, ...ends], write);
  const [cordoned, ...ended] = results;
  if (!cordoned) throw new Error('a drain has no result for its node');
  return { revision, node: cordoned, pods: ended.map(({ object }) => object), warnings };
}

/** As Kubernetes joins errors. */
function listed(texts: readonly string[]): string {
  return texts.length === 1 ? (texts[0] ?? '') : `[${texts.join(', ')}]`;
}
