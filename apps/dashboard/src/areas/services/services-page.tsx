'use client';
import dynamic from 'next/dynamic';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { CopyForms } from '../../components/copy-as.tsx';
import { Drawer } from '../../components/drawer.tsx';
import { type Groups, ListPage } from '../../components/list-page.tsx';
import { EmptyState } from '../../components/states.tsx';
import type { FilterFields } from '../../filter/filter.ts';
import { useKeepingHref, useUrlState } from '../../url-state.ts';
import { type EndpointCount, type ServiceState, stateOf, toneOfState } from './endpoint-kind.ts';
import { countOf, useServiceColumns } from './service-columns.tsx';
import { portText, type ServiceRow, serviceKind } from './service-kind.ts';
import { useEndpointCounts } from './use-endpoint-counts.ts';

const ServiceDetail = dynamic(() => import('./service-detail.tsx').then(({ ServiceDetail: component }) => component), {
  ssr: false,
});

export function ServicesPage() {
  const t = useTranslations('services');
  const [url, setUrl] = useUrlState();
  const counts = useEndpointCounts();
  const columns = useServiceColumns(url.ns === '', counts);
  const filterFields = useMemo(() => fieldsWith(counts), [counts]);
  const groups = useGroups(counts);
  return (
    <ListPage
      title={t('title')}
      kind={serviceKind}
      columns={columns}
      defaultSort="name"
      filterFields={filterFields}
      filterExample="status:down type:nodeport port:443 app=web -ns:kube-system"
      groups={groups}
      empty={
        <EmptyState
          text={t(url.q ? 'noMatch' : 'empty')}
          {...(!url.q && { command: 'portolan expose deployment web --port=80' })}
        />
      }
      copy={copyFormsOfServices(url)}
      openKeyOf={({ namespace, name }) => `${namespace}/${name}`}
      drawer={<ServiceDrawer of={url.open} onClose={() => setUrl({ open: '', tab: '', view: '' })} />}
    />
  );
}

function fieldsWith(counts: ReadonlyMap<string, EndpointCount>): FilterFields<ServiceRow> {
  return {
    status: (row) => stateOf(row.type, countOf(counts, row)),
    type: ({ type }) => type,
    ip: ({ clusterIP }) => clusterIP,
    port: ({ ports }) => ports.map(portText).join(' '),
    ready: (row) => countOf(counts, row).ready,
  };
}

function copyFormsOfServices({ ns, at }: { readonly ns: string; readonly at: string }): CopyForms {
  const given = [ns && `namespace: ${JSON.stringify(ns)}`, at && `at: ${JSON.stringify(at)}`]
    .filter(Boolean)
    .join(', ');
  return {
    cli: `portolan${at ? ` at ${at}` : ''} get services ${ns ? `-n ${ns}` : '-A'} -o wide`,
    graphql: `{ services${given && `(${given})`} { nodes { metadata { namespace name } spec { type clusterIP } } } }`,
    sdk: `const { items } = await portolan.services.list(${given && `{ ${given} }`});`,
  };
}

function ServiceDrawer({ of, onClose }: { readonly of: string; onClose(): void }) {
  const t = useTranslations('services');
  const href = useKeepingHref();
  const [{ tab, view }] = useUrlState();
  const [namespace = '', name = ''] = of.split('/');
  return (
    <Drawer title={`${t('title')}: ${name}`} href={href(`/services/${of}`, { tab, view })} onClose={onClose}>
      <ServiceDetail key={of} namespace={namespace} name={name} />
    </Drawer>
  );
}

const states: readonly ServiceState[] = ['ready', 'degraded', 'down', 'external'];

function useGroups(counts: ReadonlyMap<string, EndpointCount>): Groups<ServiceRow> {
  const t = useTranslations('services');
  return useMemo(
    () => ({
      field: 'status',
      all: states.map((value) => ({ value, label: t(`states.${value}`), tone: toneOfState[value] })),
      of: (row) => stateOf(row.type, countOf(counts, row)),
    }),
    [t, counts],
  );
}
