'use client';
import type { ApiObject } from '@portolan/client/objects.ts';
import { Trash2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'use-intl';
import { useWhyNot } from '../../actions/use-access.ts';
import { useDelete } from '../../actions/use-delete.tsx';
import { Button } from '../../components/button.tsx';
import { CopyAs } from '../../components/copy-as.tsx';
import { DetailHeader, Facts, Section } from '../../components/detail-header.tsx';
import { EventList } from '../../components/event-list.tsx';
import { Labels } from '../../components/labels.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { EmptyState, LiveState } from '../../components/states.tsx';
import { StatusMark } from '../../components/status-mark.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { useManifest } from '../../live/manifests.ts';
import { useUrlState } from '../../url-state.ts';
import { Blockers } from './blockers.tsx';
import { Entries } from './entries.tsx';
import { type ObjectKind, objectKindOf } from './object-kinds.ts';

export interface ObjectDetailProps {
  readonly kindId: string;
  readonly namespace: string;
  readonly name: string;
}

/** In the drawer beside the list, and as a page. */
export function ObjectDetail({ kindId, namespace, name }: ObjectDetailProps) {
  const t = useTranslations('states');
  const kind = objectKindOf(kindId);
  if (!kind) return <EmptyState text={t('notFound', { name: `${kindId}/${name}` })} />;
  return <KnownObject kind={kind} namespace={namespace} name={name} />;
}

function KnownObject({ kind, namespace, name }: { kind: ObjectKind; namespace: string; name: string }) {
  const t = useTranslations('states');
  const { object, status } = useManifest<ApiObject>(kind.kind, { namespace, name });
  const empty = <EmptyState text={t('notFound', { name: namespace ? `${namespace}/${name}` : name })} />;
  return (
    <LiveState status={status} isEmpty={!object} empty={empty} onRetry={() => window.location.reload()}>
      {object && <FoundObject kind={kind} object={object} />}
    </LiveState>
  );
}

const YamlEditor = dynamic(
  () => import('../../components/yaml-editor.tsx').then(({ YamlEditor: component }) => component),
  { ssr: false },
);

function FoundObject({ kind, object }: { readonly kind: ObjectKind; readonly object: ApiObject }) {
  const t = useTranslations('objects');
  const [{ tab }, setUrl] = useUrlState();
  const { uid = '', namespace = '' } = object.metadata;
  const tabs = [
    { id: 'summary', label: t('tabs.summary'), render: () => <Summary kind={kind} object={object} /> },
    // Events of cluster-scoped objects lie in the namespace "default".
    { id: 'events', label: t('tabs.events'), render: () => <EventList namespace={namespace || 'default'} uid={uid} /> },
    { id: 'yaml', label: t('tabs.yaml'), render: () => <YamlEditor object={object} kind={kind.kind} /> },
  ];
  return (
    <>
      <ObjectHeader kind={kind} object={object} />
      <Tabs
        label={t('tabs.title')}
        tabs={tabs}
        chosen={tab || 'summary'}
        onChoose={(id) => setUrl({ tab: id === 'summary' ? '' : id })}
      />
    </>
  );
}

function ObjectHeader({ kind, object }: { readonly kind: ObjectKind; readonly object: ApiObject }) {
  const t = useTranslations('objects');
  const deletion = useDelete();
  const { name, namespace = '', uid = '' } = object.metadata;
  const whyNot = useWhyNot({ verb: 'delete', kind: kind.kind, ...(namespace && { namespace }) });
  const inNamespace = namespace ? `namespace: ${JSON.stringify(namespace)}, ` : '';
  return (
    <DetailHeader
      title={name ?? ''}
      subtitle={[kind.kind.split('.')[0], namespace].filter(Boolean).join(' · ')}
      mark={object.metadata.deletionTimestamp && <StatusMark tone="muted" word="Terminating" />}
    >
      <Button
        look="danger"
        whyNot={whyNot}
        onClick={() => deletion.ask([{ kind: kind.kind, name: name ?? '', namespace, uid }])}
      >
        <Trash2 size={14} aria-hidden />
        {t('delete')}
      </Button>
      <CopyAs
        of={{
          cli: `portolan get ${kind.id} ${name}${namespace ? ` -n ${namespace}` : ''} -o yaml`,
          graphql: `{ object(kind: ${JSON.stringify(kind.kind)}, ${inNamespace}name: ${JSON.stringify(name)}) { manifest } }`,
          sdk: `const object = await portolan.of(${JSON.stringify(kind.kind)}).get({ ${inNamespace}name: ${JSON.stringify(name)} });`,
        }}
      />
      {deletion.dialog}
    </DetailHeader>
  );
}

function Summary({ kind, object }: { readonly kind: ObjectKind; readonly object: ApiObject }) {
  const t = useTranslations('objects');
  const { creationTimestamp = '', deletionTimestamp, labels = {}, resourceVersion } = object.metadata;
  return (
    <div>
      <div className="p-3">
        <Facts
          facts={[
            [t('facts.created'), <RelativeTime key="created" time={creationTimestamp} />],
            [t('facts.revision'), resourceVersion],
            [t('facts.labels'), <Labels key="labels" labels={labels} />],
          ]}
        />
      </div>
      {deletionTimestamp && (
        <Section title={t('blockers.title')}>
          <Blockers kind={kind.kind} object={object} />
        </Section>
      )}
      <Entries kind={kind.kind} object={object} />
    </div>
  );
}
