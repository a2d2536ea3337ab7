'use client';
// The scheduler's queue, and the pods that wait in it with the reason of each.
import Link from 'next/link';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { DetailHeader, Facts, Section } from '../../components/detail-header.tsx';
import { FailureState, failureOf, LiveState, LoadingState } from '../../components/states.tsx';
import { StatusMark } from '../../components/status-mark.tsx';
import { Table } from '../../components/table.tsx';
import { useLiveList } from '../../live/use-live.ts';
import { usePolled } from '../../live/use-polled.ts';
import { useKeepingHref } from '../../url-state.ts';
import { type PodDetailRow, podDetailKind } from '../pods/pod-kind.ts';
import { type SchedulerState, schedulerDocument } from './controllers-query.ts';
import { NowOnly } from './now-only.tsx';

export function SchedulerPage() {
  const t = useTranslations('controllers.scheduler');
  const { data, error, ask } = usePolled<{ scheduler: SchedulerState | null }, Record<string, never>>(
    schedulerDocument,
    { variables: {}, everyMs: 1_000 },
  );
  const failure = failureOf({ data, error });
  if (failure) return <FailureState error={failure} onRetry={() => ask()} />;
  if (!data) return <LoadingState />;
  const { leader, queue, bound, failedBindings, unschedulableAttempts, nodes, classes } = data.scheduler ?? {};
  return (
    <div className="flex min-h-0 grow flex-col overflow-auto">
      <DetailHeader
        title={t('title')}
        mark={<StatusMark tone={leader ? 'ok' : 'muted'} word={t(leader ? 'leading' : 'standby')} />}
      />
      <NowOnly />
      <div className="px-3 pb-3">
        <Facts
          facts={[
            [t('active'), queue?.active ?? '–'],
            [t('backoff'), queue?.backoff ?? '–'],
            [t('unschedulable'), queue?.unschedulable ?? '–'],
            [t('bound'), bound ?? '–'],
            [t('failed'), failedBindings ?? '–'],
            [t('attempts'), unschedulableAttempts ?? '–'],
            [t('nodes'), nodes ?? '–'],
            [t('classes'), classes ?? '–'],
          ]}
        />
      </div>
      <Section title={t('pending')}>
        <PendingPods />
      </Section>
    </div>
  );
}

const unplaced = { fieldSelector: 'spec.nodeName=' };
const view = {
  matches: ({ node, group }: PodDetailRow) => node === '' && group !== 'terminating',
  compare: (a: PodDetailRow, b: PodDetailRow) => (a.createdAt < b.createdAt ? -1 : a.createdAt > b.createdAt ? 1 : 0),
};
const shownAtMost = 200;

function PendingPods() {
  const t = useTranslations('controllers.scheduler');
  const href = useKeepingHref();
  const { rows, status, collection } = useLiveList(podDetailKind, view, unplaced);
  const columns = useMemo(
    () => [
      {
        id: 'pod',
        header: t('pod'),
        render: ({ namespace, name }: PodDetailRow) => (
          <Link href={href(`/pods/${namespace}/${name}`)} className="text-accent hover:underline">
            {namespace}/{name}
          </Link>
        ),
      },
      { id: 'why', header: t('why'), render: ({ cause }: PodDetailRow) => cause?.message ?? t('queued') },
    ],
    [t, href],
  );
  return (
    <LiveState
      status={status}
      isEmpty={rows.length === 0}
      empty={<p className="text-muted">{t('none')}</p>}
      onRetry={() => collection.retry()}
    >
      <Table label={t('pending')} columns={columns} rows={rows.slice(0, shownAtMost)} keyOf={({ key }) => key} />
    </LiveState>
  );
}
