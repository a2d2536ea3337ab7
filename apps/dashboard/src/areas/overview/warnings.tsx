'use client';
import { useTranslations } from 'use-intl';
import { RelativeTime } from '../../components/relative-time.tsx';
import { StatusMark } from '../../components/status-mark.tsx';
import { type EventRow, eventKind, newestFirst } from '../../live/events.ts';
import { useLiveList } from '../../live/use-live.ts';

const view = { matches: ({ type }: EventRow) => type === 'Warning', compare: newestFirst.compare };
const shownAtMost = 8;

export function Warnings() {
  const t = useTranslations('overview.warnings');
  const { rows } = useLiveList(eventKind, view);
  if (rows.length === 0) return <p className="text-muted">{t('none')}</p>;
  return (
    <ul className="divide-y">
      {rows.slice(0, shownAtMost).map(({ uid, reason, note, regarding, lastAt, count }) => (
        <li key={uid} className="flex flex-wrap gap-x-3 py-1">
          <StatusMark tone="warn" word={reason} className="w-40" />
          <span className="font-mono text-sm">
            {regarding.kind}/{regarding.name}
          </span>
          <span className="min-w-0 grow basis-64 break-words">{note}</span>
          <span className="text-muted">
            {count > 1 && `×${count} `}
            <RelativeTime time={lastAt} />
          </span>
        </li>
      ))}
    </ul>
  );
}
