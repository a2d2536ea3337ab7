'use client';
import type {
  Deployment,
  LabelSelector,
  ReplicaSet,
  ReplicationController,
} from '@portolan/client/generated/kubernetes.ts';
import dynamic from 'next/dynamic';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { EventList } from '../../components/event-list.tsx';
import { EmptyState, LiveState, LoadingState } from '../../components/states.tsx';
import { type Tab, Tabs } from '../../components/tabs.tsx';
import { useManifest } from '../../live/manifests.ts';
import { useLiveList } from '../../live/use-live.ts';
import { useUrlState } from '../../url-state.ts';
import { PodGrid } from '../pods/pod-grid.tsx';
import { byRevision, type Revision, revisionKind } from './revisions.ts';
import { PodWaterfall, RolloutTab } from './rollout-tab.tsx';
import { selectorText } from './selector-text.ts';
import { useWorkloadActions } from './use-workload-actions.tsx';
import { WorkloadHeader } from './workload-header.tsx';
import { kindOfFolder, type WorkloadRow, workloadKind } from './workload-kind.ts';

/** With the writer of YAML, which the first sight of a workload does not need. */
const RevisionsTab = dynamic(() => import('./revisions-tab.tsx').then(({ RevisionsTab: component }) => component), {
  ssr: false,
});
const YamlEditor = dynamic(
  () => import('../../components/yaml-editor.tsx').then(({ YamlEditor: component }) => component),
  { ssr: false },
);

/** In the drawer beside the list, and as a page. `folder` stands in the address, and may be anything. */
export function WorkloadDetail(of: { readonly folder: string; readonly namespace: string; readonly name: string }) {
  const t = useTranslations('states');
  const { folder, namespace, name } = of;
  const view = useMemo(() => ({ matches: (row: WorkloadRow) => row.folder === folder, compare: () => 0 }), [folder]);
  const { rows, status } = useLiveList(workloadKind, view, { namespace, fieldSelector: `metadata.name=${name}` });
  const [row] = rows;
  const empty = <EmptyState text={t('notFound', { name: `${namespace}/${name}` })} />;
  return (
    <LiveState status={status} isEmpty={!row} empty={empty} onRetry={() => window.location.reload()}>
      {row?.folder === 'deployments' && <FoundDeployment row={row} />}
      {row && row.folder !== 'deployments' && <FoundReplicaSet row={row} />}
    </LiveState>
  );
}

function FoundDeployment({ row }: { readonly row: WorkloadRow }) {
  const t = useTranslations('workloads');
  const actions = useWorkloadActions(() => undefined);
  const { object: deployment } = useManifest<Deployment>('Deployment.apps', row);
  const selector = selectorText(deployment?.spec?.selector ?? {});
  const revisions = useRevisions(row);
  const onUndo = (revision: number) => actions.askUndo(row, revision);
  const tabs: readonly Tab[] = [
    {
      id: 'rollout',
      label: t('tabs.rollout'),
      render: () =>
        deployment ? <RolloutTab {...{ row, deployment, revisions, selector, onUndo }} /> : <LoadingState />,
    },
    {
      id: 'revisions',
      label: t('tabs.revisions'),
      render: () => <RevisionsTab row={row} revisions={revisions} onUndo={onUndo} />,
    },
    ...sharedTabs(t, row, { object: deployment, selector }),
  ];
  return (
    <>
      <WorkloadHeader row={row} actions={actions} template={deployment?.spec?.template} />
      <WorkloadTabs tabs={tabs} />
      {actions.dialog}
    </>
  );
}

/** Or a replication controller. */
function FoundReplicaSet({ row }: { readonly row: WorkloadRow }) {
  const t = useTranslations('workloads');
  const actions = useWorkloadActions(() => undefined);
  const { object: replicaSet } = useManifest<ReplicaSet | ReplicationController>(kindOfFolder[row.folder], row);
  const selector = selectorText(selectorOf(replicaSet));
  const { name, revision, namespace } = row;
  const itself = useMemo(() => [{ name, revision }], [name, revision]);
  const tabs: readonly Tab[] = [
    {
      id: 'rollout',
      label: t('tabs.start'),
      render: () =>
        replicaSet ? (
          <div className="p-3">
            <PodWaterfall namespace={namespace} selector={selector} revisions={itself} />
          </div>
        ) : (
          <LoadingState />
        ),
    },
    ...sharedTabs(t, row, { object: replicaSet, selector }),
  ];
  return (
    <>
      <WorkloadHeader row={row} actions={actions} template={replicaSet?.spec?.template} />
      <WorkloadTabs tabs={tabs} />
      {actions.dialog}
    </>
  );
}

/** A replication controller names its labels without more ado. */
function selectorOf(object: ReplicaSet | ReplicationController | undefined): LabelSelector {
  if (object?.kind === 'ReplicationController') return { matchLabels: object.spec?.selector ?? {} };
  return object?.spec?.selector ?? {};
}

function WorkloadTabs({ tabs }: { readonly tabs: readonly Tab[] }) {
  const t = useTranslations('workloads');
  const [{ tab }, setUrl] = useUrlState();
  return (
    <Tabs
      label={t('tabs.title')}
      tabs={tabs}
      chosen={tab || 'rollout'}
      onChoose={(id) => setUrl({ tab: id === 'rollout' ? '' : id })}
    />
  );
}

function sharedTabs(
  t: ReturnType<typeof useTranslations<'workloads'>>,
  { folder, namespace, uid }: WorkloadRow,
  {
    object,
    selector,
  }: { readonly object: Deployment | ReplicaSet | ReplicationController | undefined; readonly selector: string },
): readonly Tab[] {
  return [
    {
      id: 'pods',
      label: t('tabs.pods'),
      render: () => object && <PodGrid selection={{ namespace, labelSelector: selector }} empty={t('noPods')} />,
    },
    { id: 'events', label: t('tabs.events'), render: () => <EventList namespace={namespace} uid={uid} /> },
    {
      id: 'yaml',
      label: t('tabs.yaml'),
      render: () => object && <YamlEditor object={object} kind={kindOfFolder[folder]} />,
    },
  ];
}

/** The newest first. */
function useRevisions({ uid, namespace }: WorkloadRow): readonly Revision[] {
  const view = useMemo(() => ({ matches: ({ ownerUid }: Revision) => ownerUid === uid, compare: byRevision }), [uid]);
  return useLiveList(revisionKind, view, { namespace }).rows;
}
