'use client';
// The change sets of the cluster, the newest first: who changed what, why and from where.
import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../components/button.tsx';
import { DetailHeader } from '../../components/detail-header.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { EmptyState, ErrorState, LoadingState } from '../../components/states.tsx';
import { Table, type TableColumn } from '../../components/table.tsx';
import { usePolled } from '../../live/use-polled.ts';
import { useUrlState } from '../../url-state.ts';
import { type ChangeSet, changesDocument, isByPerson, subjectText } from './change-sets.ts';

const shownAtMost = 200;

export function ActivityPage() {
  const t = useTranslations('activity');
  const [isOfAll, setOfAll] = useState(false);
  const columns = useColumns();
  const { data, error, ask } = usePolled<{ changes: { nodes: readonly ChangeSet[] } | null }, { first: number }>(
    changesDocument,
    { variables: { first: 1_000 }, everyMs: 3_000 },
  );
  const rows = useMemo(
    () =>
      [...(data?.changes?.nodes ?? [])]
        .filter((set) => isOfAll || isByPerson(set))
        .sort((a, b) => Number(b.revision) - Number(a.revision))
        .slice(0, shownAtMost),
    [data, isOfAll],
  );
  if (error && !data) return <ErrorState error={{ message: error.message }} onRetry={() => ask()} />;
  if (!data) return <LoadingState />;
  return (
    <div className="flex min-h-0 grow flex-col overflow-auto">
      <DetailHeader title={t('title')}>
        <Button aria-pressed={isOfAll} onClick={() => setOfAll(!isOfAll)}>
          {t(isOfAll ? 'people' : 'all')}
        </Button>
      </DetailHeader>
      {rows.length === 0 ? (
        <EmptyState text={t('none')} />
      ) : (
        <Table label={t('title')} columns={columns} rows={rows} keyOf={({ revision }) => revision} />
      )}
    </div>
  );
}

function useColumns(): readonly TableColumn<ChangeSet>[] {
  const t = useTranslations('activity');
  const [, setUrl] = useUrlState();
  return [
    { id: 'at', header: t('at'), render: ({ at }) => <RelativeTime time={at} /> },
    { id: 'actor', header: t('actor'), render: ({ actor }) => actor },
    { id: 'verb', header: t('verb'), render: ({ verb }) => verb },
    {
      id: 'objects',
      header: t('objects'),
      render: ({ changes }) => (
        <ul>
          {changes.slice(0, 5).map((change) => (
            <li key={subjectText(change)} className="font-mono text-sm break-all">
              {change.type.toLowerCase()} {subjectText(change)}
            </li>
          ))}
          {changes.length > 5 && <li className="text-muted">{t('others', { count: changes.length - 5 })}</li>}
        </ul>
      ),
    },
    { id: 'reason', header: t('reason'), render: ({ reason }) => reason ?? '–' },
    {
      id: 'revision',
      header: t('revision'),
      render: ({ revision }) => (
        <Button look="quiet" title={t('look')} onClick={() => setUrl({ at: revision }, 'push')}>
          {revision}
        </Button>
      ),
    },
  ];
}
