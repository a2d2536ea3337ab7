'use client';
// The endpoints as a table: the same as the graph.
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { StatusMark } from '../../components/status-mark.tsx';
import { Table, type TableColumn } from '../../components/table.tsx';
import { useKeepingHref } from '../../url-state.ts';
import { toneOfTarget } from './endpoint-graph.tsx';
import type { Target } from './targets.ts';

export function EndpointTable({
  namespace,
  targets,
}: {
  readonly namespace: string;
  readonly targets: readonly Target[];
}) {
  const t = useTranslations('services');
  const href = useKeepingHref();
  const columns: readonly TableColumn<Target>[] = [
    {
      id: 'pod',
      header: t('table.pod'),
      render: ({ pod }) =>
        pod ? (
          <Link href={href(`/pods/${namespace}/${pod}`)} className="text-accent hover:underline">
            {pod}
          </Link>
        ) : (
          '–'
        ),
    },
    {
      id: 'state',
      header: t('table.state'),
      render: ({ state, reason }) => (
        <StatusMark
          tone={toneOfTarget[state]}
          word={reason ? `${t(`targets.${state}`)}: ${reason}` : t(`targets.${state}`)}
        />
      ),
    },
    {
      id: 'address',
      header: t('table.address'),
      render: ({ address }) => <span className="font-mono text-sm">{address || '–'}</span>,
    },
    { id: 'node', header: t('table.node'), render: ({ node }) => node || '–' },
  ];
  return <Table label={t('endpoints')} columns={columns} rows={targets} keyOf={({ key }) => key} />;
}
