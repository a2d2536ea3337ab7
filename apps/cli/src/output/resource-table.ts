// The server's tables as `get` prints them, with the columns that flags add.
import type { Cli } from '../cli.ts';
import type { TableData, TableRow } from '../reading/list-request.ts';
import { nameOutput } from '../resource-arguments.ts';
import type { ResourceKind } from '../resource-kinds.ts';
import { columnWidths, tableLines } from './text-table.ts';

export interface TableOptions {
  readonly wide: boolean;
  readonly withHeadings: boolean;
  /** Of objects in several namespaces. */
  readonly withNamespace: boolean;
  /** `pod/web` instead of `web`, where kinds are mixed. */
  readonly withKind: boolean;
  readonly showLabels: boolean;
  /** Labels with a column of their own. */
  readonly labelColumns: readonly string[];
  /** `ADDED`, `MODIFIED`, `DELETED` before rows that are watched. */
  readonly withEvents: boolean;
}

export function needsLabels({ showLabels, labelColumns }: TableOptions): boolean {
  return showLabels || labelColumns.length > 0;
}

/** Prints tables of one kind that follow each other, in the same columns. */
export class ResourceTable {
  private readonly cli: Cli;
  private readonly kind: ResourceKind;
  private readonly options: TableOptions;
  private widths: number[] = [];
  private hasHeadings = false;

  constructor(cli: Cli, kind: ResourceKind, options: TableOptions) {
    this.cli = cli;
    this.kind = kind;
    this.options = options;
  }

  print(table: TableData, event = 'ADDED'): void {
    if (table.rows.length === 0) return;
    const rows = table.rows.map((row) => this.cellsOf(row, event));
    if (!this.hasHeadings && this.options.withHeadings) rows.unshift(this.headingsOf(table));
    this.hasHeadings = true;
    this.widths = columnWidths(rows, this.widths);
    for (const line of tableLines(rows, this.widths)) this.cli.print(line);
  }

  private headingsOf({ columns }: TableData): string[] {
    const { withEvents, withNamespace, labelColumns, showLabels } = this.options;
    return [
      ...(withEvents ? ['EVENT'] : []),
      ...(withNamespace ? ['NAMESPACE'] : []),
      ...columns.map(({ name }) => name.toUpperCase()),
      ...labelColumns.map((label) => label.slice(label.lastIndexOf('/') + 1).toUpperCase()),
      ...(showLabels ? ['LABELS'] : []),
    ];
  }

  private cellsOf({ namespace, name, cells, object }: TableRow, event: string): string[] {
    const { withEvents, withNamespace, withKind, labelColumns, showLabels } = this.options;
    const labels = object?.metadata.labels ?? {};
    const [first = '', ...others] = cells;
    return [
      // As wide as the widest there is, so that rows that come later stand in line.
      ...(withEvents ? [event.padEnd('MODIFIED'.length)] : []),
      ...(withNamespace ? [namespace ?? ''] : []),
      withKind && first === name ? nameOutput(this.kind, name) : first,
      ...others,
      ...labelColumns.map((label) => (Object.hasOwn(labels, label) ? (labels[label] ?? '') : '')),
      ...(showLabels ? [labelsText(labels)] : []),
    ];
  }
}

/** `app=web,tier=front`, `<none>` */
function labelsText(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return pairs.length === 0 ? '<none>' : pairs.sort().join(',');
}
