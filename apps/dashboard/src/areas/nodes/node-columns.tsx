'use client';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { bytesText, coresText, percent } from '../../components/amounts.ts';
import type { Column } from '../../components/data-grid/column.ts';
import { ageColumn, nameColumn } from '../../components/data-grid/common-columns.tsx';
import { Meter } from '../../components/meter.tsx';
import { StatusMark } from '../../components/status-mark.tsx';
import { type NodeRow, toneOfGroup } from './node-kind.ts';
import type { NodeLoad, NodeLoads } from './node-load.ts';
import { useLoadOf } from './use-node-loads.ts';

type Translate = ReturnType<typeof useTranslations<'nodes'>>;
/** `order` changes when rows shall be ordered anew by loads that have changed. */
export function useNodeColumns(loads: NodeLoads, order: number): readonly Column<NodeRow>[] {
  const t = useTranslations('nodes');
  return useMemo(() => {
    void order;
    return columnsWith(t, loads);
  }, [t, loads, order]);
}

function columnsWith(t: Translate, loads: NodeLoads): readonly Column<NodeRow>[] {
  return [
    nameColumn({ header: t('columns.name'), width: 'minmax(9rem, 2fr)' }),
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
    ageColumn({ header: t('columns.age') }),
  ];
}

/** The columns that are ordered by loads. */
export const loadColumnIds: ReadonlySet<string> = new Set(['pods', 'cpu', 'memory']);

/** What the pods of a node have asked for, of what it has. */
function loadColumns(t: Translate, loads: NodeLoads): readonly Column<NodeRow>[] {
  return [
    {
      id: 'pods',
      header: t('columns.pods'),
      width: 'minmax(7rem, 1fr)',
      render: ({ name, podSlots }) => (
        <LoadMeter label={t('columns.pods')} node={name} loads={loads} part={({ pods }) => pods} whole={podSlots} />
      ),
      sortBy: ({ name }) => loads.of(name).pods,
    },
    {
      id: 'cpu',
      header: t('columns.cpu'),
      width: 'minmax(9rem, 1.2fr)',
      render: ({ name, cpu }) => (
        <LoadMeter
          label={t('columns.cpu')}
          node={name}
          loads={loads}
          part={(load) => load.cpu}
          whole={cpu}
          text={coresText}
        />
      ),
      sortBy: ({ name, cpu }) => percent(loads.of(name).cpu, cpu),
    },
    {
      id: 'memory',
      header: t('columns.memory'),
      width: 'minmax(9rem, 1.2fr)',
      render: ({ name, memory }) => (
        <LoadMeter
          label={t('columns.memory')}
          node={name}
          loads={loads}
          part={(load) => load.memory}
          whole={memory}
          text={bytesText}
        />
      ),
      sortBy: ({ name, memory }) => percent(loads.of(name).memory, memory),
      isHiddenOnCards: true,
    },
  ];
}

interface LoadMeterProps {
  readonly label: string;
  readonly node: string;
  readonly loads: NodeLoads;
  part(load: NodeLoad): number;
  readonly whole: number;
  text?(amount: number): string;
}

function LoadMeter({ label, node, loads, part, whole, text = String }: LoadMeterProps) {
  const used = part(useLoadOf(loads, node));
  return <Meter label={label} text={`${text(used)}/${text(whole)}`} percent={percent(used, whole)} />;
}
