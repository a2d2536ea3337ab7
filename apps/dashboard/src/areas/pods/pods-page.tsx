'use client';
import dynamic from 'next/dynamic';
import { useRouter } from 'next/navigation';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { useSelection } from '../../components/data-grid/selection.ts';
import { type Groups, ListPage } from '../../components/list-page.tsx';
import { EmptyState } from '../../components/states.tsx';
import { useCollection } from '../../live/use-live.ts';
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
  const groups = useGroups();
  const selection = useSelection();
  const actions = usePodActions(selection.clear);
  const onKey = usePodKeys(actions);
  useFailureNotes(useCollection(podKind, {}));
  return (
    <>
      <ListPage
        title={t('title')}
        kind={podKind}
        columns={columns}
        defaultSort="name"
        filterFields={podFilterFields}
        filterExample="status:failed restarts:>3 node:n3 app=web -ns:kube-system"
        groups={groups}
        selection={selection}
        empty={
          <EmptyState
            text={t(url.q ? 'noMatch' : 'empty')}
            {...(!url.q && { command: 'portolan apply -f examples/' })}
          />
        }
        copy={copyFormsOfPods(url)}
        openKeyOf={({ namespace, name }) => `${namespace}/${name}`}
        drawer={<PodDrawer of={url.open} onClose={() => setUrl({ open: '', tab: '' })} />}
        onKey={onKey}
        bulk={(pods) => <PodBulkBar pods={pods} actions={actions} onClear={selection.clear} />}
      />
      {actions.dialog}
    </>
  );
}

const allGroups: readonly PodGroup[] = ['running', 'pending', 'failed', 'crashing', 'succeeded', 'terminating'];

function useGroups(): Groups<PodRow> {
  const t = useTranslations('pods');
  return useMemo(
    () => ({
      field: 'status',
      all: allGroups.map((value) => ({ value, label: t(`groups.${value}`), tone: toneOfGroup[value] })),
      of: ({ group }) => group,
    }),
    [t],
  );
}

/** The keys of a row do with the marked pods, or the one that has the focus, what the buttons do. */
function usePodKeys(
  actions: ReturnType<typeof usePodActions>,
): (key: string, row: PodRow, chosen: readonly PodRow[]) => boolean {
  const router = useRouter();
  const href = useKeepingHref();
  return (key, row, pods) => {
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
