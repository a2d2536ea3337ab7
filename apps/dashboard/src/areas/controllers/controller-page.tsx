'use client';
import { useTranslations } from 'use-intl';
import { DetailHeader, Facts, Section } from '../../components/detail-header.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { EmptyState, FailureState, failureOf, LoadingState } from '../../components/states.tsx';
import { StatusMark } from '../../components/status-mark.tsx';
import { Table, type TableColumn } from '../../components/table.tsx';
import { usePolled } from '../../live/use-polled.ts';
import { ControllerMark } from './controllers-page.tsx';
import { type ControllerState, type Reconcile, reconcilesDocument } from './controllers-query.ts';
import { NowOnly } from './now-only.tsx';

type Controller = ControllerState & { readonly reconciles: readonly Reconcile[] };

export function ControllerPage({ name }: { readonly name: string }) {
  const t = useTranslations('controllers');
  const { data, error, ask } = usePolled<{ controllers: readonly Controller[] | null }, { last: number }>(
    reconcilesDocument,
    { variables: { last: 50 }, everyMs: 1_000 },
  );
  const failure = failureOf({ data, error });
  if (failure) return <FailureState error={failure} onRetry={() => ask()} />;
  if (!data) return <LoadingState />;
  const controller = data.controllers?.find((each) => each.name === name);
  if (!controller) return <EmptyState text={t('notFound', { name })} />;
  return <FoundController controller={controller} />;
}

function FoundController({ controller }: { readonly controller: Controller }) {
  const t = useTranslations('controllers');
  const { name, queueDepth, delayed, inFlight, concurrency, oldestSeconds, retries, lastError, lastErrorKey } =
    controller;
  return (
    <div className="flex min-h-0 grow flex-col overflow-auto">
      <DetailHeader title={name} mark={<ControllerMark of={controller} />} />
      <NowOnly />
      <div className="px-3 pb-3">
        <Facts
          facts={[
            [t('columns.depth'), queueDepth],
            [t('columns.delayed'), delayed],
            [t('columns.inFlight'), `${inFlight}/${concurrency}`],
            [t('columns.oldest'), oldestSeconds > 0 ? `${oldestSeconds.toFixed(1)} s` : '–'],
            [t('columns.retries'), retries],
            [t('columns.error'), lastError ? `${lastErrorKey ?? ''}: ${lastError}` : '–'],
          ]}
        />
      </div>
      <Section title={t('reconciles.title')}>
        <Reconciles rows={controller.reconciles} />
      </Section>
    </div>
  );
}

function Reconciles({ rows }: { readonly rows: readonly Reconcile[] }) {
  const t = useTranslations('controllers.reconciles');
  const columns: readonly TableColumn<Reconcile>[] = [
    { id: 'at', header: t('at'), render: ({ startedAt }) => <RelativeTime time={startedAt} /> },
    { id: 'key', header: t('key'), render: ({ key }) => <span className="font-mono text-sm break-all">{key}</span> },
    {
      id: 'result',
      header: t('result'),
      render: ({ result, error }) => <StatusMark tone={error ? 'bad' : 'ok'} word={error ?? result} />,
    },
    {
      id: 'waited',
      header: t('waited'),
      isNumeric: true,
      render: ({ triggeredAt, startedAt }) => millisecondsText(Date.parse(startedAt) - Date.parse(triggeredAt)),
    },
    {
      id: 'took',
      header: t('took'),
      isNumeric: true,
      render: ({ durationSeconds }) => millisecondsText(durationSeconds * 1_000),
    },
  ];
  if (rows.length === 0) return <p className="text-muted">{t('none')}</p>;
  return (
    <Table label={t('title')} columns={columns} rows={rows} keyOf={({ key, startedAt }) => `${key} ${startedAt}`} />
  );
}

function millisecondsText(milliseconds: number): string {
  return milliseconds < 10 ? `${milliseconds.toFixed(1)} ms` : `${Math.round(milliseconds)} ms`;
}
