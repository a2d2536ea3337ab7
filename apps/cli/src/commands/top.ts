// `top`: what nodes and pods use of processor and memory.
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { CommandError, UsageError } from '../failures.ts';
import { tableLines } from '../output/text-table.ts';
import { nodeRows, type PodUsage, podRows, type SortBy, type Usage } from '../top/usage-tables.ts';

interface TopFlags {
  readonly selector?: string;
  readonly fieldSelector?: string;
  readonly sortBy?: string;
  /** False for `--no-headers`. */
  readonly headers: boolean;
}

interface TopPodFlags extends TopFlags {
  readonly allNamespaces?: boolean;
  readonly containers?: boolean;
  readonly sum?: boolean;
}

const topDocuments = {
  nodes: `query TopNodes($name: String, $labelSelector: String) {
  topNodes(name: $name, labelSelector: $labelSelector) { cpuMillis memoryBytes node { metadata { name } } }
}`,
  pods: `query TopPods($namespace: String, $name: String, $labelSelector: String, $fieldSelector: String) {
  topPods(namespace: $namespace, name: $name, labelSelector: $labelSelector, fieldSelector: $fieldSelector) {
    cpuMillis memoryBytes pod { metadata { namespace name } } containers { name cpuMillis memoryBytes }
  }
}`,
};

export function defineTop(command: Command, cli: Cli): void {
  withFlags(command.command('node [name]').aliases(['nodes', 'no']).description('What nodes use')).action(
    (name: string | undefined, flags: TopFlags) => topNodes(cli, name, flags),
  );
  withFlags(command.command('pod [name]').aliases(['pods', 'po']).description('What pods use'))
    .option('-A, --all-namespaces', 'pods of all namespaces')
    .option('--field-selector <fields>', 'pods with these fields')
    .option('--containers', 'each container by itself')
    .option('--sum', 'and all of them together')
    .action((name: string | undefined, flags: TopPodFlags) => topPods(cli, name, flags));
}

function withFlags(command: Command): Command {
  return command
    .option('-l, --selector <labels>', 'those with these labels')
    .option('--sort-by <what>', 'cpu | memory')
    .option('--no-headers', 'without the line of headings');
}

async function topNodes(cli: Cli, name: string | undefined, flags: TopFlags): Promise<void> {
  const sortBy = sortByOf(flags);
  const selector = selectorOf(name, flags);
  const client = await cli.connect();
  const nodes =
    name === undefined
      ? (await client.nodes.list(selector, cli.request)).items
      : [await client.nodes.get({ name }, cli.request)];
  type Data = { topNodes: ReadonlyArray<Usage & { node: { metadata: { name: string } } }> };
  const variables = { ...selector, ...(name !== undefined && { name }) };
  const { topNodes: found } = await client.request<Data>(topDocuments.nodes, variables, cli.request);
  if (found.length === 0) throw new CommandError('metrics not available yet');
  const usages = new Map(found.map(({ node, ...usage }) => [node.metadata.name, usage]));
  printRows(cli, nodeRows(nodes, usages, sortBy), flags);
}

async function topPods(cli: Cli, name: string | undefined, flags: TopPodFlags): Promise<void> {
  const sortBy = sortByOf(flags);
  const { allNamespaces = false, fieldSelector, containers = false, sum = false } = flags;
  const selector = { ...selectorOf(name, flags), ...(fieldSelector !== undefined && { fieldSelector }) };
  const namespace = await cli.namespace();
  const client = await cli.connect();
  const pods =
    name === undefined
      ? (await client.pods.list({ ...selector, ...(!allNamespaces && { namespace }) }, cli.request)).items
      : [await client.pods.get({ name, namespace }, cli.request)];
  if (pods.length === 0) {
    cli.warn(allNamespaces ? 'No resources found' : `No resources found in ${namespace} namespace.`);
    return;
  }
  const variables = { ...selector, ...(!allNamespaces && { namespace }), ...(name !== undefined && { name }) };
  type Data = { topPods: readonly PodUsage[] };
  const { topPods: found } = await client.request<Data>(topDocuments.pods, variables, cli.request);
  if (found.length === 0) throw new CommandError('metrics not available yet');
  const options = { withNamespace: allNamespaces, byContainer: containers, withSum: sum, sortBy };
  printRows(cli, podRows(found, options), flags);
}

function selectorOf(name: string | undefined, { selector }: TopFlags): { readonly labelSelector?: string } {
  if (name !== undefined && selector !== undefined) {
    throw new UsageError('only one of NAME or --selector can be provided');
  }
  return selector === undefined ? {} : { labelSelector: selector };
}

function sortByOf({ sortBy }: TopFlags): SortBy {
  if (sortBy === undefined || sortBy === 'cpu' || sortBy === 'memory') return sortBy;
  throw new UsageError('--sort-by accepts only cpu or memory');
}

function printRows(cli: Cli, rows: string[][], { headers }: TopFlags): void {
  for (const line of tableLines(rows).slice(headers ? 0 : 1)) cli.print(line);
}
