'use client';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { bytesText, coresText, percent } from '../../components/amounts.ts';
import type { Column } from '../../components/data-grid/column.ts';
import { Meter } from '../../components/meter.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { StatusMark } from '../../components/status-mark.tsx';
import { type NodeRow, toneOfGroup } from './node-kind.ts';
import { type NodeLoad, noLoad } from './node-load.ts';

type Translate = ReturnType<typeof useTranslations<'nodes'>>;
type Loads = ReadonlyMap<string, NodeLoad>;

export function useNodeColumns(loads: Loads): readonly Column<NodeRow>[] {
  const t = useTranslations('nodes');
  return useMemo(() => columnsWith(t, loads), [t, loads]);
}

function columnsWith(t: Translate, loads: Loads): readonly Column<NodeRow>[] {
  return [
    {
      id: 'name',
      header: t('columns.name'),
      width: 'minmax(9rem, 2fr)',
      isTitle: true,
      render: ({ name }) => <span className="font-medium">{name}</span>,
      sortBy: ({ name }) => name,
    },
    {
      id: 'status',
      header: t('columns.status'),
      width: 'minmax(8rem, 1.2fr)',
      render: ({ status, group }) => <StatusMark tone={toneOfGroup[group]} word={status} />,
      sortBy: ({ status }) => status,
      flashOn: ({ status }) => status,
    },
    ...loadColumns(t, loads),
    {
      id: 'version',
      header: t('columns.version'),
      width: 'minmax(8rem, 1fr)',
      render: ({ version }) => version,
      sortBy: ({ version }) => version,
      isHiddenOnCards: true,
    },
    {
      id: 'age',
      header: t('columns.age'),
      width: '5rem',
      isNumeric: true,
      render: ({ createdAt }) => <RelativeTime time={createdAt} />,
      sortBy: ({ createdAt }) => -Date.parse(createdAt),
    },
  ];
}

/** What the pods of a node have asked for, of what it has. */
function loadColumns(t: Translate, loads: Loads): readonly Column<NodeRow>[] {
  const loadOf = ({ name }: NodeRow) => loads.get(name) ?? noLoad;
  return [
    {
      id: 'pods',
      header: t('columns.pods'),
      width: 'minmax(7rem, 1fr)',
      render: (row) => (
        <Meter
          label={t('columns.pods')}
          text={`${loadOf(row).pods}/${row.podSlots}`}
          percent={percent(loadOf(row).pods, row.podSlots)}
        />
      ),
      sortBy: (row) => loadOf(row).pods,
    },
    {
      id: 'cpu',
      header: t('columns.cpu'),
      width: 'minmax(9rem, 1.2fr)',
      render: (row) => (
        <Meter
          label={t('columns.cpu')}
          text={`${coresText(loadOf(row).cpu)}/${coresText(row.cpu)}`}
          percent={percent(loadOf(row).cpu, row.cpu)}
        />
      ),
      sortBy: (row) => percent(loadOf(row).cpu, row.cpu),
    },
    {
      id: 'memory',
      header: t('columns.memory'),
      width: 'minmax(9rem, 1.2fr)',
      render: (row) => (
        <Meter
          label={t('columns.memory')}
          text={`${bytesText(loadOf(row).memory)}/${bytesText(row.memory)}`}
          percent={percent(loadOf(row).memory, row.memory)}
        />
      ),
      sortBy: (row) => percent(loadOf(row).memory, row.memory),
      isHiddenOnCards: true,
    },
  ];
}
