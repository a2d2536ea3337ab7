'use client';
import { useSyncExternalStore } from 'react';

const query = '(max-width: 767px)';

/** Below this width lists are cards and the navigation is at the bottom. */
export function useIsNarrow(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => window.matchMedia(query).matches,
    () => false,
  );
}

function subscribe(listener: () => void): () => void {
  const list = window.matchMedia(query);
  list.addEventListener('change', listener);
  return () => list.removeEventListener('change', listener);
}
