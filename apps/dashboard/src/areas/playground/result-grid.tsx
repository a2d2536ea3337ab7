'use client';
// An answer as a table. Rows are of one height and only those in sight are in the document: there may be thousands.
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp, Copy } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../components/button.tsx';
import { classNames } from '../../components/class-names.ts';
import { copyText } from '../../components/code.tsx';
import { EmptyState } from '../../components/states.tsx';
import { showToast } from '../../components/toast-store.ts';
import {
  type CellValue,
  csvOf,
  nextOrder,
  type ResultTable,
  type RowOrder,
  sortedRows,
  textOf,
  tsvOf,
} from './result-table.ts';

/** One of the tables, and a choice of which. */
export function ResultTables({ tables }: { readonly tables: readonly ResultTable[] }) {
  const t = useTranslations('playground.table');
  const [name, setName] = useState<string>();
  const [order, setOrder] = useState<RowOrder>();
  const table = tables.find((each) => each.name === name) ?? tables[0];
  const rows = useMemo(() => (table ? sortedRows(table, order) : []), [table, order]);
  if (!table) return null;
  const nameOf = (each: ResultTable) => each.name || t('messages');
  const choose = (next: string) => {
    setName(next);
    setOrder(undefined);
  };
  return (
    <>
      <div className="flex shrink-0 flex-wrap items-center gap-2 border-b px-3 py-1 text-sm">
        {tables.length > 1 ? (
          <select
            aria-label={t('list')}
            value={table.name}
            onChange={(event) => choose(event.target.value)}
            className="h-7 max-w-full min-w-0 rounded-md border border-control bg-bg px-2"
          >
            {tables.map((each) => (
              <option key={each.name} value={each.name}>
                {t('option', { name: nameOf(each), count: each.rows.length })}
              </option>
            ))}
          </select>
        ) : (
          <span className="text-muted">
            <span className="font-mono">{nameOf(table)}</span> · {t('rows', { count: rows.length })}
          </span>
        )}
        <div className="ml-auto flex flex-wrap gap-2">
          <CopyRows label={t('copyCsv')} short="CSV" count={rows.length} text={() => csvOf(table, rows)} />
          <CopyRows label={t('copyTsv')} short="TSV" count={rows.length} text={() => tsvOf(table, rows)} />
        </div>
      </div>
      {rows.length === 0 ? (
        <EmptyState text={t('none')} />
      ) : (
        <Rows key={table.name} label={nameOf(table)} table={table} rows={rows} order={order} onOrder={setOrder} />
      )}
    </>
  );
}

interface CopyRowsProps {
  readonly label: string;
  readonly short: string;
  readonly count: number;
  text(): string;
}

function CopyRows({ label, short, count, text }: CopyRowsProps) {
  const t = useTranslations('playground.table');
  const copy = async () => {
    await copyText(text());
    showToast({ tone: 'ok', text: t('copied', { count }) });
  };
  return (
    <Button aria-label={label} title={label} onClick={() => void copy()}>
      <Copy size={13} aria-hidden />
      {short}
    </Button>
  );
}

interface RowsProps {
  readonly label: string;
  readonly table: ResultTable;
  readonly rows: ResultTable['rows'];
  readonly order: RowOrder | undefined;
  onOrder(order: RowOrder | undefined): void;
}

const rowHeight = 28;

function Rows({ label, table, rows, order, onOrder }: RowsProps) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 12,
  });
  const widths = useMemo(() => table.columns.map((_, index) => widthOf(table, index)), [table]);
  const shown = virtualizer.getVirtualItems();
  const before = shown[0]?.start ?? 0;
  const after = virtualizer.getTotalSize() - (shown.at(-1)?.end ?? 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <div ref={scroller} tabIndex={0} role="region" aria-label={label} className="min-h-0 grow overflow-auto">
      <table aria-label={label} aria-rowcount={rows.length + 1} className="min-w-full table-fixed text-left text-sm">
        <colgroup>
          {widths.map((width, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: columns have no name that is theirs alone.
            <col key={index} style={{ width: `${width}ch` }} />
          ))}
        </colgroup>
        <thead className="sticky top-0 z-10 bg-raised text-xs text-muted">
          <tr aria-rowindex={1}>
            {table.columns.map(({ name, isNumeric }, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns have no name that is theirs alone.
              <HeaderCell key={index} {...{ name, isNumeric, index, order, onOrder }} />
            ))}
          </tr>
        </thead>
        <tbody>
          {before > 0 && <Gap height={before} />}
          {shown.map(({ index }) => (
            <tr key={index} aria-rowindex={index + 2} className="border-b border-line/60" style={{ height: rowHeight }}>
              {(rows[index] ?? []).map((cell, column) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a cell is its place.
                <Cell key={column} cell={cell} isNumeric={table.columns[column]?.isNumeric === true} />
              ))}
            </tr>
          ))}
          {after > 0 && <Gap height={after} />}
        </tbody>
      </table>
    </div>
  );
}

/** In the place of rows that are out of sight. */
function Gap({ height }: { readonly height: number }) {
  return (
    <tr aria-hidden>
      <td style={{ height, padding: 0 }} />
    </tr>
  );
}

interface HeaderCellProps {
  readonly name: string;
  readonly isNumeric: boolean;
  readonly index: number;
  readonly order: RowOrder | undefined;
  onOrder(order: RowOrder | undefined): void;
}

function HeaderCell({ name, isNumeric, index, order, onOrder }: HeaderCellProps) {
  const isSorted = order?.column === index;
  const Arrow = isSorted && order.isDescending ? ArrowDown : ArrowUp;
  return (
    <th
      scope="col"
      aria-sort={isSorted ? (order.isDescending ? 'descending' : 'ascending') : undefined}
      className={classNames('border-b px-1 font-medium', isNumeric && 'text-right')}
    >
      <button
        type="button"
        title={name}
        onClick={() => onOrder(nextOrder(order, index))}
        className="inline-flex h-7 max-w-full items-center gap-1 rounded px-1.5 hover:text-text"
      >
        <span className="truncate font-mono">{name}</span>
        {isSorted && <Arrow size={12} aria-hidden className="shrink-0" />}
      </button>
    </th>
  );
}

function Cell({ cell, isNumeric }: { readonly cell: CellValue; readonly isNumeric: boolean }) {
  const text = textOf(cell);
  return (
    <td
      title={text.slice(0, longestTitle)}
      className={classNames('truncate px-2.5 font-mono', isNumeric && 'text-right tabular-nums')}
    >
      {text.slice(0, longestText)}
    </td>
  );
}

/** What could be in sight of a cell, and what a pointer that rests on it shows of the rest. */
const longestText = 400;
const longestTitle = 2_000;
const narrowest = 8;
const widest = 48;
/** Of the sides of a cell, and of the arrow in a header. */
const aroundText = 5;
/** Enough to tell how wide a column is; where it does not, the text is cut off. */
const measuredRows = 500;

/** In characters, by the rows in the order in which they came: sorting moves no column. */
function widthOf({ columns, rows }: ResultTable, column: number): number {
  const lengths = rows.slice(0, measuredRows).map((row) => textOf(row[column] ?? null).length);
  const longest = lengths.reduce((most, length) => Math.max(most, length), columns[column]?.name.length ?? 0);
  return Math.min(widest, Math.max(narrowest, longest + aroundText));
}
