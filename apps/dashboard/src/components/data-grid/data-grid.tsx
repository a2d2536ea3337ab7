'use client';
// A list of any length: only the rows in sight are in the document. One row has the focus (`j`, `k`, arrows), rows are
// marked by click, `x` and ranges by shift; on narrow screens each row is a card.
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import type { LiveRow } from '../../live/live-kind.ts';
import { useIsNarrow } from '../use-is-narrow.ts';
import { type Column, nextSort, type Sort } from './column.ts';
import { GridRow, type Press } from './grid-row.tsx';
import type { Selection } from './selection.ts';
import { useGridKeys } from './use-grid-keys.ts';

export interface DataGridProps<Row extends LiveRow> {
  /** For readers of screens. */
  readonly label: string;
  readonly rows: readonly Row[];
  readonly columns: readonly Column<Row>[];
  readonly sort: Sort;
  readonly selection?: Selection;
  /** The row whose detail is shown. */
  readonly openKey?: string | undefined;
  onSort(sort: string): void;
  onOpen(row: Row): void;
  onKey?: (key: string, row: Row) => boolean;
  /** The pointer moves over the rows: nothing may jump away under it. */
  onHover?: (isOver: boolean) => void;
}

const rowHeight = 32;
const cardHeight = 56;
const selectTrack = '2rem';

export function DataGrid<Row extends LiveRow>(props: DataGridProps<Row>) {
  const { label, rows, columns, selection, openKey } = props;
  const { scroller, virtualizer, isCard, height, active, template, onKeyDown, press } = useGrid(props);
  const settle = useSettling(props.onHover);
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length + (selection ? 1 : 0)}
      aria-multiselectable={selection ? true : undefined}
      onKeyDown={onKeyDown}
      onPointerMove={settle.moved}
      onPointerLeave={settle.left}
      className="relative min-h-0 grow overflow-auto"
    >
      {!isCard && <GridHeader {...props} template={template} />}
      <div role="rowgroup" className="relative min-w-fit" style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map(({ index, start }) => {
          const row = rows[index];
          if (!row) return null;
          return (
            <GridRow
              key={row.key}
              row={row}
              index={index}
              top={start}
              height={height}
              columns={columns}
              template={template}
              isCard={isCard}
              isActive={index === active}
              isOpen={row.key === openKey}
              isSelected={selection?.keys.has(row.key)}
              onPress={press}
            />
          );
        })}
      </div>
    </div>
  );
}

function useGrid<Row extends LiveRow>({ rows, columns, selection, onOpen, onKey }: DataGridProps<Row>) {
  const isCard = useIsNarrow();
  const height = isCard ? cardHeight : rowHeight;
  const scroller = useRef<HTMLDivElement>(null);
  const [activeKey, setActiveKey] = useState<string>();
  const active = useActive(rows, activeKey);
  const virtualizer = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => height,
    overscan: 8,
    scrollPaddingStart: isCard ? 0 : rowHeight,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: measured anew when the height of a row changes.
  useEffect(() => virtualizer.measure(), [virtualizer, height]);
  const template = useMemo(
    () => [...(selection ? [selectTrack] : []), ...columns.map(({ width }) => width)].join(' '),
    [columns, selection],
  );
  const focusRow = (index: number) => {
    setActiveKey(rows[index]?.key);
    virtualizer.scrollToIndex(index);
    requestAnimationFrame(() => scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus());
  };
  const pageSize = Math.floor((scroller.current?.clientHeight ?? 640) / height) - 1;
  const onKeyDown = useGridKeys({ rows, active, pageSize, selection, setActive: focusRow, onOpen, onKey });
  const latest = useLatest({ rows, selection, onOpen });
  const press = useCallback(
    (row: Row, { isRange, isMark }: Press) => {
      const { rows: shown, selection: marks, onOpen: open } = latest.current;
      const order = () => shown.map(({ key }) => key);
      setActiveKey(row.key);
      if (isRange) marks?.extendTo(row.key, order());
      else if (isMark) marks?.toggle(row.key);
      else open(row);
    },
    [latest],
  );
  return { scroller, virtualizer, isCard, height, active, template, onKeyDown, press };
}

/** A pointer that rests for so long aims at nothing. */
const restMs = 1_500;

/** Tells that the pointer moves over the rows, and that it has come to rest or is gone. */
function useSettling(onHover: ((isOver: boolean) => void) | undefined): { moved(): void; left(): void } {
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const left = useCallback(() => {
    clearTimeout(timer.current);
    timer.current = undefined;
    onHover?.(false);
  }, [onHover]);
  const moved = useCallback(() => {
    if (timer.current === undefined) onHover?.(true);
    clearTimeout(timer.current);
    timer.current = setTimeout(left, restMs);
  }, [onHover, left]);
  useEffect(() => left, [left]);
  return { moved, left };
}

/** The place of the row that has the focus, wherever it moved; the first one when it is gone. */
function useActive(rows: readonly LiveRow[], key: string | undefined): number {
  return useMemo(() => Math.max(0, key === undefined ? 0 : rows.findIndex((row) => row.key === key)), [rows, key]);
}

function useLatest<T>(value: T) {
  const latest = useRef(value);
  useEffect(() => {
    latest.current = value;
  });
  return latest;
}

function GridHeader<Row extends LiveRow>(props: DataGridProps<Row> & { readonly template: string }) {
  const { rows, columns, sort, selection, onSort, template } = props;
  const t = useTranslations('components');
  const marked = selection?.keys.size ?? 0;
  const areAllMarked = rows.length > 0 && marked >= rows.length;
  return (
    <div role="rowgroup" className="sticky top-0 z-10 min-w-fit">
      <div
        role="row"
        aria-rowindex={1}
        className="grid h-8 items-center gap-x-2 border-b bg-raised px-2 text-xs font-medium text-muted"
        style={{ gridTemplateColumns: template }}
      >
        {selection && (
          <div role="columnheader" className="flex justify-center">
            <input
              type="checkbox"
              aria-label={t('selectAll')}
              checked={areAllMarked}
              onChange={() => (areAllMarked ? selection.clear() : selection.setAll(rows.map(({ key }) => key)))}
              className="size-4 accent-accent"
            />
          </div>
        )}
        {columns.map((column) => (
          <HeaderCell key={column.id} column={column} sort={sort} onSort={onSort} />
        ))}
      </div>
    </div>
  );
}

function HeaderCell<Row>({
  column,
  sort,
  onSort,
}: {
  readonly column: Column<Row>;
  readonly sort: Sort;
  onSort(sort: string): void;
}) {
  const isSorted = sort.column === column.id;
  const Arrow = sort.isDescending ? ArrowDown : ArrowUp;
  const order = isSorted ? (sort.isDescending ? 'descending' : 'ascending') : undefined;
  return (
    <div role="columnheader" aria-sort={order} className={column.isNumeric ? 'text-right' : ''}>
      {column.sortBy ? (
        <button
          type="button"
          onClick={() => onSort(nextSort(sort, column.id))}
          className="inline-flex h-6 max-w-full items-center gap-1 rounded px-1.5 uppercase hover:text-text"
        >
          <span className="truncate">{column.header}</span>
          {isSorted && <Arrow size={12} aria-hidden className="shrink-0" />}
        </button>
      ) : (
        <span className="px-1.5 uppercase">{column.header}</span>
      )}
    </div>
  );
}
