// `events`: what happened, the oldest first; `-w` goes on with what happens.
import type { Event } from '@portolan/client/generated/kubernetes.ts';
import type { Command } from 'commander';
import type { Cli } from '../cli.ts';
import { type EventQuery, eventAge, eventObject, eventSelector, readEvents } from '../events.ts';
import { UsageError } from '../failures.ts';
import { objectPrinter } from '../output/object-printers.ts';
import { parseOutputFormat } from '../output/output-format.ts';
import { columnWidths, tableLines } from '../output/text-table.ts';
import { momentOf, parseAt } from '../reading/past.ts';
import { parseNamed } from '../resource-arguments.ts';
import { loadKinds, type ResourceKinds } from '../resource-kinds.ts';

interface EventsOptions {
  readonly allNamespaces?: boolean;
  readonly for?: string;
  readonly types?: string;
  readonly watch?: boolean;
  readonly headers: boolean;
  readonly output?: string;
  readonly at?: string;
}

export function defineEvents(command: Command, cli: Cli): void {
  command
    .option('-A, --all-namespaces', 'of all namespaces')
    .option('--for <object>', 'about one object: pod/web')
    .option('--types <types>', 'only these: Normal,Warning')
    .option('-w, --watch', 'go on with what happens')
    .option('--no-headers', 'without headings')
    .option('--at <when>', 'as they were: at a revision, a time, -10m or 10m-ago')
    .option('-o, --output <format>', 'json | yaml | name | jsonpath=…')
    .action((options: EventsOptions) => printEvents(cli, options));
}

async function printEvents(cli: Cli, options: EventsOptions): Promise<void> {
  if (options.at !== undefined && options.watch)
    throw new UsageError('--at shows the past, where nothing changes: it cannot be watched');
  const kinds = await loadKinds(cli);
  const query = await queryOf(cli, options, kinds);
  const { events, resourceVersion } = await readEvents(cli, kinds, query);
  const printer = await objectPrinter(cli, parseOutputFormat(options.output), kinds);
  const nowMs = options.at === undefined ? Date.now : await fixed(momentOf(cli, query.at));
  const { allNamespaces, headers } = options;
  const table = new EventTable(cli, { withNamespace: allNamespaces === true, withHeadings: headers, nowMs });
  if (printer) await printer.printList(events);
  else if (events.length > 0) table.print(events);
  else if (!options.watch)
    cli.warn(query.namespace ? `No events found in ${query.namespace} namespace.` : 'No events found');
  if (!options.watch) return;
  const client = await cli.connectLive();
  const { namespace } = query;
  const changes = client.events.watch({
    since: resourceVersion,
    ...(namespace && { namespace }),
    ...eventSelector(query),
  });
  for await (const item of changes) {
    const seen =
      item.type === 'SNAPSHOT'
        ? item.objects
        : item.events.filter(({ type }) => type !== 'DELETED').map(({ object }) => object);
    if (!printer) table.print(seen);
    else for (const event of seen) await printer.printObject(event);
  }
}

async function fixed(moment: Promise<number>): Promise<() => number> {
  const ms = await moment;
  return () => ms;
}

async function queryOf(cli: Cli, options: EventsOptions, kinds: ResourceKinds): Promise<EventQuery> {
  const types = options.types?.split(',').map((type) => {
    const known = ['Normal', 'Warning'].find((each) => each.toLowerCase() === type.toLowerCase());
    if (!known) throw new UsageError(`valid --types are Normal or Warning`);
    return known;
  });
  if (options.for !== undefined && !options.for.includes('/')) {
    throw new UsageError(`--for must be in resource/name form`);
  }
  const object = options.for === undefined ? undefined : parseNamed(options.for, '', kinds);
  return {
    ...(!options.allNamespaces && { namespace: await cli.namespace() }),
    ...(object && { regarding: { kind: object.kind.kind, name: object.name } }),
    ...(types && { types }),
    ...(options.at !== undefined && { at: parseAt(options.at, Date.now()) }),
  };
}

interface EventTableOptions {
  readonly withNamespace: boolean;
  readonly withHeadings: boolean;
  /** From when ages count. */
  nowMs(): number;
}

class EventTable {
  private readonly cli: Cli;
  private readonly options: EventTableOptions;
  private widths: number[] = [];
  private hasHeadings = false;

  constructor(cli: Cli, options: EventTableOptions) {
    this.cli = cli;
    this.options = options;
  }

  print(events: readonly Event[]): void {
    const { withNamespace, withHeadings } = this.options;
    const headings = [...(withNamespace ? ['NAMESPACE'] : []), 'LAST SEEN', 'TYPE', 'REASON', 'OBJECT', 'MESSAGE'];
    const rows = events.map((event) => [
      ...(withNamespace ? [event.metadata.namespace ?? ''] : []),
      eventAge(event, this.options.nowMs()),
      event.type ?? '',
      event.reason ?? '',
      eventObject(event),
      (event.note ?? '').trim(),
    ]);
    if (withHeadings && !this.hasHeadings) rows.unshift(headings);
    this.hasHeadings = true;
    this.widths = columnWidths(rows, this.widths);
    for (const line of tableLines(rows, this.widths)) this.cli.print(line);
  }
}
