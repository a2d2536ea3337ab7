'use client';
import Link from 'next/link';
import { useTranslations } from 'use-intl';
import { RelativeTime } from '../../components/relative-time.tsx';
import { LiveState } from '../../components/states.tsx';
import { StatusMark } from '../../components/status-mark.tsx';
import { eventKind, newestFirst } from '../../live/events.ts';
import { useLiveList } from '../../live/use-live.ts';
import { pathOf } from '../../shell/object-paths.ts';
import { useKeepingHref } from '../../url-state.ts';

/** Most events tell that all goes well, and stay where they are. */
const warnings = { fieldSelector: 'type=Warning' };
const shownAtMost = 8;

export function Warnings() {
  const t = useTranslations('overview.warnings');
  const href = useKeepingHref();
  const { rows, status, collection } = useLiveList(eventKind, newestFirst, warnings);
  return (
    <LiveState
      status={status}
      isEmpty={rows.length === 0}
      empty={<p className="text-muted">{t('none')}</p>}
      onRetry={() => collection.retry()}
    >
      <ul className="divide-y">
        {rows.slice(0, shownAtMost).map(({ uid, namespace, name, reason, note, regarding, lastAt, count }) => (
          <li key={uid} className="flex flex-wrap items-baseline gap-x-3 py-1">
            <StatusMark tone="warn" word={reason} className="w-40" />
            <Link
              href={href(pathOf(regarding) ?? `/events?open=${namespace}/${name}`)}
              prefetch={false}
              className="break-all text-accent hover:underline"
            >
              {regarding.kind} {regarding.name}
            </Link>
            <span className="min-w-0 grow basis-64 break-words">{note}</span>
            <span className="text-muted">
              {count > 1 && `×${count} `}
              <RelativeTime time={lastAt} />
            </span>
          </li>
        ))}
      </ul>
    </LiveState>
  );
}
