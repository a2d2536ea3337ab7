// `topNodes`, `topPods`: what nodes and pods use at the moment, as their agents measure it when they are asked.
import type { ListOptions } from '../registry/operation.ts';
import type { Node, Pod } from '../resource/generated/kubernetes.ts';
import type { AnyObject } from '../resource/object.ts';
import { selectorArguments } from './arguments.ts';
import type { GraphqlContext, NodeStats, Usage } from './context.ts';
import type { SchemaParts } from './schema-parts.ts';

interface Measured extends Usage {
  readonly object: AnyObject;
  readonly stats: Pick<NodeStats, 'time' | 'windowMs'>;
}

interface MeasuredPod extends Measured {
  readonly containers: NodeStats['pods'][number]['containers'];
}

const cpuText = 'Thousandths of a processor, on average.';
const memoryText = 'Memory that cannot be taken back, in bytes.';
const timeText = 'When it was measured: RFC 3339.';
const windowText = 'How long a time the average is of, in milliseconds.';
const cpuMillisOf = ({ cpuNanoCores }: Usage) => cpuNanoCores / 1e6;
const memoryBytesOf = ({ memoryWorkingSetBytes }: Usage) => Math.round(memoryWorkingSetBytes);

/** How many agents are asked at a time. */
const nodesAtOnce = 50;

export function addUsageQueries(parts: SchemaParts): void {
  const { builder, types } = parts;
  const node = types.of('Node');
  const pod = types.of('Pod');
  if (!node || !pod) return;
  const nodeUsage = builder.objectRef<Measured>('NodeUsage').implement({
    description: 'What a node uses: everything that runs on its machine.',
    fields: (t) => ({
      cpuMillis: t.float({ nullable: false, description: cpuText, resolve: cpuMillisOf }),
      memoryBytes: t.field({ type: 'Int64', nullable: false, description: memoryText, resolve: memoryBytesOf }),
      time: t.string({ nullable: false, description: timeText, resolve: ({ stats }) => stats.time }),
      windowMs: t.float({ nullable: false, description: windowText, resolve: ({ stats }) => stats.windowMs }),
      node: t.field({ type: node.ref, nullable: false, description: 'The node.', resolve: ({ object }) => object }),
    }),
  });
  const podUsage = addPodUsage(parts);
  builder.queryField('topNodes', (t) =>
    t.field({
      type: [nodeUsage],
      nullable: false,
      description: 'What nodes use, of those whose agents tell it.',
      args: { name: t.arg.string({ description: 'This node only.' }), ...selectorArguments(builder) },
      resolve: (_root, { name, ...selectors }, context) =>
        topNodes(context, { kind: 'Node', ...selected(selectors, name) }),
    }),
  );
  builder.queryField('topPods', (t) =>
    t.field({
      type: [podUsage],
      nullable: false,
      description: 'What running pods use, of those whose nodes tell it.',
      args: {
        namespace: t.arg.string({ description: 'One namespace; all when left out.' }),
        name: t.arg.string({ description: 'The pod of this name only.' }),
        ...selectorArguments(builder),
      },
      resolve: (_root, { namespace, name, ...selectors }, context) =>
        topPods(context, { kind: 'Pod', ...(namespace && { namespace }), ...selected(selectors, name) }),
    }),
  );
}

function addPodUsage({ builder, types }: SchemaParts) {
  const pod = types.of('Pod');
  if (!pod) throw new Error('there are no pods');
  const container = builder.objectRef<Usage & { readonly name: string }>('ContainerUsage').implement({
    description: 'What a container uses.',
    fields: (t) => ({
      name: t.exposeString('name', { nullable: false, description: 'The name of the container.' }),
      cpuMillis: t.float({ nullable: false, description: cpuText, resolve: cpuMillisOf }),
      memoryBytes: t.field({ type: 'Int64', nullable: false, description: memoryText, resolve: memoryBytesOf }),
    }),
  });
  return builder.objectRef<MeasuredPod>('PodUsage').implement({
    description: 'What a pod uses: its containers together.',
    fields: (t) => ({
      cpuMillis: t.float({ nullable: false, description: cpuText, resolve: cpuMillisOf }),
      memoryBytes: t.field({ type: 'Int64', nullable: false, description: memoryText, resolve: memoryBytesOf }),
      time: t.string({ nullable: false, description: timeText, resolve: ({ stats }) => stats.time }),
      windowMs: t.float({ nullable: false, description: windowText, resolve: ({ stats }) => stats.windowMs }),
      pod: t.field({ type: pod.ref, nullable: false, description: 'The pod.', resolve: ({ object }) => object }),
      containers: t.field({
        type: [container],
        nullable: false,
        description: 'Those that run.',
        resolve: ({ containers }) => containers,
      }),
    }),
  });
}

interface Selectors {
  readonly labelSelector?: string | null | undefined;
  readonly fieldSelector?: string | null | undefined;
}

function selected({ labelSelector, fieldSelector }: Selectors, name: string | null | undefined) {
  const named = name ? `metadata.name=${name.replace(/[\\,=]/g, '\\$&')}` : undefined;
  const fields = [named, fieldSelector].filter(Boolean).join(',');
  return { ...(labelSelector && { labelSelector }), ...(fields && { fieldSelector: fields }) };
}

async function topNodes({ registry, request, nodeStats }: GraphqlContext, list: ListOptions): Promise<Measured[]> {
  const { items } = await registry.list(request, list);
  const found = await inTurns(items as readonly (AnyObject & Node)[], async (object): Promise<Measured[]> => {
    const stats = await nodeStats(object.metadata.name);
    if (!stats) return [];
    const { cpuNanoCores, memoryWorkingSetBytes } = stats;
    return [{ object, stats, cpuNanoCores, memoryWorkingSetBytes }];
  });
  return found.flat();
}

async function topPods({ registry, request, nodeStats }: GraphqlContext, list: ListOptions): Promise<MeasuredPod[]> {
  const { items } = await registry.list(request, list);
  const pods = items as readonly (AnyObject & Pod)[]; // The kind that was asked for.
  const nodes = [...new Set(pods.flatMap(({ spec }) => spec?.nodeName ?? []))];
  const all = await inTurns(nodes, nodeStats);
  const usages = new Map(
    all.flatMap((stats, index) =>
      (stats?.pods ?? []).map((usage) => [podKey(nodes[index], usage.namespace, usage.name), { stats, usage }]),
    ),
  );
  return pods.flatMap((object) => {
    const { namespace, name } = object.metadata;
    // A node speaks of its own pods alone.
    const found = usages.get(podKey(object.spec?.nodeName, namespace, name));
    if (!found?.stats) return [];
    const { containers } = found.usage;
    const cpuNanoCores = containers.reduce((sum, each) => sum + each.cpuNanoCores, 0);
    const memoryWorkingSetBytes = containers.reduce((sum, each) => sum + each.memoryWorkingSetBytes, 0);
    return [{ object, stats: found.stats, containers, cpuNanoCores, memoryWorkingSetBytes }];
  });
}

function podKey(node = '', namespace = '', name = ''): string {
  return `${node}/${namespace}/${name}`;
}

/** The answers in the order of the questions, of which only so many are asked at a time. */
async function inTurns<Q, A>(questions: readonly Q[], ask: (question: Q) => Promise<A>): Promise<A[]> {
  const answers: A[] = [];
  for (let at = 0; at < questions.length; at += nodesAtOnce) {
    answers.push(...(await Promise.all(questions.slice(at, at + nodesAtOnce).map(ask))));
  }
  return answers;
}
