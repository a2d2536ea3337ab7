'use client';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { CopyAs } from '../../components/copy-as.tsx';
import { orderOf, parseSort } from '../../components/data-grid/column.ts';
import { useColumnChooser } from '../../components/data-grid/column-chooser.tsx';
import { DataGrid } from '../../components/data-grid/data-grid.tsx';
import { markedRows, useSelection } from '../../components/data-grid/selection.ts';
import { FilterBar, type FilterChip, PausedBanner } from '../../components/filter-bar.tsx';
import { EmptyState, LiveState } from '../../components/states.tsx';
import { matcherOf } from '../../filter/filter.ts';
import type { Collection } from '../../live/collection.ts';
import { useCounts } from '../../live/tally.ts';
import { useLiveList } from '../../live/use-live.ts';
import { useKeepingHref, useUrlState } from '../../url-state.ts';
import { PodBulkBar } from './pod-bulk-bar.tsx';
import { usePodColumns } from './pod-columns.tsx';
import { copyFormsOfPods } from './pod-copy-forms.ts';
import { podFilterFields } from './pod-filter.ts';
import { type PodRow, podKind } from './pod-kind.ts';
import { type PodGroup, toneOfGroup } from './pod-status.ts';
import { useFailureNotes } from './use-failure-notes.ts';
import { usePodActions } from './use-pod-actions.tsx';

const PodDrawer = dynamic(() => import('./pod-drawer.tsx').then(({ PodDrawer: component }) => component), {
  ssr: false,
});

export function PodsPage() {
  const t = useTranslations('pods');
  const [url, setUrl] = useUrlState();
  const columns = usePodColumns(url.ns === '');
  const { shown, chooser } = useColumnChooser('pods', columns);
  const sort = useMemo(() => parseSort(url.sort, 'name'), [url.sort]);
  const view = useMemo(
    () => ({ matches: matcherOf(url.q, podFilterFields), ...orderOf(columns, sort) }),
    [url.q, columns, sort],
  );
  const list = useLiveList(podKind, view);
  useFailureNotes(list.collection);
  const selection = useSelection();
  const chosen = markedRows(list.rows, selection);
  const [openNamespace, openName] = url.open.split('/');
  const actions = usePodActions(selection.clear);
  const chips = useChips(list.collection);
  const onKey = usePodKeys(chosen, actions);
  const empty = url.q ? (
    <EmptyState text={t('noMatch')} />
  ) : (
    <EmptyState text={t('empty')} command="portolan apply -f examples/" />
  );
  return (
    <>
      <h1 className="sr-only">{t('title')}</h1>
      <FilterBar
        example="status:failed restarts:>3 node:n3 app=web -ns:kube-system"
        status={list.status}
        shown={list.rows.length}
        total={list.all.size}
        chips={chips}
        collection={list.collection}
        isPaused={list.isPaused}
      >
        {chooser}
        <CopyAs of={copyFormsOfPods(url)} />
      </FilterBar>
      <PausedBanner isPaused={list.isPaused} waiting={list.waiting} onResume={() => list.collection.resume()} />
      <LiveState
        status={list.status}
        isEmpty={list.rows.length === 0}
        empty={empty}
        onRetry={() => list.collection.retry()}
      >
        <DataGrid
          label={t('title')}
          rows={list.rows}
          columns={shown}
          sort={sort}
          selection={selection}
          openKey={
            url.open && list.rows.find(({ namespace, name }) => name === openName && namespace === openNamespace)?.key
          }
          onSort={(next) => setUrl({ sort: next })}
          onOpen={({ namespace, name }) => setUrl({ open: `${namespace}/${name}` }, url.open ? undefined : 'push')}
          onKey={onKey}
          onHover={list.hold}
        />
      </LiveState>
      {chosen.length > 0 && <PodBulkBar pods={chosen} actions={actions} onClear={selection.clear} />}
      {url.open && <PodDrawer of={url.open} onClose={() => setUrl({ open: '', tab: '' })} />}
      {actions.dialog}
    </>
  );
}

const groups: readonly PodGroup[] = ['running', 'pending', 'failed', 'crashing', 'succeeded', 'terminating'];

const groupOf = ({ group }: PodRow) => group;

function useChips(collection: Collection<PodRow>): readonly FilterChip[] {
  const t = useTranslations('pods');
  const { groups: counts } = useCounts(collection, groupOf);
  return useMemo(
    () =>
      groups
        .filter((group) => counts.has(group))
        .map((group) => ({
          field: 'status',
          value: group,
          label: t(`groups.${group}`),
          tone: toneOfGroup[group],
          count: counts.get(group) ?? 0,
        })),
    [counts, t],
  );
}

/** The keys of a row do with the marked pods, or the one that has the focus, what the buttons do. */
function usePodKeys(
  chosen: readonly PodRow[],
  actions: ReturnType<typeof usePodActions>,
): (key: string, row: PodRow) => boolean {
  const router = useRouter();
  const href = useKeepingHref();
  return (key, row) => {
    const pods = chosen.length > 0 ? chosen : [row];
    const { namespace, name } = row;
    const page = (tab: string) => router.push(href(`/pods/${namespace}/${name}`, { tab }));
    const keys: Readonly<Record<string, () => void>> = {
      l: () => actions.openLogs(pods),
      s: () => actions.openShell(row),
      d: () => page(''),
      y: () => page('yaml'),
      e: () => page('yaml'),
      w: () => page('why'),
      r: () => actions.askRestart(pods),
      c: () => actions.copyNames(pods),
      Backspace: () => actions.askDelete(pods),
      Delete: () => actions.askDelete(pods),
    };
    keys[key]?.();
    return key in keys;
  };
}
