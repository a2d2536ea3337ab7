'use client';
import { useSyncExternalStore } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { type Announcement, announcements } from './announcements.ts';

const none: readonly Announcement[] = [];

/** The one place of the page that speaks of what happens by itself. */
export function Announcer() {
  const t = useTranslations('shell.announced');
  const format = useFormatter();
  const told = useSyncExternalStore(announcements.subscribe, announcements.read, () => none);
  const sentences = told.map(({ what, namespace, count }) => t(what, { namespace, count }));
  return (
    <p role="status" data-testid="announcer" className="sr-only">
      {format.list(sentences, { type: 'unit' })}
    </p>
  );
}
