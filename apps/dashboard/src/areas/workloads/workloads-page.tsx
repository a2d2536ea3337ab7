'use client';
import dynamic from 'next/dynamic';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../components/button.tsx';
import { useSelection } from '../../components/data-grid/selection.ts';
import { Drawer } from '../../components/drawer.tsx';
import { type Groups, ListPage } from '../../components/list-page.tsx';
import { EmptyState } from '../../components/states.tsx';
import { type FilterFields, hasTerm, toggleTerm } from '../../filter/filter.ts';
import { useKeepingHref, useUrlState } from '../../url-state.ts';
import { useWorkloadActions, type WorkloadActions } from './use-workload-actions.tsx';
import { WorkloadBulkBar } from './workload-bulk-bar.tsx';
import { useWorkloadColumns } from './workload-columns.tsx';
import { copyFormsOfWorkloads } from './workload-copy-forms.ts';
import { toneOfState, type WorkloadRow, type WorkloadState, workloadKind } from './workload-kind.ts';

const WorkloadDetail = dynamic(
  () => import('./workload-detail.tsx').then(({ WorkloadDetail: component }) => component),
  { ssr: false },
);

const filterFields: FilterFields<WorkloadRow> = {
  status: ({ state }) => state,
  kind: ({ kind }) => kind,
  owner: ({ owner }) => owner,
  image: ({ images }) => images.join(' '),
  ready: ({ ready }) => ready,
  desired: ({ desired }) => desired,
};

export function WorkloadsPage() {
  const t = useTranslations('workloads');
  const [url, setUrl] = useUrlState();
  const columns = useWorkloadColumns(url.ns === '');
  const groups = useGroups();
  const selection = useSelection();
  const actions = useWorkloadActions(selection.clear);
  const isOnlyDeployments = hasTerm(url.q, 'kind', 'deployment');
  return (
    <>
      <ListPage
        title={t('title')}
        kind={workloadKind}
        columns={columns}
        defaultSort="name"
        filterFields={filterFields}
        filterExample="status:stuck kind:deployment image:nginx app=web -ns:kube-system"
        groups={groups}
        selection={selection}
        empty={
          <EmptyState
            text={t(url.q ? 'noMatch' : 'empty')}
            {...(!url.q && { command: 'portolan create deployment web --image=busybox -- sleep 3600' })}
          />
        }
        copy={copyFormsOfWorkloads(url)}
        buttons={
          <Button
            aria-pressed={isOnlyDeployments}
            className={isOnlyDeployments ? 'bg-selected' : ''}
            onClick={() => setUrl({ q: toggleTerm(url.q, 'kind', 'deployment') })}
          >
            {t('onlyDeployments')}
          </Button>
        }
        openKeyOf={openKeyOf}
        drawer={<WorkloadDrawer of={url.open} onClose={() => setUrl({ open: '', tab: '' })} />}
        onKey={(key, _row, chosen) => actOnKey(key, chosen, actions)}
        bulk={(rows) => <WorkloadBulkBar rows={rows} actions={actions} onClear={selection.clear} />}
      />
      {actions.dialog}
    </>
  );
}

function openKeyOf({ folder, namespace, name }: WorkloadRow): string {
  return `${folder}/${namespace}/${name}`;
}

function actOnKey(key: string, rows: readonly WorkloadRow[], actions: WorkloadActions): boolean {
  const keys: Readonly<Record<string, () => void>> = {
    r: () => actions.askRestart(rows),
    Backspace: () => actions.askDelete(rows),
    Delete: () => actions.askDelete(rows),
  };
  keys[key]?.();
  return key in keys;
}

function WorkloadDrawer({ of, onClose }: { readonly of: string; onClose(): void }) {
  const t = useTranslations('workloads');
  const href = useKeepingHref();
  const [{ tab }] = useUrlState();
  const [folder = '', namespace = '', name = ''] = of.split('/');
  return (
    <Drawer title={`${t('title')}: ${name}`} href={href(`/workloads/${of}`, { tab })} onClose={onClose}>
      <WorkloadDetail key={of} folder={folder} namespace={namespace} name={name} />
    </Drawer>
  );
}

const states: readonly WorkloadState[] = ['done', 'rolling', 'stuck', 'degraded', 'paused', 'retired'];

function useGroups(): Groups<WorkloadRow> {
  const t = useTranslations('workloads');
  return useMemo(
    () => ({
      field: 'status',
      all: states.map((value) => ({ value, label: t(`states.${value}`), tone: toneOfState[value] })),
      of: ({ state }) => state,
    }),
    [t],
  );
}
