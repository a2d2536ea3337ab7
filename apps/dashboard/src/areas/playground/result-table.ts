// The lists of objects in an answer, as tables: a row for each object, a column for each field that was selected.
import type { Selection } from './selection.ts';

export type CellValue = string | number | boolean | null;

export interface ResultColumn {
  /** `metadata.name` */
  readonly name: string;
  readonly isNumeric: boolean;
}

export interface ResultTable {
  /** Where in the answer the list is: `pods`, `deployment.replicaSets`; empty where each message of a stream is a row. */
  readonly name: string;
  readonly columns: readonly ResultColumn[];
  /** Objects and lists in them are JSON. */
  readonly rows: ReadonlyArray<readonly CellValue[]>;
}

export interface RowOrder {
  readonly column: number;
  readonly isDescending: boolean;
}

/** One answer, or one message of a stream. */
export interface Answer {
  readonly data: unknown;
  /** What tells the messages of a stream apart. */
  readonly number?: number;
}

interface Item {
  readonly value: unknown;
  readonly number?: number | undefined;
}

interface FoundList {
  readonly path: readonly string[];
  readonly selection: Selection;
  readonly items: Item[];
}

type Fields = Readonly<Record<string, unknown>>;

/** Those with rows first; a list that comes in several messages is one table. */
export function tablesOf(answers: readonly Answer[], selection: Selection): readonly ResultTable[] {
  const found = new Map<string, FoundList>();
  for (const { data, number } of answers) findLists({ value: data, number }, selection, [], found);
  const lists = [...found.values()];
  const isStream = answers.some(({ number }) => number !== undefined);
  if (isStream)
    lists.push({ path: [], selection, items: answers.map(({ data, number }) => ({ value: data, number })) });
  const names = lists.map(({ path }) => shortName(path));
  const tables = lists.map((list, index) => {
    const short = names[index] ?? '';
    const isOwn = names.indexOf(short) === names.lastIndexOf(short);
    return tableOf(list, isOwn ? short : list.path.join('.'));
  });
  return tables.sort((a, b) => Number(b.rows.length > 0) - Number(a.rows.length > 0));
}

/** Lists within the objects of a list belong to their rows. */
function findLists(
  { value, number }: Item,
  selection: Selection,
  path: readonly string[],
  into: Map<string, FoundList>,
) {
  if (!isObject(value)) return;
  for (const [key, fields] of selection) {
    const inner = value[key];
    if (!fields || inner === undefined || inner === null) continue;
    const at = [...path, key];
    if (!Array.isArray(inner)) {
      findLists({ value: inner, number }, fields, at, into);
      continue;
    }
    const list = into.get(at.join('.')) ?? { path: at, selection: fields, items: [] };
    list.items.push(...inner.filter(isObject).map((each) => ({ value: each, number })));
    into.set(at.join('.'), list);
  }
}

interface Reading {
  readonly path: readonly string[];
  readonly name: string;
}

function tableOf({ path, selection, items }: FoundList, name: string): ResultTable {
  const values = items.map(({ value }) => value);
  const readings = readingsOf(selection, values, { path: [], names: [], isEdge: path.at(-1) === 'edges' });
  const isStream = items.some(({ number }) => number !== undefined);
  const rows = items.map(({ value, number = null }) => {
    const cells = readings.map((reading) => cellOf(readPath(value, reading.path)));
    return isStream ? [number, ...cells] : cells;
  });
  const columnNames = [...(isStream ? ['#'] : []), ...readings.map((reading) => reading.name)];
  const columns = columnNames.map((columnName, index) => {
    const given = rows.map((row) => row[index]).filter((cell) => cell !== null);
    return { name: columnName, isNumeric: given.length > 0 && given.every((cell) => typeof cell === 'number') };
  });
  return { name, columns, rows };
}

interface ColumnPlace {
  readonly path: readonly string[];
  readonly names: readonly string[];
  /** Of Relay: what was asked for is in its `node`. */
  readonly isEdge: boolean;
}

function readingsOf(selection: Selection, values: readonly unknown[], place: ColumnPlace): readonly Reading[] {
  return [...selection].flatMap(([key, fields]) => {
    const path = [...place.path, key];
    const inner = values.map((value) => (isObject(value) ? value[key] : undefined));
    const isList = inner.some(Array.isArray);
    const isUnwrapped = (place.isEdge && key === 'node') || (isList && isConnectionKey(key) && place.names.length > 0);
    const names = isUnwrapped ? place.names : [...place.names, key];
    if (fields && !isList) return readingsOf(fields, inner, { path, names, isEdge: false });
    return [{ path, name: names.join('.') }];
  });
}

/** Without Relay's wrapping: `pods` for `pods.nodes`. */
function shortName(path: readonly string[]): string {
  const isWrapped = path.length > 1 && isConnectionKey(path.at(-1) ?? '');
  return (isWrapped ? path.slice(0, -1) : path).join('.');
}

function isConnectionKey(key: string): boolean {
  return key === 'nodes' || key === 'edges';
}

function readPath(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), value);
}

function cellOf(value: unknown): CellValue {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  return JSON.stringify(value);
}

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What is absent stands last in either order. Numbers in names count as numbers: web-2 before web-10. */
export function sortedRows(table: ResultTable, order: RowOrder | undefined): ResultTable['rows'] {
  if (!order) return table.rows;
  const { column, isDescending } = order;
  const sign = isDescending ? -1 : 1;
  return [...table.rows].sort((left, right) => {
    const [a = null, b = null] = [left[column], right[column]];
    if (a === null || b === null) return Number(a === null) - Number(b === null);
    if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
    return sign * collator.compare(String(a), String(b));
  });
}

const collator = new Intl.Collator('en', { numeric: true });

/** Ascending, descending, as it came. */
export function nextOrder(order: RowOrder | undefined, column: number): RowOrder | undefined {
  if (order?.column !== column) return { column, isDescending: false };
  return order.isDescending ? undefined : { column, isDescending: true };
}

/** RFC 4180. */
export function csvOf({ columns }: ResultTable, rows: ResultTable['rows']): string {
  const quoted = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [columns.map(({ name }) => name), ...rows].map((cells) => cells.map(textOf).map(quoted).join(','));
  return `${lines.join('\r\n')}\r\n`;
}

/** Spreadsheets take it from the clipboard as cells. Tabs and ends of lines within a value are spaces. */
export function tsvOf({ columns }: ResultTable, rows: ResultTable['rows']): string {
  const flat = (text: string) => text.replace(/\r\n|[\t\r\n]/g, ' ');
  const lines = [columns.map(({ name }) => name), ...rows].map((cells) => cells.map(textOf).map(flat).join('\t'));
  return `${lines.join('\n')}\n`;
}

export function textOf(cell: CellValue): string {
  return cell === null ? '' : String(cell);
}
