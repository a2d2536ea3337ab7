'use client';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { Column } from '../../components/data-grid/column.ts';
import { ageColumn, nameColumn, namespaceColumns } from '../../components/data-grid/common-columns.tsx';
import { StatusMark } from '../../components/status-mark.tsx';
import { type EndpointCount, noEndpoints, stateOf, toneOfState } from './endpoint-kind.ts';
import { portText, type ServiceRow } from './service-kind.ts';

type Translate = ReturnType<typeof useTranslations<'services'>>;
type Counts = ReadonlyMap<string, EndpointCount>;

export function useServiceColumns(isOfAllNamespaces: boolean, counts: Counts): readonly Column<ServiceRow>[] {
  const t = useTranslations('services');
  return useMemo(() => {
    return [
      ...namespaceColumns(isOfAllNamespaces, { header: t('columns.namespace') }),
      ...identity(t, counts),
      ...reach(t),
    ];
  }, [t, isOfAllNamespaces, counts]);
}

export function countOf(counts: Counts, { namespace, name }: Pick<ServiceRow, 'namespace' | 'name'>): EndpointCount {
  return counts.get(`${namespace}/${name}`) ?? noEndpoints;
}

export function ServiceStatus({
  type,
  count,
  className,
}: {
  readonly type: string;
  readonly count: EndpointCount;
  readonly className?: string;
}) {
  const t = useTranslations('services');
  const state = stateOf(type, count);
  const word = state === 'external' ? t('states.external') : t('endpointsReady', { ...count });
  return <StatusMark tone={toneOfState[state]} word={word} {...(className && { className })} />;
}

function identity(t: Translate, counts: Counts): readonly Column<ServiceRow>[] {
  return [
    nameColumn({ header: t('columns.name'), width: 'minmax(10rem, 2fr)' }),
    {
      id: 'type',
      header: t('columns.type'),
      width: '8rem',
      render: ({ type }) => type,
      sortBy: ({ type }) => type,
    },
    {
      id: 'endpoints',
      header: t('columns.endpoints'),
      width: 'minmax(8rem, 1.2fr)',
      render: (row) => <ServiceStatus type={row.type} count={countOf(counts, row)} />,
      sortBy: (row) => countOf(counts, row).ready,
      flashOn: (row) => `${countOf(counts, row).ready}/${countOf(counts, row).all}`,
    },
  ];
}

function reach(t: Translate): readonly Column<ServiceRow>[] {
  return [
    {
      id: 'ip',
      header: t('columns.ip'),
      width: 'minmax(7rem, 1fr)',
      render: ({ clusterIP }) => <span className="font-mono text-sm">{clusterIP || '–'}</span>,
      sortBy: ({ clusterIP }) => clusterIP,
      isHiddenOnCards: true,
    },
    {
      id: 'external',
      header: t('columns.external'),
      width: 'minmax(6rem, 1fr)',
      render: ({ external }) => <span className="font-mono text-sm">{external.join(', ') || '–'}</span>,
      sortBy: ({ external }) => external.join(),
      isHiddenOnCards: true,
    },
    {
      id: 'ports',
      header: t('columns.ports'),
      width: 'minmax(8rem, 1.5fr)',
      render: ({ ports }) => <span className="font-mono text-sm">{ports.map(portText).join(', ') || '–'}</span>,
      sortBy: ({ ports }) => ports[0]?.port ?? 0,
    },
    ageColumn({ header: t('columns.age') }),
  ];
}
