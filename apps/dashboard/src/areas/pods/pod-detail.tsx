'use client';
import type { Pod } from '@portolan/client/generated/kubernetes.ts';
import { RotateCw, ScrollText, SquareTerminal, Trash2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'use-intl';
import { useWhyNot } from '../../actions/use-access.ts';
import { Button } from '../../components/button.tsx';
import { CopyAs } from '../../components/copy-as.tsx';
import { DetailHeader } from '../../components/detail-header.tsx';
import { EventList } from '../../components/event-list.tsx';
import { EmptyState, LiveState, LoadingState } from '../../components/states.tsx';
import { StatusMark } from '../../components/status-mark.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { useManifest } from '../../live/manifests.ts';
import { useLiveRow } from '../../live/use-live.ts';
import { useUrlState } from '../../url-state.ts';
import { copyFormsOfPod } from './pod-copy-forms.ts';
import { type PodDetailRow, type PodRow, podDetailKind } from './pod-kind.ts';
import { PodLogs } from './pod-logs.tsx';
import { toneOfGroup } from './pod-status.ts';
import { PodCause, PodSummaryTab } from './pod-summary.tsx';
import { usePodActions } from './use-pod-actions.tsx';

const PodTerminal = dynamic(() => import('./pod-terminal.tsx').then(({ PodTerminal: component }) => component), {
  ssr: false,
});
const PodWhy = dynamic(() => import('./pod-why.tsx').then(({ PodWhy: component }) => component), { ssr: false });
const PodTimeline = dynamic(() => import('./pod-timeline.tsx').then(({ PodTimeline: component }) => component), {
  ssr: false,
});
const YamlEditor = dynamic(
  () => import('../../components/yaml-editor.tsx').then(({ YamlEditor: component }) => component),
  { ssr: false },
);

/** In the drawer beside the list, and as a page. */
export function PodDetail({ namespace, name }: { readonly namespace: string; readonly name: string }) {
  const t = useTranslations('states');
  const { row, status } = useLiveRow(podDetailKind, { namespace, name });
  const empty = <EmptyState text={t('notFound', { name: `${namespace}/${name}` })} />;
  return (
    <LiveState status={status} isEmpty={!row} empty={empty} onRetry={() => window.location.reload()}>
      {row && <FoundPod row={row} />}
    </LiveState>
  );
}

function FoundPod({ row }: { readonly row: PodDetailRow }) {
  const t = useTranslations('pods');
  const why = useTranslations('why');
  const [{ tab }, setUrl] = useUrlState();
  const { namespace, name, uid } = row;
  const { object: pod } = useManifest<Pod>('Pod', { namespace, name });
  const tabs = [
    { id: 'summary', label: t('tabs.summary'), render: () => (pod ? <PodSummaryTab pod={pod} /> : <LoadingState />) },
    { id: 'events', label: t('tabs.events'), render: () => <EventList namespace={namespace} uid={uid} /> },
    { id: 'logs', label: t('tabs.logs'), render: () => <PodLogs namespace={namespace} name={name} /> },
    { id: 'terminal', label: t('tabs.terminal'), render: () => <PodTerminal namespace={namespace} name={name} /> },
    { id: 'timeline', label: why('timeline.tab'), render: () => <PodTimeline namespace={namespace} name={name} /> },
    { id: 'why', label: why('tab'), render: () => (pod ? <PodWhy pod={pod} /> : <LoadingState />) },
    { id: 'yaml', label: t('tabs.yaml'), render: () => pod && <YamlEditor object={pod} kind="Pod" /> },
  ];
  return (
    <>
      <PodHeader row={row} />
      {row.cause && <PodCause cause={row.cause} />}
      <Tabs
        label={t('tabs.title')}
        tabs={tabs}
        chosen={tab || 'summary'}
        onChoose={(id) => setUrl({ tab: id === 'summary' ? '' : id })}
      />
    </>
  );
}

function PodHeader({ row }: { readonly row: PodRow }) {
  const t = useTranslations('pods');
  const actions = usePodActions(() => undefined);
  const whyNotDelete = useWhyNot({ verb: 'delete', kind: 'Pod', namespace: row.namespace });
  return (
    <DetailHeader
      title={row.name}
      subtitle={row.namespace}
      mark={<StatusMark tone={toneOfGroup[row.group]} word={row.status} className="font-medium" />}
    >
      <Button onClick={() => actions.openLogs([row])}>
        <ScrollText size={14} aria-hidden />
        {t('logs')}
      </Button>
      <Button onClick={() => actions.openShell(row)}>
        <SquareTerminal size={14} aria-hidden />
        {t('shell')}
      </Button>
      <Button whyNot={whyNotDelete} onClick={() => actions.askRestart([row])}>
        <RotateCw size={14} aria-hidden />
        {t('restart')}
      </Button>
      <Button look="danger" whyNot={whyNotDelete} onClick={() => actions.askDelete([row])}>
        <Trash2 size={14} aria-hidden />
        {t('delete')}
      </Button>
      <CopyAs of={copyFormsOfPod(row)} />
      {actions.dialog}
    </DetailHeader>
  );
}
