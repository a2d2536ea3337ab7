'use client';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { comparerOf, parseSort } from '../../components/data-grid/column.ts';
import { DataGrid } from '../../components/data-grid/data-grid.tsx';
import { EmptyState, LiveState } from '../../components/states.tsx';
import { useLiveList } from '../../live/use-live.ts';
import { useKeepingHref } from '../../url-state.ts';
import { usePodColumns } from '../pods/pod-columns.tsx';
import { podKind } from '../pods/pod-kind.ts';

const byName = parseSort('', 'name');

export function NodePods({ node }: { readonly node: string }) {
  const t = useTranslations('nodes');
  const router = useRouter();
  const href = useKeepingHref();
  const columns = usePodColumns(true);
  const view = useMemo(() => ({ matches: () => true, compare: comparerOf(columns, byName) }), [columns]);
  const list = useLiveList(podKind, view, { namespace: '', fieldSelector: `spec.nodeName=${node}` });
  return (
    <LiveState
      status={list.status}
      isEmpty={list.rows.length === 0}
      empty={<EmptyState text={t('noPods')} />}
      onRetry={() => list.collection.retry()}
    >
      <DataGrid
        label={t('tabs.pods')}
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
