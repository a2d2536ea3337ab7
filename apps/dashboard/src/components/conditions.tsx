'use client';
import { useTranslations } from 'use-intl';
import { RelativeTime } from './relative-time.tsx';
import { StatusMark, type Tone } from './status-mark.tsx';
import { Table, type TableColumn } from './table.tsx';

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

/** The conditions of any object, as its status has them. */
export function Conditions({
  conditions,
  toneOf,
}: {
  readonly conditions: readonly Condition[];
  toneOf(condition: Condition): Tone;
}) {
  const t = useTranslations('components.conditions');
  const columns: readonly TableColumn<Condition>[] = [
    { id: 'type', header: t('type'), render: ({ type }) => type },
    {
      id: 'status',
      header: t('status'),
      render: (condition) => <StatusMark tone={toneOf(condition)} word={condition.status} />,
    },
    {
      id: 'reason',
      header: t('reason'),
      render: ({ reason, message }) => <span title={message}>{reason}</span>,
    },
    {
      id: 'since',
      header: t('since'),
      render: ({ lastTransitionTime }) => <RelativeTime time={lastTransitionTime ?? ''} />,
    },
  ];
  return <Table label={t('title')} columns={columns} rows={conditions} keyOf={({ type }) => type} />;
}
