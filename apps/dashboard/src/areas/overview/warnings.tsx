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
        {rows.slice(0, shownAtMost).map(({ key, namespace, name, reason, note, regarding, lastAt, count }) => (
          <li
            key={key}
            className="flex flex-wrap items-baseline gap-x-3 py-1 xl:grid xl:grid-cols-[9.5rem_15rem_1fr_auto]"
          >
            <StatusMark tone="warn" word={reason} className="max-xl:w-40" />
            <Link
              href={href(pathOf(regarding) ?? `/events?open=${namespace}/${name}`)}
              prefetch={false}
              className="min-w-0 text-accent wrap-anywhere hover:underline"
            >
              {regarding.kind} {regarding.name}
            </Link>
            <span className="min-w-0 grow basis-64 wrap-anywhere">{note}</span>
            <span className="text-muted tabular-nums">
              {count > 1 && `×${count} `}
              <RelativeTime time={lastAt} />
            </span>
          </li>
        ))}
      </ul>
    </LiveState>
  );
}
