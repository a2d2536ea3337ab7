'use client';
// Who changed what: the latest change sets, those of people where there are any.
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { RelativeTime } from '../../components/relative-time.tsx';
import { FailureState, failureOf, LoadingState } from '../../components/states.tsx';
import { usePolled } from '../../live/use-polled.ts';
import { useUrlState } from '../../url-state.ts';
import {
  type ChangeSet,
  type ChangesAnswer,
  type ChangesVariables,
  changesDocument,
  changesUntil,
  changesVariables,
  isByPerson,
  mergeRuns,
  subjectText,
} from '../activity/change-sets.ts';

const shownAtMost = 8;

export function Activity() {
  const t = useTranslations('overview.activity');
  const [{ at: moment }] = useUrlState();
  const { data, error } = usePolled<ChangesAnswer, ChangesVariables>(changesDocument, {
    variables: changesVariables(300, moment),
    everyMs: 3_000,
  });
  const sets = useMemo(() => latestFirst(data?.changes?.nodes ?? [], moment), [data, moment]);
  const failure = failureOf({ data, error });
  if (failure) return <FailureState error={failure} />;
  if (!data) return <LoadingState rows={3} />;
  if (sets.length === 0) return <p className="text-muted">{t(moment ? 'noneThen' : 'none')}</p>;
  return (
    <ul className="divide-y">
      {sets.slice(0, shownAtMost).map(({ revision, at, actor, verb, reason, changes: [first, ...others] }) => (
        <li key={revision} className="flex flex-wrap gap-x-2 py-1">
          <span className="text-muted">
            <RelativeTime time={at} />
          </span>
          <span className="font-medium">{actor}</span>
          <span>{verb}</span>
          <span className="min-w-0 font-mono text-sm wrap-anywhere">
            {first && subjectText(first)}
            {others.length > 0 && ` +${others.length}`}
          </span>
          {reason && <span className="text-muted">{reason}</span>}
        </li>
      ))}
    </ul>
  );
}

function latestFirst(sets: readonly ChangeSet[], moment: string): readonly ChangeSet[] {
  const shown = changesUntil(sets, moment);
  const byPeople = shown.filter(isByPerson);
  return mergeRuns(byPeople.length > 0 ? byPeople : shown);
}
