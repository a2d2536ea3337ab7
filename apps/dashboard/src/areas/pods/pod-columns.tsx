'use client';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { Column } from '../../components/data-grid/column.ts';
import { ageColumn, nameColumn, namespaceColumns } from '../../components/data-grid/common-columns.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { StatusMark } from '../../components/status-mark.tsx';
import { UsageCell } from '../../components/usage.tsx';
import type { PodRow } from './pod-kind.ts';
import { toneOfGroup } from './pod-status.ts';

/** As `kubectl get pods -o wide` has them. */
export function usePodColumns(isOfAllNamespaces: boolean): readonly Column<PodRow>[] {
  const t = useTranslations('pods');
  return useMemo(() => {
    return [...namespaceColumns(isOfAllNamespaces, { header: t('columns.namespace') }), ...columnsWith(t)];
  }, [t, isOfAllNamespaces]);
}

function columnsWith(t: ReturnType<typeof useTranslations<'pods'>>): readonly Column<PodRow>[] {
  return [
    nameColumn({ header: t('columns.name') }),
    {
      id: 'ready',
      header: t('columns.ready'),
      width: '4.5rem',
      render: ({ ready, containers }) => `${ready}/${containers}`,
      sortBy: ({ ready, containers }) => ready / Math.max(1, containers),
      flashOn: ({ ready }) => ready,
    },
    {
      id: 'status',
      header: t('columns.status'),
      width: 'minmax(10.5rem, 1.2fr)',
      render: ({ status, group }) => <StatusMark tone={toneOfGroup[group]} word={status} />,
      sortBy: ({ status }) => status,
      flashOn: ({ status }) => status,
    },
    {
      id: 'restarts',
      header: t('columns.restarts'),
      width: '7rem',
      isNumeric: true,
      isNamedOnCards: true,
      render: (row) => <Restarts row={row} />,
      sortBy: ({ restarts }) => restarts,
      flashOn: ({ restarts }) => restarts,
    },
    {
      id: 'node',
      header: t('columns.node'),
      width: 'minmax(6rem, 1fr)',
      render: ({ node }) => node || '–',
      sortBy: ({ node }) => node,
      flashOn: ({ node }) => node,
      isHiddenOnCards: true,
    },
    {
      id: 'ip',
      header: t('columns.ip'),
      width: 'minmax(7rem, 1fr)',
      render: ({ ip }) => <span className="font-mono text-sm">{ip || '–'}</span>,
      sortBy: ({ ip }) => ip,
      isHiddenOnCards: true,
      isOptional: true,
    },
    usageColumn('cpu', t('columns.cpu')),
    usageColumn('memory', t('columns.memory')),
    ageColumn({ header: t('columns.age') }),
  ];
}

/** Measured for the rows in sight alone, so no list can be ordered by it. */
function usageColumn(resource: 'cpu' | 'memory', header: string): Column<PodRow> {
  return {
    id: resource,
    header,
    width: '7.5rem',
    isNumeric: true,
    render: ({ namespace, name, group }) =>
      group !== 'failed' && group !== 'succeeded' ? (
        <UsageCell kind="pods" of={`${namespace}/${name}`} resource={resource} />
      ) : (
        <span className="text-muted">–</span>
      ),
    isHiddenOnCards: true,
  };
}

function Restarts({ row: { restarts, lastRestartAt } }: { readonly row: PodRow }) {
  return (
    <>
      {restarts}
      {lastRestartAt && (
        <span className="text-muted">
          {' '}
          (<RelativeTime time={lastRestartAt} />)
        </span>
      )}
    </>
  );
}
