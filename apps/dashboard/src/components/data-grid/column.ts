import type { ReactNode } from 'react';
import type { LiveRow } from '../../live/live-kind.ts';
import type { ViewOptions } from '../../live/view.ts';

export interface Column<Row> {
  readonly id: string;
  /** Already in the reader's language. */
  readonly header: string;
  /** A CSS track: `minmax(12rem, 2fr)`, `5rem`. */
  readonly width: string;
  render(row: Row): ReactNode;
  /** What rows are ordered by; a column without cannot be sorted. */
  readonly sortBy?: (row: Row) => string | number;
  /** Changes of this text flash the cell. */
  readonly flashOn?: (row: Row) => string | number;
  readonly isNumeric?: boolean;
  /** The first line of a card on narrow screens; others follow as a line of small text. */
  readonly isTitle?: boolean;
  readonly isHiddenOnCards?: boolean;
  /** For what says nothing without its header. */
  readonly isNamedOnCards?: boolean;
  /** Shown only to those who chose it. */
  readonly isOptional?: boolean;
}

export interface Sort {
  readonly column: string;
  readonly isDescending: boolean;
}

/** `name`, `-age`: as it stands in the address. */
export function parseSort(text: string, fallback: string): Sort {
  const given = text || fallback;
  return given.startsWith('-')
    ? { column: given.slice(1), isDescending: true }
    : { column: given, isDescending: false };
}

/** What the next click on a column's header means. */
export function nextSort(current: Sort, column: string): string {
  return current.column === column && !current.isDescending ? `-${column}` : column;
}

/** Equal rows stand by namespace and name, so that nothing moves without a reason. */
export function orderOf<Row extends LiveRow>(
  columns: readonly Column<Row>[],
  sort: Sort,
): Required<Pick<ViewOptions<Row>, 'compare' | 'sort'>> {
  const key = columns.find(({ id }) => id === sort.column)?.sortBy;
  if (!key) return { compare: compareNames, sort: (rows) => rows.sort(compareNames) };
  const sign = sort.isDescending ? -1 : 1;
  return {
    compare: (a, b) => sign * compareKeys(key(a), key(b)) || compareNames(a, b),
    sort: (rows) => sortByKey(rows, key, sign),
  };
}

/** Asks for the key of each row once, not once for each comparison. */
function sortByKey<Row extends LiveRow>(rows: readonly Row[], key: (row: Row) => string | number, sign: 1 | -1): Row[] {
  const keyed = rows.map((row) => ({ row, key: key(row) }));
  keyed.sort((a, b) => sign * compareKeys(a.key, b.key) || compareNames(a.row, b.row));
  return keyed.map(({ row }) => row);
}

function compareKeys(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareNames(a: LiveRow, b: LiveRow): number {
  return compareKeys(a.name, b.name) || compareKeys(a.namespace, b.namespace) || compareKeys(a.key, b.key);
}
