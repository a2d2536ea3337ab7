'use client';
// What an object that is being deleted waits for.
import type { ApiObject } from '@portolan/client/objects.ts';
import { useTranslations } from 'use-intl';
import { usePolled } from '../../live/use-polled.ts';

interface Blocker {
  /** Who has to let the object go; null where it only has to come to its end. */
  readonly finalizer: string | null;
  readonly kind: string;
  readonly namespace: string | null;
  readonly name: string;
}

interface Answer {
  readonly object: { readonly blockers: readonly Blocker[] } | null;
}

const document = `query($kind: String!, $namespace: String, $name: String!) {
  object(kind: $kind, namespace: $namespace, name: $name) { blockers { finalizer kind namespace name } }
}`;

export function Blockers({ kind, object }: { readonly kind: string; readonly object: ApiObject }) {
  const t = useTranslations('objects.blockers');
  const { name = '', namespace } = object.metadata;
  const { data } = usePolled<Answer, { kind: string; namespace?: string; name: string }>(document, {
    variables: { kind, name, ...(namespace && { namespace }) },
    everyMs: 2_000,
  });
  const blockers = data?.object?.blockers ?? [];
  if (blockers.length === 0) return <p className="text-muted">{t('none')}</p>;
  return (
    <ul className="flex list-disc flex-col gap-1 pl-5">
      {blockers.map((blocker) => {
        const place = `${blocker.kind} ${blocker.namespace ? `${blocker.namespace}/` : ''}${blocker.name}`;
        const { finalizer } = blocker;
        return (
          <li key={`${place} ${finalizer}`} className="break-words">
            {finalizer ? t('finalizer', { place, finalizer }) : t('ends', { place })}
          </li>
        );
      })}
    </ul>
  );
}
