'use client';
// Every control loop with its queue: what waits, what failed, what it did last.
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { CopyAs } from '../../components/copy-as.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { EmptyState, FailureState, failureOf, LoadingState } from '../../components/states.tsx';
import { StatusMark } from '../../components/status-mark.tsx';
import { Table, type TableColumn } from '../../components/table.tsx';
import { usePolled } from '../../live/use-polled.ts';
import { useKeepingHref } from '../../url-state.ts';
import { type ControllerState, controllersDocument } from './controllers-query.ts';
import { NowOnly } from './now-only.tsx';

interface Answer {
  readonly controllers: readonly ControllerState[] | null;
}

export function ControllersPage() {
  const t = useTranslations('controllers');
  const columns = useColumns();
  const { data, error, ask } = usePolled<Answer, Record<string, never>>(controllersDocument, {
    variables: {},
    everyMs: 1_000,
  });
  const failure = failureOf({ data, error });
  if (failure) return <FailureState error={failure} onRetry={() => ask()} />;
  if (!data) return <LoadingState />;
  const rows = data.controllers ?? [];
  if (rows.length === 0) return <EmptyState text={t('empty')} command="portolan controller-manager --help" />;
  return (
    <div className="flex min-h-0 grow flex-col overflow-auto">
      <div className="flex items-center justify-between gap-3 border-b p-2">
        <h1 className="px-1 text-lg font-semibold">{t('title')}</h1>
        <CopyAs
          of={{
            graphql: '{ controllers { name queueDepth retries lastError reconciles { key result durationSeconds } } }',
          }}
        />
      </div>
      <NowOnly />
      <Table label={t('title')} columns={columns} rows={rows} keyOf={({ name }) => name} />
    </div>
  );
}

function useColumns(): readonly TableColumn<ControllerState>[] {
  const t = useTranslations('controllers');
  const href = useKeepingHref();
  return [
    {
      id: 'name',
      header: t('columns.name'),
      render: ({ name }) => (
        <Link href={href(`/controllers/${name}`)} className="font-medium text-accent hover:underline">
          {name}
        </Link>
      ),
    },
    { id: 'leader', header: t('columns.leader'), render: (row) => <ControllerMark of={row} /> },
    { id: 'depth', header: t('columns.depth'), isNumeric: true, render: ({ queueDepth }) => queueDepth },
    {
      id: 'oldest',
      header: t('columns.oldest'),
      isNumeric: true,
      render: ({ oldestSeconds }) => (oldestSeconds > 0 ? `${oldestSeconds.toFixed(1)} s` : '–'),
    },
    {
      id: 'inFlight',
      header: t('columns.inFlight'),
      isNumeric: true,
      render: ({ inFlight, concurrency }) => `${inFlight}/${concurrency}`,
    },
    { id: 'delayed', header: t('columns.delayed'), isNumeric: true, render: ({ delayed }) => delayed },
    { id: 'retries', header: t('columns.retries'), isNumeric: true, render: ({ retries }) => retries },
    {
      id: 'last',
      header: t('columns.last'),
      render: ({ lastReconcileAt }) => (lastReconcileAt ? <RelativeTime time={lastReconcileAt} /> : '–'),
    },
    {
      id: 'error',
      header: t('columns.error'),
      render: ({ lastError, lastErrorKey, lastErrorAt }) =>
        lastError ? (
          <span className="break-words">
            <span className="font-mono text-sm">{lastErrorKey}</span> {lastError}{' '}
            <span className="text-muted">{lastErrorAt && <RelativeTime time={lastErrorAt} />}</span>
          </span>
        ) : (
          '–'
        ),
    },
  ];
}

export function ControllerMark({ of: { leader, inFlight, queueDepth } }: { readonly of: ControllerState }) {
  const t = useTranslations('controllers.states');
  if (!leader) return <StatusMark tone="muted" word={t('standby')} />;
  return <StatusMark tone={inFlight + queueDepth > 0 ? 'info' : 'ok'} word={t(inFlight > 0 ? 'working' : 'idle')} />;
}
