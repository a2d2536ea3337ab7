// `get`: tables made by the server, or whole objects in the form of `-o`; `-w` goes on with what changes.
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { throwFailures, UsageError } from '../failures.ts';
import { readManifests } from '../manifest-files.ts';
import { type ObjectPrinter, objectPrinter } from '../output/object-printers.ts';
import { type OutputFormat, parseOutputFormat } from '../output/output-format.ts';
import { needsLabels, ResourceTable, type TableOptions } from '../output/resource-table.ts';
import { type ListRequest, missingNames, readObjects, readTable } from '../reading/list-request.ts';
import { parseSortBy } from '../reading/order.ts';
import { parseAt } from '../reading/past.ts';
import { parseResourceArguments, type ResourceSelection } from '../resource-arguments.ts';
import { loadKinds, type ResourceKinds } from '../resource-kinds.ts';

interface GetOptions {
  readonly allNamespaces?: boolean;
  readonly selector?: string;
  readonly fieldSelector?: string;
  readonly output?: string;
  readonly sortBy?: string;
  readonly watch?: boolean;
  readonly watchOnly?: boolean;
  readonly outputWatchEvents?: boolean;
  readonly headers: boolean;
  readonly showLabels?: boolean;
  readonly showKind?: boolean;
  readonly labelColumns?: string[];
  readonly ignoreNotFound?: boolean;
  readonly chunkSize: string;
  readonly raw?: string;
  readonly at?: string;
  readonly showManagedFields?: boolean;
  readonly filename?: string[];
  readonly recursive?: boolean;
}

const collect = (value: string, before: string[] = []) => [...before, ...value.split(',')];

export function defineGet(command: Command, cli: Cli): void {
  command
    .argument('[resources...]', 'pods web | pod/web | po,svc | all')
    .option('-A, --all-namespaces', 'objects of all namespaces')
    .option('-l, --selector <labels>', 'only objects with these labels: app=web,tier in (front, back),!canary')
    .option('--field-selector <fields>', 'only objects with these fields: status.phase!=Running,spec.nodeName=n1')
    .option('-o, --output <format>', 'json | yaml | wide | name | jsonpath=… | custom-columns=… (or …-file=PATH)')
    .option('--sort-by <path>', 'order by a field: .metadata.creationTimestamp')
    .option('-w, --watch', 'go on with what changes')
    .option('--watch-only', 'only what changes from now on')
    .option('--output-watch-events', 'say of each change what it was')
    .option('--no-headers', 'without headings')
    .option('--show-labels', 'all labels as the last column')
    .option('--show-kind', 'names with their kind')
    .option('-L, --label-columns <labels>', 'a column for each of these labels', collect)
    .option('--ignore-not-found', 'nothing found is no failure')
    .option('--chunk-size <number>', 'objects a request; 0 for all at once', '500')
    .option('--raw <path>', 'what the server answers at a path: /readyz?verbose')
    .option('--at <when>', 'as it was: a revision, a time, -10m or 10m-ago')
    .option('--show-managed-fields', 'with metadata.managedFields')
    .option('-f, --filename <path>', 'objects that these files name', collect)
    .option('-R, --recursive', 'folders of -f with the folders in them')
    .action((words: string[], options: GetOptions) => get(cli, words, options));
}

async function get(cli: Cli, words: readonly string[], options: GetOptions): Promise<void> {
  if (options.raw !== undefined) {
    const { printRaw } = await import('../reading/raw.ts');
    return printRaw(cli, options.raw);
  }
  const format = parseOutputFormat(options.output);
  requireSense(words, options);
  const kinds = await loadKinds(cli);
  const requests = await requestsOf(cli, words, options, kinds);
  const tableOptions = tableOptionsOf(format, options, requests);
  const printer = await objectPrinter(cli, format, kinds, { withHeadings: options.headers });
  if (options.watch || options.watchOnly) {
    const { watchResources } = await import('../reading/watch.ts');
    const { watchOnly = false, outputWatchEvents = false } = options;
    return watchResources(cli, requests, { tableOptions, printer, watchOnly, outputWatchEvents });
  }
  if (printer) return printObjects(cli, requests, printer, options);
  return printTables(cli, requests, tableOptions, options);
}

function requireSense(words: readonly string[], options: GetOptions): void {
  const { selector, fieldSelector, watch, watchOnly, at, chunkSize, allNamespaces } = options;
  const hasNames = words.length > 1 || words.some((word) => word.includes('/'));
  if (hasNames && selector !== undefined)
    throw new UsageError('selectors and the name of a resource may not be used together');
  if (hasNames && fieldSelector !== undefined)
    throw new UsageError('field selectors and the name of a resource may not be used together');
  if (hasNames && allNamespaces) throw new UsageError('a resource cannot be retrieved by name across all namespaces');
  if (at !== undefined && (watch || watchOnly))
    throw new UsageError('--at shows the past, where nothing changes: it cannot be watched');
  if (!/^\d+$/.test(chunkSize))
    throw new UsageError(`invalid argument "${chunkSize}" for "--chunk-size" flag: must be a number`);
}

async function requestsOf(
  cli: Cli,
  words: readonly string[],
  options: GetOptions,
  kinds: ResourceKinds,
): Promise<ListRequest[]> {
  const namespace = options.allNamespaces ? undefined : await cli.namespace();
  const shared = {
    chunkSize: Number(options.chunkSize),
    ...(options.selector !== undefined && { labelSelector: options.selector }),
    ...(options.fieldSelector !== undefined && { fieldSelector: options.fieldSelector }),
    ...(options.sortBy !== undefined && { orderBy: [parseSortBy(options.sortBy)] }),
    ...(options.at !== undefined && { at: parseAt(options.at, Date.now()) }),
  };
  if (options.filename) {
    const sources = await readManifests(options.filename, {
      recursive: options.recursive === true,
      stdin: cli.streams.stdin,
    });
    return sources.map(({ manifest }) => ({
      ...shared,
      kind: kinds.ofManifest(manifest),
      names: [manifest.metadata.name ?? ''],
      namespace: manifest.metadata.namespace ?? namespace ?? 'default',
    }));
  }
  const selections = joinNeighbours(parseResourceArguments(words, kinds));
  return selections.map((selection) => ({ ...shared, ...selection, ...(namespace !== undefined && { namespace }) }));
}

/** `pod/a pod/b` are one table. */
function joinNeighbours(selections: readonly ResourceSelection[]): ResourceSelection[] {
  const joined: ResourceSelection[] = [];
  for (const selection of selections) {
    const last = joined.at(-1);
    if (last?.names && selection.names && last.kind === selection.kind) {
      joined[joined.length - 1] = { kind: last.kind, names: [...last.names, ...selection.names] };
    } else joined.push(selection);
  }
  return joined;
}

function tableOptionsOf(format: OutputFormat, options: GetOptions, requests: readonly ListRequest[]): TableOptions {
  return {
    wide: format.form === 'table' && format.wide,
    withHeadings: options.headers,
    withNamespace: options.allNamespaces === true,
    withKind: options.showKind === true || new Set(requests.map(({ kind }) => kind)).size > 1,
    showLabels: options.showLabels === true,
    labelColumns: options.labelColumns ?? [],
    withEvents: options.outputWatchEvents === true,
  };
}

async function printObjects(
  cli: Cli,
  requests: readonly ListRequest[],
  printer: ObjectPrinter,
  { ignoreNotFound, showManagedFields }: GetOptions,
): Promise<void> {
  const managedFields = showManagedFields === true;
  const lists = await Promise.all(requests.map((request) => readObjects(cli, request, { managedFields })));
  const objects = lists.flatMap((list) => list.objects);
  const failures = ignoreNotFound
    ? []
    : requests.flatMap((request, index) =>
        missingNames(request, lists[index]?.objects.map(({ metadata }) => metadata.name) ?? []),
      );
  const [only] = objects;
  const isOneByName = requests.length === 1 && requests[0]?.names?.length === 1;
  if (isOneByName) {
    if (only) await printer.printObject(only);
  } else await printer.printList(objects);
  throwFailures(failures);
}

async function printTables(
  cli: Cli,
  requests: readonly ListRequest[],
  tableOptions: TableOptions,
  { ignoreNotFound }: GetOptions,
): Promise<void> {
  const { wide } = tableOptions;
  const tables = await Promise.all(
    requests.map((request) => readTable(cli, request, { wide, labels: needsLabels(tableOptions) })),
  );
  const failures: unknown[] = [];
  let printed = 0;
  for (const [index, request] of requests.entries()) {
    const table = tables[index];
    if (!table) continue;
    failures.push(
      ...missingNames(
        request,
        table.rows.map(({ name }) => name),
      ),
    );
    if (table.rows.length === 0) continue;
    if (printed++ > 0) cli.print('');
    new ResourceTable(cli, request.kind, tableOptions).print(table);
  }
  if (ignoreNotFound) return;
  if (printed === 0 && failures.length === 0) cli.warn(nothingFound(requests));
  throwFailures(failures);
}

function nothingFound(requests: readonly ListRequest[]): string {
  const place = requests.find(({ kind, namespace }) => kind.namespaced && namespace !== undefined);
  return place ? `No resources found in ${place.namespace} namespace.` : 'No resources found';
}
