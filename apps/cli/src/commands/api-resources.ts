import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { UsageError } from '../failures.ts';
import { tableLines } from '../output/text-table.ts';
import { byGroup, loadKinds, type ResourceKind } from '../resource-kinds.ts';

interface ApiResourcesOptions {
  readonly output?: string;
  readonly namespaced?: string | boolean;
  readonly apiGroup?: string;
  readonly categories?: string;
  readonly verbs?: string;
  readonly headers: boolean;
  readonly sortBy?: string;
}

export function defineApiResources(command: Command, cli: Cli): void {
  command
    .option('-o, --output <format>', 'wide | name')
    .option('--namespaced [boolean]', 'only kinds with namespaces, or with "false" only those without')
    .option('--api-group <group>', 'only kinds of this group; "" is the core group')
    .option('--categories <names>', 'only kinds of all these categories')
    .option('--verbs <verbs>', 'only kinds that have all these verbs')
    .option('--sort-by <field>', 'name | kind')
    .option('--no-headers', 'without headings')
    .action((options: ApiResourcesOptions) => printApiResources(cli, options));
}

async function printApiResources(cli: Cli, options: ApiResourcesOptions): Promise<void> {
  const { output, headers, sortBy } = options;
  if (output !== undefined && output !== 'wide' && output !== 'name') {
    throw new UsageError(`--output ${output} is not available`);
  }
  if (sortBy !== undefined && sortBy !== 'name' && sortBy !== 'kind') {
    throw new UsageError('--sort-by accepts only name or kind');
  }
  const { all } = await loadKinds(cli);
  const order = sortBy === undefined ? byGroup : byField(sortBy === 'name' ? 'plural' : 'kind');
  const chosen = all.filter(choice(options)).toSorted(order);
  if (output === 'name') {
    for (const { resource } of chosen) cli.print(resource);
    return;
  }
  const wide = output === 'wide';
  const headings = ['NAME', 'SHORTNAMES', 'APIVERSION', 'NAMESPACED', 'KIND', ...(wide ? ['VERBS', 'CATEGORIES'] : [])];
  const rows = chosen.map((each) => [
    each.plural,
    each.shortNames.join(','),
    each.apiVersion,
    String(each.namespaced),
    each.kind,
    ...(wide ? [each.verbs.join(','), each.categories.join(',')] : []),
  ]);
  for (const line of tableLines(headers ? [headings, ...rows] : rows)) cli.print(line);
}

function choice({ namespaced, apiGroup, categories, verbs }: ApiResourcesOptions): (kind: ResourceKind) => boolean {
  const listed = (text: string | undefined) => text?.split(',') ?? [];
  return (kind) =>
    (namespaced === undefined || kind.namespaced === (String(namespaced) === 'true')) &&
    (apiGroup === undefined || kind.group === apiGroup) &&
    listed(categories).every((each) => kind.categories.includes(each)) &&
    listed(verbs).every((each) => kind.verbs.includes(each));
}

function byField(field: 'plural' | 'kind'): (a: ResourceKind, b: ResourceKind) => number {
  return (a, b) => (a[field] < b[field] ? -1 : 1);
}
