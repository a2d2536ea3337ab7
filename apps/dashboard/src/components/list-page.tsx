'use client';
// A live list as most areas have it: filter with chips, pause, grid, and the drawer of the row that is open.
import { type ReactNode, useMemo } from 'react';
import { type FilterFields, matcherOf } from '../filter/filter.ts';
import type { Collection } from '../live/collection.ts';
import type { LiveKind, LiveRow } from '../live/live-kind.ts';
import { useCounts } from '../live/tally.ts';
import { useLiveList } from '../live/use-live.ts';
import { useUrlState } from '../url-state.ts';
import { CopyAs, type CopyForms } from './copy-as.tsx';
import { type Column, orderOf, parseSort } from './data-grid/column.ts';
import { useColumnChooser } from './data-grid/column-chooser.tsx';
import { DataGrid } from './data-grid/data-grid.tsx';
import { markedRows, type Selection } from './data-grid/selection.ts';
import { FilterBar, type FilterChip, PausedBanner } from './filter-bar.tsx';
import { LiveState } from './states.tsx';
import type { Tone } from './status-mark.tsx';

/** Chips that count and filter the groups of the rows. */
export interface Groups<Row> {
  /** The field of the filter that tells the groups apart: `status`. */
  readonly field: string;
  readonly all: ReadonlyArray<{ readonly value: string; readonly label: string; readonly tone: Tone }>;
  of(row: Row): string;
}

export interface ListPageProps<Row extends LiveRow> {
  readonly title: string;
  readonly kind: LiveKind<Row>;
  readonly columns: readonly Column<Row>[];
  /** As in the address: `name`, `-age`. */
  readonly defaultSort: string;
  /** Both must keep their identity while they mean the same. */
  readonly filterFields: FilterFields<Row>;
  /** See `FilterBarProps`. */
  readonly filterExample: string;
  readonly groups?: Groups<Row>;
  readonly empty: ReactNode;
  readonly copy: CopyForms;
  /** More buttons beside the filter. */
  readonly buttons?: ReactNode;
  readonly selection?: Selection;
  /** What stands in `?open=` for a row, and opens its drawer. */
  openKeyOf(row: Row): string;
  readonly drawer?: ReactNode;
  /** `chosen`: the rows that are marked, or the one that has the focus. */
  onKey?(key: string, row: Row, chosen: readonly Row[]): boolean;
  /** What can be done with the rows that are marked. */
  bulk?(rows: readonly Row[]): ReactNode;
}

export function ListPage<Row extends LiveRow>(props: ListPageProps<Row>) {
  const { title, kind, columns, defaultSort, filterFields, groups, empty, copy, selection, openKeyOf, onKey } = props;
  const [url, setUrl] = useUrlState();
  const sort = useMemo(() => parseSort(url.sort, defaultSort), [url.sort, defaultSort]);
  const view = useMemo(
    () => ({ matches: matcherOf(url.q, filterFields), ...orderOf(columns, sort) }),
    [url.q, filterFields, columns, sort],
  );
  const list = useLiveList(kind, view);
  const { shown, chooser } = useColumnChooser(kind.id, columns);
  const chips = useChips(groups, list.collection);
  const marked = markedRows(list.rows, selection);
  return (
    <>
      <h1 className="sr-only">{title}</h1>
      <FilterBar
        example={props.filterExample}
        status={list.status}
        shown={list.rows.length}
        total={list.all.size}
        chips={chips}
        collection={list.collection}
        isPaused={list.isPaused}
      >
        {props.buttons}
        {chooser}
        <CopyAs of={copy} />
      </FilterBar>
      <PausedBanner isPaused={list.isPaused} waiting={list.waiting} onResume={() => list.collection.resume()} />
      <LiveState
        status={list.status}
        isEmpty={list.rows.length === 0}
        empty={empty}
        onRetry={() => list.collection.retry()}
      >
        <DataGrid
          label={title}
          rows={list.rows}
          columns={shown}
          sort={sort}
          {...(selection && { selection })}
          openKey={url.open && list.rows.find((row) => openKeyOf(row) === url.open)?.key}
          onSort={(next) => setUrl({ sort: next })}
          onOpen={(row) => setUrl({ open: openKeyOf(row) }, url.open ? undefined : 'push')}
          {...(onKey && { onKey: (key: string, row: Row) => onKey(key, row, marked.length > 0 ? marked : [row]) })}
          onHover={list.hold}
        />
      </LiveState>
      {marked.length > 0 && props.bulk?.(marked)}
      {url.open && props.drawer}
    </>
  );
}

const noGroup = () => '';

function useChips<Row extends LiveRow>(
  groups: Groups<Row> | undefined,
  collection: Collection<Row>,
): readonly FilterChip[] {
  const counts = useCounts(collection, groups?.of ?? noGroup);
  return useMemo(() => {
    if (!groups) return [];
    return groups.all
      .map((group) => ({ ...group, field: groups.field, count: counts.groups.get(group.value) ?? 0 }))
      .filter(({ count }) => count > 0);
  }, [groups, counts]);
}
