'use client';
// The pods of something else: of a node, a workload, a service.
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { orderOf, parseSort } from '../../components/data-grid/column.ts';
import { DataGrid } from '../../components/data-grid/data-grid.tsx';
import { EmptyState, LiveState } from '../../components/states.tsx';
import type { Selection } from '../../live/row-source.ts';
import { useLiveList } from '../../live/use-live.ts';
import { useKeepingHref } from '../../url-state.ts';
import { usePodColumns } from './pod-columns.tsx';
import { podKind } from './pod-kind.ts';

const byName = parseSort('', 'name');

export function PodGrid({
  selection,
  empty,
  hasNamespaces = false,
}: {
  readonly selection: Selection;
  /** What to say when there is none. */
  readonly empty: string;
  readonly hasNamespaces?: boolean;
}) {
  const t = useTranslations('pods');
  const router = useRouter();
  const href = useKeepingHref();
  const columns = usePodColumns(hasNamespaces);
  const view = useMemo(() => ({ matches: () => true, ...orderOf(columns, byName) }), [columns]);
  const list = useLiveList(podKind, view, selection);
  return (
    <LiveState
      status={list.status}
      isEmpty={list.rows.length === 0}
      empty={<EmptyState text={empty} />}
      onRetry={() => list.collection.retry()}
    >
      <DataGrid
        label={t('title')}
        rows={list.rows}
        columns={columns}
        sort={byName}
        onSort={() => undefined}
        onOpen={({ namespace, name }) => router.push(href(`/pods/${namespace}/${name}`))}
        onHover={list.hold}
      />
    </LiveState>
  );
}
