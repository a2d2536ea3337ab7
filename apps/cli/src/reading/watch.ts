// `get -w`: what is there, then every change. Rows are the server's, as the table showed them at the revision of each change.
import { isCode } from '@portolan/client/errors.ts';
import type { ApiObject } from '@portolan/client/objects.ts';
import type { WatchEvent } from '@portolan/client/watch.ts';
import type { Cli } from '../cli.ts';
import type { ObjectPrinter } from '../output/object-printers.ts';
import { needsLabels, ResourceTable, type TableOptions } from '../output/resource-table.ts';
import {
  type ListRequest,
  missingNames,
  nameSelector,
  readObjects,
  readTable,
  type TableData,
} from './list-request.ts';

export interface WatchOutput {
  readonly tableOptions: TableOptions;
  /** Undefined for tables. */
  readonly printer: ObjectPrinter | undefined;
  readonly watchOnly: boolean;
  readonly outputWatchEvents: boolean;
}

/** Prints the start of one kind and returns the revision to go on from. */
interface Printout {
  start(): Promise<string>;
  change(event: WatchEvent<ApiObject>): Promise<void>;
}

/** Ends only with the process, or when the server refuses to go on. */
export async function watchResources(cli: Cli, requests: readonly ListRequest[], output: WatchOutput): Promise<void> {
  await Promise.all(requests.map((request) => watchOne(cli, request, output)));
}

async function watchOne(cli: Cli, request: ListRequest, output: WatchOutput): Promise<void> {
  const { printer } = output;
  const printout = printer ? objectPrintout(cli, request, output, printer) : tablePrintout(cli, request, output);
  const since = await printout.start();
  const client = await cli.connectLive();
  const { kind, namespace, names, labelSelector } = request;
  const fieldSelector = [request.fieldSelector, names && nameSelector(names)].filter(Boolean).join(',');
  const changes = client.watch<ApiObject>({
    kinds: [kind.resource],
    since,
    ...(kind.namespaced && namespace !== undefined && { namespace }),
    ...(labelSelector !== undefined && { labelSelector }),
    ...(fieldSelector && { fieldSelector }),
    onLive: (isLive, why) => {
      if (!isLive && why) cli.warn(`Warning: the watch is interrupted and resumes by itself: ${why.message}`);
    },
  });
  for await (const item of changes) {
    // A snapshot comes again when history was lost: everything is shown anew.
    const events =
      item.type === 'DELTA' ? item.events : item.objects.map((object) => ({ type: 'ADDED' as const, object }));
    for (const event of events) await printout.change(event);
  }
}

function objectPrintout(cli: Cli, request: ListRequest, output: WatchOutput, printer: ObjectPrinter): Printout {
  const show = async (type: WatchEvent<ApiObject>['type'], object: ApiObject) => {
    if (output.outputWatchEvents && printer.printValue) await printer.printValue({ type, object });
    else await printer.printObject(object);
  };
  return {
    async start() {
      const { objects, resourceVersion } = await readObjects(cli, request);
      const [failure] = missingNames(
        request,
        objects.map(({ metadata }) => metadata.name),
      );
      if (failure) throw failure;
      if (!output.watchOnly) for (const object of objects) await show('ADDED', object);
      return resourceVersion;
    },
    change: ({ type, object }) => show(type, object),
  };
}

function tablePrintout(cli: Cli, request: ListRequest, { tableOptions, watchOnly }: WatchOutput): Printout {
  const table = new ResourceTable(cli, request.kind, tableOptions);
  const columns = { wide: tableOptions.wide, labels: needsLabels(tableOptions) };
  const rowOf = async ({ type, object }: WatchEvent<ApiObject>): Promise<TableData> => {
    const { name, namespace, resourceVersion = '0' } = object.metadata;
    const { fieldSelector: _, labelSelector: __, ...place } = request;
    const at = type === 'DELETED' ? String(Number(resourceVersion) - 1) : resourceVersion;
    const one = { ...place, names: [name], ...(namespace !== undefined && { namespace }) };
    try {
      return await readTable(cli, { ...one, at }, columns);
    } catch (error) {
      // Its past is compacted already: it is shown as it is.
      if (!isCode(error, 'GONE')) throw error;
      return readTable(cli, one, columns);
    }
  };
  return {
    async start() {
      const found = await readTable(cli, request, columns);
      const [failure] = missingNames(
        request,
        found.rows.map(({ name }) => name),
      );
      if (failure) throw failure;
      if (!watchOnly) table.print(found);
      return found.resourceVersion;
    },
    change: async (event) => table.print(await rowOf(event), event.type),
  };
}
