'use client';
// Who changed what: the latest change sets, those of people first.
import { useMemo } from 'react';
import { useTranslations } from 'use-intl';
import { RelativeTime } from '../../components/relative-time.tsx';
import { usePolled } from '../../live/use-polled.ts';

interface ChangeSet {
  readonly revision: string;
  readonly at: string;
  readonly actor: string;
  readonly verb: string;
  readonly reason: string | null;
  readonly changes: ReadonlyArray<{ readonly kind: string; readonly namespace: string | null; readonly name: string }>;
}

const document =
  'query($first: Int!) { changes(first: $first) { nodes { revision at actor verb reason changes { kind namespace name } } } }';
const shownAtMost = 8;

export function Activity() {
  const t = useTranslations('overview.activity');
  const { data } = usePolled<{ changes: { nodes: readonly ChangeSet[] } | null }, { first: number }>(document, {
    variables: { first: 300 },
    everyMs: 3_000,
  });
  const sets = useMemo(() => latestFirst(data?.changes?.nodes ?? []), [data]);
  if (sets.length === 0) return <p className="text-muted">{t('none')}</p>;
  return (
    <ul className="divide-y">
      {sets.slice(0, shownAtMost).map(({ revision, at, actor, verb, reason, changes }) => (
        <li key={revision} className="flex flex-wrap gap-x-2 py-1">
          <span className="text-muted">
            <RelativeTime time={at} />
          </span>
          <span className="font-medium">{actor}</span>
          <span>{verb}</span>
          <span className="min-w-0 font-mono text-sm break-all">{subjectsText(changes)}</span>
          {reason && <span className="text-muted">{reason}</span>}
        </li>
      ))}
    </ul>
  );
}

/** Controllers and nodes write all the time; what people and their scripts did is what one looks for. */
function latestFirst(sets: readonly ChangeSet[]): readonly ChangeSet[] {
  const byPeople = sets.filter(({ actor }) => !actor.startsWith('system:'));
  return [...(byPeople.length > 0 ? byPeople : sets)].sort((a, b) => Number(b.revision) - Number(a.revision));
}

function subjectsText(changes: ChangeSet['changes']): string {
  const [first, ...rest] = changes;
  if (!first) return '';
  const { kind, namespace, name } = first;
  const text = `${kind.split('.')[0]} ${namespace ? `${namespace}/` : ''}${name}`;
  return rest.length > 0 ? `${text} +${rest.length}` : text;
}
