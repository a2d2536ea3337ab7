'use client';
// All events, the newest first, by type, reason, kind and controller; a drawer shows what stands around one.
import Link from 'next/link';
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import type { Column } from '../../components/data-grid/column.ts';
import { Facts } from '../../components/detail-header.tsx';
import { Drawer } from '../../components/drawer.tsx';
import { EventList } from '../../components/event-list.tsx';
import { type Groups, ListPage } from '../../components/list-page.tsx';
import { RelativeTime } from '../../components/relative-time.tsx';
import { EmptyState, LiveState } from '../../components/states.tsx';
import { StatusMark } from '../../components/status-mark.tsx';
import type { FilterFields } from '../../filter/filter.ts';
import { type EventRow, eventKind } from '../../live/events.ts';
import { useLiveRow } from '../../live/use-live.ts';
import { pathOf } from '../../shell/object-paths.ts';
import { useKeepingHref, useUrlState } from '../../url-state.ts';

const filterFields: FilterFields<EventRow> = {
  type: ({ type }) => type,
  reason: ({ reason }) => reason,
  kind: ({ regarding }) => regarding.kind,
  object: ({ regarding }) => regarding.name,
  controller: ({ controller }) => controller,
  note: ({ note }) => note,
  count: ({ count }) => count,
};

export function EventsPage() {
  const t = useTranslations('events');
  const [{ q, open, ns }, setUrl] = useUrlState();
  const columns = useColumns();
  const groups = useGroups();
  return (
    <ListPage
      title={t('title')}
      kind={eventKind}
      columns={columns}
      defaultSort="-last"
      filterFields={filterFields}
      filterExample="type:warning kind:pod reason:backoff,unhealthy object:web -ns:kube-system"
      groups={groups}
      empty={<EmptyState text={t(q ? 'noMatch' : 'empty')} />}
      copy={{
        cli: `portolan events ${ns ? `-n ${ns}` : '-A'} --watch`,
        graphql: '{ events { nodes { reason note regarding { kind name } } } }',
        sdk: 'for await (const item of portolan.events.watch()) console.log(item);',
      }}
      openKeyOf={({ namespace, name }) => `${namespace}/${name}`}
      drawer={<EventDrawer of={open} onClose={() => setUrl({ open: '' })} />}
    />
  );
}

function useColumns(): readonly Column<EventRow>[] {
  const t = useTranslations('events.columns');
  return useMemo(
    () => [
      {
        id: 'last',
        header: t('last'),
        width: '6.5rem',
        render: ({ lastAt }) => <RelativeTime time={lastAt} />,
        sortBy: ({ lastAt }) => lastAt,
      },
      {
        id: 'reason',
        header: t('reason'),
        width: 'minmax(9rem, 1fr)',
        isTitle: true,
        render: ({ type, reason }) => <StatusMark tone={type === 'Warning' ? 'warn' : 'muted'} word={reason} />,
        sortBy: ({ reason }) => reason,
      },
      {
        id: 'object',
        header: t('object'),
        width: 'minmax(12rem, 2fr)',
        render: ({ regarding: { kind, namespace, name } }) => `${kind} ${namespace ? `${namespace}/` : ''}${name}`,
        sortBy: ({ regarding: { kind, namespace, name } }) => `${kind}/${namespace}/${name}`,
      },
      {
        id: 'note',
        header: t('note'),
        width: 'minmax(14rem, 4fr)',
        render: ({ note }) => <span title={note}>{note}</span>,
      },
      {
        id: 'count',
        header: t('count'),
        width: '5rem',
        isNumeric: true,
        render: ({ count }) => count,
        sortBy: ({ count }) => count,
        flashOn: ({ count }) => count,
        isHiddenOnCards: true,
      },
      {
        id: 'controller',
        header: t('controller'),
        width: 'minmax(10rem, 1fr)',
        render: ({ controller }) => controller,
        sortBy: ({ controller }) => controller,
        isHiddenOnCards: true,
      },
    ],
    [t],
  );
}

function useGroups(): Groups<EventRow> {
  const t = useTranslations('events.types');
  return useMemo(
    () => ({
      field: 'type',
      all: [
        { value: 'Warning', label: t('Warning'), tone: 'warn' },
        { value: 'Normal', label: t('Normal'), tone: 'muted' },
      ],
      of: ({ type }) => type,
    }),
    [t],
  );
}

function EventDrawer({ of, onClose }: { readonly of: string; onClose(): void }) {
  const t = useTranslations('events');
  const [namespace = '', name = ''] = of.split('/');
  const states = useTranslations('states');
  const { row, status } = useLiveRow(eventKind, { namespace, name });
  return (
    <Drawer title={`${t('title')}: ${row?.reason ?? name}`} onClose={onClose}>
      <LiveState
        status={status}
        isEmpty={!row}
        empty={<EmptyState text={states('notFound', { name })} />}
        onRetry={() => window.location.reload()}
      >
        {row && <EventDetail row={row} />}
      </LiveState>
    </Drawer>
  );
}

function EventDetail({ row }: { readonly row: EventRow }) {
  const t = useTranslations('events');
  const href = useKeepingHref();
  const { regarding, type, reason, note, count, lastAt, createdAt, controller, action } = row;
  const path = pathOf(regarding);
  const text = `${regarding.kind} ${regarding.namespace ? `${regarding.namespace}/` : ''}${regarding.name}`;
  return (
    <div className="flex min-h-0 grow flex-col overflow-auto">
      <div className="flex flex-col gap-3 p-3 pr-20">
        <StatusMark tone={type === 'Warning' ? 'warn' : 'muted'} word={reason} className="font-medium" />
        <p className="break-words">{note}</p>
        <Facts
          facts={[
            [
              t('columns.object'),
              path ? (
                <Link key="object" href={href(path)} className="break-all text-accent hover:underline">
                  {text}
                </Link>
              ) : (
                text
              ),
            ],
            [t('columns.count'), count],
            [t('first'), <RelativeTime key="first" time={createdAt} />],
            [t('columns.last'), <RelativeTime key="last" time={lastAt} />],
            [t('columns.controller'), controller || '–'],
            [t('action'), action || '–'],
          ]}
        />
      </div>
      <section className="border-t">
        <h2 className="p-3 font-semibold">{t('around')}</h2>
        <EventList namespace={row.namespace} uid={regarding.uid} />
      </section>
    </div>
  );
}
