'use client';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { Column } from '../../components/data-grid/column.ts';
import { ageColumn, nameColumn, namespaceColumns } from '../../components/data-grid/common-columns.tsx';
import { StatusMark } from '../../components/status-mark.tsx';
import { toneOfState, type WorkloadRow } from './workload-kind.ts';

type Translate = ReturnType<typeof useTranslations<'workloads'>>;

export function useWorkloadColumns(isOfAllNamespaces: boolean): readonly Column<WorkloadRow>[] {
  const t = useTranslations('workloads');
  return useMemo(() => {
    return [
      ...namespaceColumns(isOfAllNamespaces, { header: t('columns.namespace') }),
      ...identity(t),
      ...counts(t),
      ...rest(t),
    ];
  }, [t, isOfAllNamespaces]);
}

/** `Rolling 6/10`, `Stuck`. */
export function WorkloadStatus({ row, className }: { readonly row: WorkloadRow; readonly className?: string }) {
  const t = useTranslations('workloads');
  return <StatusMark tone={toneOfState[row.state]} word={statusText(t, row)} {...(className && { className })} />;
}

function statusText(t: Translate, row: WorkloadRow): string {
  const word = t(`states.${row.state}`);
  return row.state === 'rolling' || row.state === 'stuck' ? `${word} ${row.done}/${row.desired}` : word;
}

function identity(t: Translate): readonly Column<WorkloadRow>[] {
  return [
    nameColumn({ header: t('columns.name') }),
    {
      id: 'kind',
      header: t('columns.kind'),
      width: '7rem',
      render: ({ kind }) => kind,
      sortBy: ({ kind }) => kind,
    },
    {
      id: 'status',
      header: t('columns.status'),
      width: 'minmax(9rem, 1.2fr)',
      render: (row) => <WorkloadStatus row={row} />,
      sortBy: ({ state }) => state,
      flashOn: (row) => statusText(t, row),
    },
  ];
}

function counts(t: Translate): readonly Column<WorkloadRow>[] {
  return [
    {
      id: 'ready',
      header: t('columns.ready'),
      width: '4.5rem',
      isNumeric: true,
      render: ({ ready, desired }) => `${ready}/${desired}`,
      sortBy: ({ ready, desired }) => ready / Math.max(1, desired),
      flashOn: ({ ready }) => ready,
    },
    {
      id: 'updated',
      header: t('columns.updated'),
      width: '6.5rem',
      isNumeric: true,
      render: ({ updated }) => updated,
      sortBy: ({ updated }) => updated,
      flashOn: ({ updated }) => updated,
      isHiddenOnCards: true,
    },
    {
      id: 'available',
      header: t('columns.available'),
      width: '6rem',
      isNumeric: true,
      render: ({ available }) => available,
      sortBy: ({ available }) => available,
      flashOn: ({ available }) => available,
      isHiddenOnCards: true,
    },
  ];
}

function rest(t: Translate): readonly Column<WorkloadRow>[] {
  return [
    {
      id: 'images',
      header: t('columns.images'),
      width: 'minmax(8rem, 2fr)',
      render: ({ images }) => (
        <span className="font-mono text-sm" title={images.join(', ')}>
          {images.join(', ')}
        </span>
      ),
      sortBy: ({ images }) => images.join(),
      flashOn: ({ images }) => images.join(),
      isHiddenOnCards: true,
    },
    ageColumn({ header: t('columns.age') }),
  ];
}
