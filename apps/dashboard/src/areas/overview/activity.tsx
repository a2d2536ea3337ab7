'use client';
// Who changed what: the latest change sets, those of people where there are any.
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { RelativeTime } from '../../components/relative-time.tsx';
import { usePolled } from '../../live/use-polled.ts';
import { type ChangeSet, changesDocument, isByPerson, subjectText } from '../activity/change-sets.ts';

const shownAtMost = 8;

export function Activity() {
  const t = useTranslations('overview.activity');
  const { data } = usePolled<{ changes: { nodes: readonly ChangeSet[] } | null }, { first: number }>(changesDocument, {
    variables: { first: 300 },
    everyMs: 3_000,
  });
  const sets = useMemo(() => latestFirst(data?.changes?.nodes ?? []), [data]);
  if (sets.length === 0) return <p className="text-muted">{t('none')}</p>;
  return (
    <ul className="divide-y">
      {sets.slice(0, shownAtMost).map(({ revision, at, actor, verb, reason, changes: [first, ...others] }) => (
        <li key={revision} className="flex flex-wrap gap-x-2 py-1">
          <span className="text-muted">
            <RelativeTime time={at} />
          </span>
          <span className="font-medium">{actor}</span>
          <span>{verb}</span>
          <span className="min-w-0 font-mono text-sm break-all">
            {first && subjectText(first)}
            {others.length > 0 && ` +${others.length}`}
          </span>
          {reason && <span className="text-muted">{reason}</span>}
        </li>
      ))}
    </ul>
  );
}

function latestFirst(sets: readonly ChangeSet[]): readonly ChangeSet[] {
  const byPeople = sets.filter(isByPerson);
  return [...(byPeople.length > 0 ? byPeople : sets)].sort((a, b) => Number(b.revision) - Number(a.revision));
}
