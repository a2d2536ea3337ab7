'use client';
import { useSyncExternalStore } from 'react';
import { useFormatter } from 'use-intl';
import { useShownTime } from '../live/shown-moment.tsx';
import { formatAge } from './age.ts';

let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;
const listeners = new Set<() => void>();

/** One timer for all ages of a page. */
function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  now = Date.now();
  timer ??= setInterval(() => {
    now = Date.now();
    for (const each of listeners) each();
  }, 1_000);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}

/** Until the second it is, or until the moment that the page shows; painted again only by those whose text changes. */
function useAge(time: string): string {
  const shown = useShownTime();
  const read = () => (time ? formatAge((shown ?? now) - Date.parse(time)) : '');
  return useSyncExternalStore(subscribe, read, read);
}

/** How long ago; the moment itself when the pointer waits. */
export function RelativeTime({ time, className }: { readonly time: string; readonly className?: string }) {
  const format = useFormatter();
  const age = useAge(time);
  if (!time) return <span className={className}>–</span>;
  const exact = format.dateTime(new Date(time), { dateStyle: 'medium', timeStyle: 'medium' });
  return (
    <time dateTime={time} title={exact} className={className} suppressHydrationWarning>
      {age}
    </time>
  );
}
