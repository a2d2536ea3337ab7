'use client';
import type { Service } from '@portolan/client/generated/kubernetes.ts';
import { Trash2 } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'use-intl';
import { useWhyNot } from '../../actions/use-access.ts';
import { useDelete } from '../../actions/use-delete.tsx';
import { Button } from '../../components/button.tsx';
import { CopyAs } from '../../components/copy-as.tsx';
import { DetailHeader } from '../../components/detail-header.tsx';
import { EventList } from '../../components/event-list.tsx';
import { EmptyState, LiveState, LoadingState } from '../../components/states.tsx';
import { Tabs } from '../../components/tabs.tsx';
import { useManifest } from '../../live/manifests.ts';
import { useLiveRow } from '../../live/use-live.ts';
import { useUrlState } from '../../url-state.ts';
import { PodGrid } from '../pods/pod-grid.tsx';
import { ServiceStatus } from './service-columns.tsx';
import { type ServiceRow, serviceKind } from './service-kind.ts';
import { ServiceSummary } from './service-summary.tsx';
import { podSelectorOf, type ServiceTargets, useServiceTargets } from './use-service-targets.ts';

const YamlEditor = dynamic(
  () => import('../../components/yaml-editor.tsx').then(({ YamlEditor: component }) => component),
  { ssr: false },
);

/** In the drawer beside the list, and as a page. */
export function ServiceDetail({ namespace, name }: { readonly namespace: string; readonly name: string }) {
  const t = useTranslations('states');
  const { row, status } = useLiveRow(serviceKind, { namespace, name });
  const empty = <EmptyState text={t('notFound', { name: `${namespace}/${name}` })} />;
  return (
    <LiveState status={status} isEmpty={!row} empty={empty} onRetry={() => window.location.reload()}>
      {row && <FoundService row={row} />}
    </LiveState>
  );
}

function FoundService({ row }: { readonly row: ServiceRow }) {
  const t = useTranslations('services');
  const [{ tab }, setUrl] = useUrlState();
  const { namespace, uid } = row;
  const { object: service } = useManifest<Service>('Service', row);
  const found = useServiceTargets(row);
  const selector = podSelectorOf(row);
  const tabs = [
    {
      id: 'endpoints',
      label: t('tabs.endpoints'),
      render: () => (service ? <ServiceSummary row={row} service={service} found={found} /> : <LoadingState />),
    },
    {
      id: 'pods',
      label: t('tabs.pods'),
      render: () =>
        selector ? (
          <PodGrid selection={{ namespace, labelSelector: selector }} empty={t('noPods')} />
        ) : (
          <EmptyState text={t('noSelector')} />
        ),
    },
    { id: 'events', label: t('tabs.events'), render: () => <EventList namespace={namespace} uid={uid} /> },
    { id: 'yaml', label: t('tabs.yaml'), render: () => service && <YamlEditor object={service} kind="Service" /> },
  ];
  return (
    <>
      <ServiceHeader row={row} found={found} />
      <Tabs
        label={t('tabs.title')}
        tabs={tabs}
        chosen={tab || 'endpoints'}
        onChoose={(id) => setUrl({ tab: id === 'endpoints' ? '' : id })}
      />
    </>
  );
}

function ServiceHeader({ row, found }: { readonly row: ServiceRow; readonly found: ServiceTargets }) {
  const t = useTranslations('services');
  const deletion = useDelete();
  const { name, namespace, uid, type } = row;
  const whyNot = useWhyNot({ verb: 'delete', kind: 'Service', namespace });
  const given = `namespace: ${JSON.stringify(namespace)}, name: ${JSON.stringify(name)}`;
  return (
    <DetailHeader
      title={name}
      subtitle={`${type} · ${namespace}`}
      mark={<ServiceStatus type={type} count={found.count} className="font-medium" />}
    >
      <Button look="danger" whyNot={whyNot} onClick={() => deletion.ask([{ kind: 'Service', name, namespace, uid }])}>
        <Trash2 size={14} aria-hidden />
        {t('delete')}
      </Button>
      <CopyAs
        of={{
          cli: `portolan describe service ${name} -n ${namespace}`,
          graphql: `{ service(${given}) { manifest nodePorts { urls } endpointSlices { manifest } } }`,
          sdk: `const service = await portolan.services.get({ ${given} });`,
        }}
      />
      {deletion.dialog}
    </DetailHeader>
  );
}
