'use client';
// The events of one object, the newest first, as they come.
import { useTranslations } from 'use-intl';
import { eventKind, newestFirst } from '../live/events.ts';
import { useLiveList } from '../live/use-live.ts';
import { RelativeTime } from './relative-time.tsx';
import { EmptyState, LiveState } from './states.tsx';
import { StatusMark } from './status-mark.tsx';

export function EventList({ namespace, uid }: { readonly namespace: string; readonly uid: string }) {
  const t = useTranslations('pods');
  const list = useLiveList(eventKind, newestFirst, { namespace, fieldSelector: `regarding.uid=${uid}` });
  return (
    <LiveState
      status={list.status}
      isEmpty={list.rows.length === 0}
      empty={<EmptyState text={t('events.none')} />}
      onRetry={() => list.collection.retry()}
    >
      <ul className="divide-y">
        {list.rows.map(({ key, type, reason, note, count, lastAt, controller }) => (
          <li key={key} className="flex flex-wrap gap-x-3 px-3 py-1.5">
            <StatusMark tone={type === 'Warning' ? 'warn' : 'muted'} word={reason} className="w-40" />
            <span className="min-w-0 grow basis-64 break-words">{note}</span>
            <span className="text-muted">
              {count > 1 && `×${count} `}
              <RelativeTime time={lastAt} /> · {controller}
            </span>
          </li>
        ))}
      </ul>
    </LiveState>
  );
}
