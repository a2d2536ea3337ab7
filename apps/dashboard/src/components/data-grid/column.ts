import type { ReactNode } from 'react';
import type { LiveRow } from '../../live/live-kind.ts';

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
export function comparerOf<Row extends LiveRow>(
  columns: readonly Column<Row>[],
  sort: Sort,
): (a: Row, b: Row) => number {
  const key = columns.find(({ id }) => id === sort.column)?.sortBy;
  const sign = sort.isDescending ? -1 : 1;
  return (a, b) => (key ? sign * compareKeys(key(a), key(b)) : 0) || compareNames(a, b);
}

function compareKeys(a: string | number, b: string | number): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function compareNames(a: LiveRow, b: LiveRow): number {
  return compareKeys(a.name, b.name) || compareKeys(a.namespace, b.namespace) || compareKeys(a.uid, b.uid);
}
