'use client';
// The change sets of the cluster, the newest first: who changed what, why and from where.
import { useMemo, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '../../components/button.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { EmptyState, FailureState, failureOf, LoadingState } from '../../components/states.tsx';
import { Table, type TableColumn } from '../../components/table.tsx';
import { usePolled } from '../../live/use-polled.ts';
import { useUrlState } from '../../url-state.ts';
import {
  type ChangeSet,
  type ChangesAnswer,
  type ChangesVariables,
  changesDocument,
  changesUntil,
  changesVariables,
  isByPerson,
  mergeRuns,
  subjectText,
} from './change-sets.ts';

const shownAtMost = 200;

export function ActivityPage() {
  const t = useTranslations('activity');
  const [isOfAll, setOfAll] = useState(false);
  const [{ at: moment }] = useUrlState();
  const columns = useColumns();
  const { data, error, ask } = usePolled<ChangesAnswer, ChangesVariables>(changesDocument, {
    variables: changesVariables(1_000, moment),
    everyMs: 3_000,
  });
  const rows = useMemo(
    () =>
      mergeRuns(changesUntil(data?.changes?.nodes ?? [], moment).filter((set) => isOfAll || isByPerson(set))).slice(
        0,
        shownAtMost,
      ),
    [data, isOfAll, moment],
  );
  const failure = failureOf({ data, error });
  if (failure) return <FailureState error={failure} onRetry={() => ask()} />;
  if (!data) return <LoadingState />;
  return (
    <div className="flex min-h-0 grow flex-col overflow-auto">
      <div className="flex flex-wrap items-center justify-between gap-3 p-2">
        <h1 className="px-1 text-lg font-semibold">{t('title')}</h1>
        <Button aria-pressed={isOfAll} onClick={() => setOfAll(!isOfAll)}>
          {t('all')}
        </Button>
      </div>
      {rows.length === 0 ? (
        <EmptyState text={t(moment ? 'noneThen' : 'none')} />
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
        <ul className="min-w-56">
          {changes.slice(0, 5).map((change) => (
            <li key={`${change.type} ${subjectText(change)}`} className="font-mono text-sm wrap-anywhere">
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
        <button
          type="button"
          title={t('look')}
          onClick={() => setUrl({ at: revision }, 'push')}
          className="-my-0.5 min-h-6 min-w-6 text-left text-accent tabular-nums hover:underline"
        >
          {revision}
        </button>
      ),
    },
  ];
}
