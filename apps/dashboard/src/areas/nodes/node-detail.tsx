'use client';
import type { Node } from '@portolan/client/generated/kubernetes.ts';
import { Ban, CircleCheck, LogOut } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'use-intl';
import { useWhyNot } from '../../actions/use-access.ts';
import { Button } from '../../components/button.tsx';
import { CopyAs } from '../../components/copy-as.tsx';
import { DetailHeader } from '../../components/detail-header.tsx';
import { EventList } from '../../components/event-list.tsx';
import { EmptyState, LiveState } from '../../components/states.tsx';
import { StatusMark } from '../../components/status-mark.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { useManifest } from '../../live/manifests.ts';
import { useLiveRow } from '../../live/use-live.ts';
import { useUrlState } from '../../url-state.ts';
import { type NodeRow, nodeKind, toneOfGroup } from './node-kind.ts';
import { NodePods } from './node-pods.tsx';
import { NodeSummaryTab } from './node-summary.tsx';
import { useNodeActions } from './use-node-actions.tsx';

const YamlEditor = dynamic(
  () => import('../../components/yaml-editor.tsx').then(({ YamlEditor: component }) => component),
  { ssr: false },
);

/** In the drawer beside the list, and as a page. */
export function NodeDetail({ name }: { readonly name: string }) {
  const t = useTranslations('states');
  const { row, status } = useLiveRow(nodeKind, { namespace: '', name });
  const empty = <EmptyState text={t('notFound', { name })} />;
  return (
    <LiveState status={status} isEmpty={!row} empty={empty} onRetry={() => window.location.reload()}>
      {row && <FoundNode row={row} />}
    </LiveState>
  );
}

function FoundNode({ row }: { readonly row: NodeRow }) {
  const t = useTranslations('nodes');
  const [{ tab }, setUrl] = useUrlState();
  const { object: node } = useManifest<Node>('Node', { namespace: '', name: row.name });
  const tabs = [
    { id: 'summary', label: t('tabs.summary'), render: () => node && <NodeSummaryTab row={row} node={node} /> },
    { id: 'pods', label: t('tabs.pods'), render: () => <NodePods node={row.name} /> },
    // Events of nodes lie in the namespace "default", and name the node by its name where the node had no uid yet.
    { id: 'events', label: t('tabs.events'), render: () => <EventList namespace="default" uid={row.uid} /> },
    { id: 'yaml', label: t('tabs.yaml'), render: () => node && <YamlEditor object={node} kind="Node" /> },
  ];
  return (
    <>
      <NodeHeader row={row} />
      <Tabs
        label={t('tabs.title')}
        tabs={tabs}
        chosen={tab || 'summary'}
        onChoose={(id) => setUrl({ tab: id === 'summary' ? '' : id })}
      />
    </>
  );
}

function NodeHeader({ row }: { readonly row: NodeRow }) {
  const t = useTranslations('nodes');
  const actions = useNodeActions();
  const whyNot = useWhyNot({ verb: 'patch', kind: 'Node' });
  const { name } = row;
  return (
    <DetailHeader
      title={name}
      subtitle={row.cause}
      mark={<StatusMark tone={toneOfGroup[row.group]} word={row.status} className="font-medium" />}
    >
      <Button whyNot={whyNot} onClick={() => actions.setCordoned(row, !row.isCordoned)}>
        {row.isCordoned ? <CircleCheck size={14} aria-hidden /> : <Ban size={14} aria-hidden />}
        {t(row.isCordoned ? 'uncordon' : 'cordon')}
      </Button>
      <Button look="danger" whyNot={whyNot} onClick={() => actions.askDrain(row)}>
        <LogOut size={14} aria-hidden />
        {t('drain')}
      </Button>
      <CopyAs
        of={{
          cli: `portolan describe node ${name}`,
          graphql: `{ node(name: ${JSON.stringify(name)}) { manifest pods { nodes { metadata { namespace name } } } } }`,
          sdk: `const node = await portolan.nodes.get({ name: ${JSON.stringify(name)} });`,
        }}
      />
      {actions.dialog}
    </DetailHeader>
  );
}
