'use client';
// Readers of screens hear of pods that fail while the page shows them.
import { useEffect } from 'react';
import type { Change, Collection } from '../../live/collection.ts';
import { announcements } from '../../shell/announcements.ts';
import type { PodRow } from './pod-kind.ts';
import type { PodGroup } from './pod-status.ts';

export function useFailureNotes(collection: Collection<PodRow>): void {
  useEffect(() => {
    const known = new Map<string, PodGroup>();
    const hear = (change: Change<PodRow>) => {
      for (const key of change?.removed ?? []) known.delete(key);
      for (const [key, { group, namespace }] of change?.changed ?? collection.rows) {
        const before = known.get(key);
        known.set(key, group);
        if (before && !isFailure(before) && isFailure(group)) announcements.podFailed(namespace);
      }
    };
    hear(undefined);
    return collection.listen({ onRows: hear, onStatus: () => undefined });
  }, [collection]);
}

function isFailure(group: PodGroup): boolean {
  return group === 'failed' || group === 'crashing';
}
